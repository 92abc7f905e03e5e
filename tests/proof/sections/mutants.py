"""The section about the mutation score of the contract, of requests and of answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.proof.mutation_score import answer_bodies, complaints, request_bodies, score
from tests.proof.sections.section import Section, listed, table

if TYPE_CHECKING:
    from tests.proof.mutation_score import Score


def mutants() -> Section:
    """Change each schema in one place at a time, and see whether a body of the corpus tells."""
    requests = [score(body) for body in request_bodies()]
    answers = [score(body) for body in answer_bodies()]
    both = [*requests, *answers]
    rows = (
        (one.body, f"{len(one.killed):,}", f"{one.counted:,}", f"{100 * one.share:.2f} %", len(one.equivalent))
        for one in both
    )
    text = f"""## Mutants of the contract

The schema of each body is changed in one place at a time; a mutant is killed where it judges any body of the corpus
otherwise. A schema that several bodies share counts for each of them. Mutants that change nothing are listed with their
reasons in [equivalent_mutants.yaml](equivalent_mutants.yaml). Parameters, headers and advisories are not mutated.

{table(("body", "killed", "mutants", "score", "equivalent"), rows)}

Survivors:

{listed(f"{one.body}: {name}" for one in both for name in one.survivors)}"""
    lines = (_line("bodies that are sent", requests), _line("answers", answers))
    return Section(text, lines, [complaint for one in both for complaint in complaints(one)])


def _line(what: str, scores: list[Score]) -> str:
    killed, counted = sum(len(one.killed) for one in scores), sum(one.counted for one in scores)
    share, equivalent = 100 * killed / counted, sum(len(one.equivalent) for one in scores)
    return (
        f"Contract, {what}: {killed:,} of {counted:,} mutants are noticed ({share:.2f} %); "
        f"{equivalent} more change nothing, each for a reason that is listed."
    )
