"""Writes what was found, as text for people and as JUnit for a CI."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, get_args
from xml.etree import ElementTree as ET

from gelatoconnect_mock.certify.findings import Outcome

if TYPE_CHECKING:
    from gelatoconnect_mock.certify.findings import Findings
    from gelatoconnect_mock.certify.target import Target

_LONGEST_ACCOUNT: Final = 4_000


def text(findings: Findings, target: Target) -> str:
    """Return the findings as lines: checks, facts by how well they were known, what was created, and a sum."""
    lines = [f"{target.url} beside the contract", "", "Checks"]
    lines += [
        f"  {_shown(one.outcome):8} {one.check}" + (f": {one.sentence}" if one.sentence else "")
        for one in findings.checks
    ]
    lines += ["", "What the contract says, and what was seen here"]
    lines += [
        f"  {'confirmed' if fact.holds else 'REFUTED':9} {fact.level:10} {fact.statement} (seen: {fact.seen}; "
        f"{fact.source}; {fact.place})"
        for fact in findings.facts
    ]
    if not_asked := findings.not_asked():
        lines += ["", "Inferred, and not asked here"]
        lines += [f"  {place}" for place in not_asked]
    if findings.created:
        lines += ["", "Created by this run, by reference"]
        lines += [f"  {target.shown(created.account(), _LONGEST_ACCOUNT)}" for created in findings.created.values()]
    return "\n".join([*lines, "", _sum(findings)])


def junit(findings: Findings, target: Target) -> str:
    """Return the checks, each fact with what was seen of it, and the whole report as output, in JUnit's XML.

    A refuted fact is a failure of its own.
    """
    suite = ET.Element(
        "testsuite", name="gelatoconnect contract", hostname=target.url,
        tests=str(len(findings.checks) + len(findings.facts)), skipped=str(findings.count("skipped")),
        failures=str(findings.count("failed") + len(findings.refuted)),
    )  # fmt: skip
    for one in findings.checks:
        case = ET.SubElement(suite, "testcase", classname="checks", name=one.check)
        if one.outcome != "passed":
            ET.SubElement(case, "failure" if one.outcome == "failed" else "skipped", message=one.sentence)
    for fact in findings.facts:
        name = f"{fact.statement} ({fact.place})"
        case = ET.SubElement(suite, "testcase", classname=f"facts.{fact.level}", name=name)
        if not fact.holds:
            ET.SubElement(case, "failure", message=f"seen: {fact.seen}")
        ET.SubElement(case, "system-out").text = f"{fact.level}, {fact.source}; seen: {fact.seen}"
    ET.SubElement(suite, "system-out").text = text(findings, target)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _sum(findings: Findings) -> str:
    confirmed = Counter(fact.level for fact in findings.facts if fact.holds)
    refuted = Counter(fact.level for fact in findings.refuted)
    by_level = "; ".join(
        f"{level}: {confirmed[level]} confirmed, {refuted[level]} refuted"
        for level in ("documented", "observed", "sibling", "inferred")
        if confirmed[level] + refuted[level]
    )
    stopped = "Interrupted: the later checks were not made. " if findings.interrupted else ""
    counts = ", ".join(f"{findings.count(outcome)} {outcome}" for outcome in get_args(Outcome))
    return f"{stopped}{counts}. Facts: {by_level or 'none seen'}."


def _shown(outcome: str) -> str:
    return outcome.upper() if outcome == "failed" else outcome
