"""Prints the mutation score of the contract by body, and every survivor by its JSON pointer; fails below the gate.

After it, what the client makes of every answer that the score is taken by.
"""

from __future__ import annotations

import sys

from answer_differences import Difference, differences, unexplained
from answered_client import AnsweredClient
from committed import ANSWERS
from corpus import answers
from mutation_score import GATE, Score, answer_bodies, request_bodies, score


def scores() -> tuple[Score, ...]:
    """Return the whole mutation score: of each body that an operation takes, and of each answer."""
    return tuple(score(body) for body in (*request_bodies(), *answer_bodies()))


def client_differences() -> dict[str, list[Difference]]:
    """Return where contract and client differ on the successes of each operation, by the name of the answer."""
    with AnsweredClient() as client:
        return {one.name: differences(client, one, answers(one.name)) for one in ANSWERS if one.status == "200"}


def complaints(one: Score) -> list[str]:
    """Return what is wrong with the score of a body: too few killed, or a list of equivalent mutants that is not so."""
    found = [f"survives: {name}" for name in one.survivors] if one.share < GATE else []
    found += [f"is listed as equivalent, and is killed: {name}" for name in one.revived]
    return found + [f"is listed as equivalent, and does not exist: {name}" for name in one.gone]


def main() -> int:
    """Print the score of every body as soon as it is known."""
    failed = False
    for body in (*request_bodies(), *answer_bodies()):
        one = score(body)
        wrong = complaints(one)
        failed = failed or bool(wrong)
        lines = [str(one), *(f"  {line}" for line in wrong or map("survives: {}".format, one.survivors))]
        print("\n".join(lines), flush=True)  # noqa: T201 - what it is asked for
    for name, found in client_differences().items():
        wrong = [str(one) for one in unexplained(found)]
        failed = failed or bool(wrong)
        purposeful = f"{len(found) - len(wrong)} differences on purpose, {len(wrong)} without"
        lines = [f"client on {name}: {len(answers(name)):,} answers, {purposeful}", *(f"  {line}" for line in wrong)]
        print("\n".join(lines), flush=True)  # noqa: T201
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
