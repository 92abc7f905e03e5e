"""Judges of request bodies: each has a name and a verdict. Lists where two of them disagree."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Protocol

import jsonschema_rs
from gelatoconnect._validation.schema import validator_for

from tools.proof.contract import REQUESTS, reachable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tools.proof.corpus.bodies import Payload


class Judge(Protocol):
    """A validator that accepts or refuses a request body.

    `at_once` is how many threads may call it at a time: 1 if it only computes, several if it uses HTTP.
    """

    @property
    def name(self) -> str: ...

    @property
    def at_once(self) -> int: ...

    def verdict(self, operation: str, body: Any) -> bool:
        """Return True if the body is accepted. Raises JudgeFailed if the judge gives no verdict."""
        ...


class JudgeFailed(Exception):
    """A judge gave no verdict: its response is neither a success nor a refusal of the body."""


class ContractJudge:
    """jsonschema-rs with the contract's schemas, the reference for the others."""

    name: Final = "jsonschema-rs"
    at_once: Final = 1

    def __init__(self) -> None:
        self._validators = {name: validator(one.schema, reachable(one.schema)) for name, one in REQUESTS.items()}

    def verdict(self, operation: str, body: Any) -> bool:
        return bool(self._validators[operation].is_valid(body))


class PreflightJudge:
    """The client's own check, by the rules compiled from the contract."""

    name: Final = "preflight"
    at_once: Final = 1

    def __init__(self) -> None:
        self._rules = {name: validator_for(one.schema) for name, one in REQUESTS.items()}

    def verdict(self, operation: str, body: Any) -> bool:
        return not self._rules[operation](body)


class Disagreement(NamedTuple):
    """One body on which two judges disagree."""

    payload: Payload
    judge: str
    accepted: bool

    def __str__(self) -> str:
        verb = "accepts" if self.accepted else "refuses"
        return f"{self.judge} {verb} {self.payload.name}"


def verdicts(judge: Judge, payloads: Sequence[Payload]) -> list[bool]:
    """Return the judge's verdict on each body, in order."""
    if judge.at_once == 1:
        return [judge.verdict(one.operation, one.body) for one in payloads]
    with ThreadPoolExecutor(judge.at_once) as pool:
        return list(pool.map(lambda one: judge.verdict(one.operation, one.body), payloads))


def disagreements(reference: Judge, judge: Judge, payloads: Sequence[Payload]) -> list[Disagreement]:
    """Return the disagreements of a judge with the reference, in the order of the bodies."""
    expected, given = verdicts(reference, payloads), verdicts(judge, payloads)
    return [
        Disagreement(payload, judge.name, own)
        for payload, wanted, own in zip(payloads, expected, given, strict=True)
        if wanted is not own
    ]


def validator(schema: str, schemas: Mapping[str, Any], *, formats: bool = False) -> Any:
    """Return a jsonschema-rs validator of one schema among several. It checks formats only on request."""
    whole = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": schemas}}
    return jsonschema_rs.Draft202012Validator(whole, validate_formats=formats)
