"""Formats the findings: as text for people and as JUnit XML for CI."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final, get_args
from xml.etree import ElementTree as ET

from gelatoconnect_mock.certify.findings import Outcome

if TYPE_CHECKING:
    from gelatoconnect_mock.certify.findings import Findings
    from gelatoconnect_mock.certify.target import Target

_MAX_SUMMARY_LENGTH: Final = 4_000


def text(findings: Findings, target: Target) -> str:
    """Return the findings as text: checks, facts, created orders, and totals."""
    lines = [f"{target.url} against the contract", "", "Checks"]
    lines += [
        f"  {_shown(one.outcome):8} {one.check}" + (f": {one.message}" if one.message else "")
        for one in findings.checks
    ]
    lines += ["", "What the contract says, and what this server did"]
    lines += [
        f"  {'confirmed' if fact.holds else 'REFUTED':9} {fact.level:10} {fact.statement} (seen: {fact.seen}; "
        f"{fact.source}; {fact.pointer})"
        for fact in findings.facts
    ]
    if unchecked := findings.unchecked():
        lines += ["", "Inferred, and not checked here"]
        lines += [f"  {pointer}" for pointer in unchecked]
    if findings.created:
        lines += ["", "Created by this run, by reference"]
        lines += [
            f"  {target.redacted(created.summary(), _MAX_SUMMARY_LENGTH)}" for created in findings.created.values()
        ]
    return "\n".join([*lines, "", _totals(findings)])


def junit(findings: Findings, target: Target) -> str:
    """Return the findings as JUnit XML: one test case for each check and each fact, and the text report as output.

    A refuted fact is a failure.
    """
    suite = ET.Element(
        "testsuite", name="gelatoconnect contract", hostname=target.url,
        tests=str(len(findings.checks) + len(findings.facts)), skipped=str(findings.count("skipped")),
        failures=str(findings.count("failed") + len(findings.refuted)),
    )  # fmt: skip
    for one in findings.checks:
        case = ET.SubElement(suite, "testcase", classname="checks", name=one.check)
        if one.outcome != "passed":
            ET.SubElement(case, "failure" if one.outcome == "failed" else "skipped", message=one.message)
    for fact in findings.facts:
        name = f"{fact.statement} ({fact.pointer})"
        case = ET.SubElement(suite, "testcase", classname=f"facts.{fact.level}", name=name)
        if not fact.holds:
            ET.SubElement(case, "failure", message=f"seen: {fact.seen}")
        ET.SubElement(case, "system-out").text = f"{fact.level}, {fact.source}; seen: {fact.seen}"
    ET.SubElement(suite, "system-out").text = text(findings, target)
    return ET.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _totals(findings: Findings) -> str:
    confirmed = Counter(fact.level for fact in findings.facts if fact.holds)
    refuted = Counter(fact.level for fact in findings.refuted)
    by_level = "; ".join(
        f"{level}: {confirmed[level]} confirmed, {refuted[level]} refuted"
        for level in ("documented", "observed", "sibling", "inferred")
        if confirmed[level] + refuted[level]
    )
    stopped = "Interrupted: the later checks did not run. " if findings.is_interrupted else ""
    counts = ", ".join(f"{findings.count(outcome)} {outcome}" for outcome in get_args(Outcome))
    return f"{stopped}{counts}. Facts: {by_level or 'none seen'}."


def _shown(outcome: str) -> str:
    return outcome.upper() if outcome == "failed" else outcome
