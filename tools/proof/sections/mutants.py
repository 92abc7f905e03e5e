"""The section about the mutation score of the contract, of requests and of responses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.proof.mutants.score import complaints, request_bodies, response_bodies, score
from tools.proof.sections.section import Section, listed, table

if TYPE_CHECKING:
    from tools.proof.mutants.score import Score


def mutants() -> Section:
    """Change each schema in one place at a time, and see whether a body of the corpus detects it."""
    requests = [score(body) for body in request_bodies()]
    responses = [score(body) for body in response_bodies()]
    both = [*requests, *responses]
    rows = (
        (one.body, f"{len(one.killed):,}", f"{one.counted:,}", f"{100 * one.share:.2f} %", len(one.equivalent))
        for one in both
    )
    text = f"""## Mutants of the contract

A mutant is the schema of a body with one change. It is killed if its verdict on any body of the corpus differs from
the schema's. A schema that several bodies share counts for each of them. Equivalent mutants change no verdict.
[equivalent_mutants.yaml](../tools/proof/mutants/equivalent_mutants.yaml) lists each with its reason. Parameters,
headers and advisories are not mutated.

{table(("body", "killed", "mutants", "score", "equivalent"), rows)}

Survivors:

{listed(f"{one.body}: {name}" for one in both for name in one.survivors)}"""
    lines = (_line("request bodies", requests), _line("response bodies", responses))
    return Section(text, lines, [complaint for one in both for complaint in complaints(one)])


def _line(what: str, scores: list[Score]) -> str:
    killed, counted = sum(len(one.killed) for one in scores), sum(one.counted for one in scores)
    share, equivalent = 100 * killed / counted, sum(len(one.equivalent) for one in scores)
    return (
        f"Contract, {what}: {killed:,} of {counted:,} mutants of the contract are killed ({share:.2f} %). "
        f"{equivalent} more are equivalent, each for a listed reason."
    )
