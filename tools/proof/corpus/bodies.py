"""The corpus: for each operation with a body, its seeds and every body that differs from one in one place."""

from __future__ import annotations

import marshal
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tools.proof.contract import REQUESTS, RESPONSES
from tools.proof.corpus.neighborhood import neighborhood
from tools.proof.corpus.seeds import seeds, whole

if TYPE_CHECKING:
    from collections.abc import Mapping

OPERATIONS: Final = tuple(REQUESTS)
ONE_IN: Final = 20
"""The default tests take one of so many bodies."""


class Payload(NamedTuple):
    """One body to validate. Its name holds the seed, the place and the kind of the change."""

    operation: str
    seed: str
    pointer: str
    change: str
    body: Any

    @property
    def name(self) -> str:
        return f"{self.operation} {self.seed}{self.pointer and ' '}{self.pointer}: {self.change}"


@cache
def corpus(operation: str) -> tuple[Payload, ...]:
    """Return the request bodies of an operation, in a fixed order, without duplicates."""
    return _around(operation, seeds(operation))


@cache
def responses(subject: str) -> tuple[Payload, ...]:
    """Return the neighbors of the contract's examples of one response, such as "getOrder 200", and of a complete one.

    No example has a text in every nullable field. In the complete one each field has a value.
    """
    one = next(one for one in RESPONSES if one.name == subject)
    return _around(subject, {**one.examples, "whole": whole(one.schema)})


def requests() -> tuple[Payload, ...]:
    """Return all request bodies of all operations."""
    return tuple(payload for operation in OPERATIONS for payload in corpus(operation))


def _around(subject: str, bodies: Mapping[str, Any]) -> tuple[Payload, ...]:
    seen: dict[bytes, Payload] = {}
    for seed, body in bodies.items():
        _keep(seen, Payload(subject, seed, "", "as it is", body))
    for seed, body in bodies.items():
        for one in neighborhood(body):
            _keep(seen, Payload(subject, seed, one.pointer, one.change, one.body))
    return tuple(seen.values())


def _keep(seen: dict[bytes, Payload], payload: Payload) -> None:
    # The bytes distinguish 1, 1.0 and true, which are equal in Python. They also keep the order of names.
    # Format 2 is the last without references, which make equal bodies differ. JSON takes three times as long.
    seen.setdefault(marshal.dumps(payload.body, 2), payload)
