"""The two validators of a response: the sandbox before it sends one, and jsonschema-rs with the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.contract.validators import compiled_contract

from tools.proof.contract import RESPONSES, SCHEMAS
from tools.proof.corpus.bodies import responses
from tools.proof.judges.judge import validator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.proof.contract import Subject
    from tools.proof.corpus.bodies import Payload


def response_disagreements() -> tuple[int, list[str]]:
    """Return the number of responses in the corpus, and a line for each on which the validators disagree."""
    found = [line for one in RESPONSES for line in differing(one, responses(one.name))]
    return sum(len(responses(one.name)) for one in RESPONSES), found


def differing(subject: Subject, bodies: Iterable[Payload]) -> list[str]:
    """Return a line for each of these responses on which the validators disagree.

    The sandbox also checks the contract's formats. Nobody else does.
    """
    allows = validator(subject.schema, SCHEMAS, formats=True).is_valid
    judge = compiled_contract().responses[subject.operation, int(subject.status)].is_valid
    return [
        f"{one.name}: the sandbox {'would send it' if judge(one.body) else 'would not send it'}, against the contract"
        for one in bodies
        if judge(one.body) is not allows(one.body)
    ]
