"""The two validators of an answer: the sandbox, before it sends one, and jsonschema-rs on the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.contract.validators import compiled_contract

from tools.proof.contract import ANSWERS, SCHEMAS
from tools.proof.corpus.bodies import answers
from tools.proof.judges.judge import validator

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.proof.contract import Subject
    from tools.proof.corpus.bodies import Payload


def answer_disagreements() -> tuple[int, list[str]]:
    """Return how many answers there are in the corpus, and in words those that are judged differently."""
    found = [line for one in ANSWERS for line in differing(one, answers(one.name))]
    return sum(len(answers(one.name)) for one in ANSWERS), found


def differing(subject: Subject, bodies: Iterable[Payload]) -> list[str]:
    """Return in words which of these answers of one operation and status are judged differently.

    The sandbox holds itself to the contract's formats as well, which bind nobody else.
    """
    allows = validator(subject.schema, SCHEMAS, formats=True).is_valid
    judge = compiled_contract().responses[subject.operation, int(subject.status)].is_valid
    return [
        f"{one.name}: the sandbox {'would send it' if judge(one.body) else 'would not send it'}, against the contract"
        for one in bodies
        if judge(one.body) is not allows(one.body)
    ]
