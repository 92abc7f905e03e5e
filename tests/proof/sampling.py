"""A sample of many cases for the default tests: the same in every run, with at least one case of every kind.

The session `proof` takes all of them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, TypeVar
from zlib import crc32

from tools.proof.corpus.bodies import ONE_IN
from tools.proof.mutants.schemas import mutants
from tools.proof.mutants.score import equivalents

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from tools.proof.corpus.bodies import Payload
    from tools.proof.mutants.schemas import Mutant
    from tools.proof.mutants.score import Body

Case = TypeVar("Case")
ONE_MUTANT_IN: Final = 60
"""The default tests take one of so many mutants."""


def sample_of_bodies(payloads: Sequence[Payload]) -> list[Payload]:
    """Return the bodies of the default tests: at least one for every pointer and every change."""
    return sampled(payloads, ONE_IN, name=lambda one: one.name, kinds=_kinds_of_body)


def sample_of_mutants(body: Body) -> list[Mutant]:
    """Return the mutants of the default tests: at least one for every schema and operator.

    None is a listed equivalent: showing that no body kills it takes all bodies, and most of the time.
    """
    known = equivalents().get(body.name, {})
    made = [one for one in mutants(body.schema) if one.name not in known]
    return sampled(made, ONE_MUTANT_IN, name=lambda one: one.name, kinds=_kinds_of_mutant)


def sampled(
    cases: Sequence[Case], one_in: int, *, name: Callable[[Case], str], kinds: Callable[[Case], Iterable[Hashable]]
) -> list[Case]:
    """Return every case whose name hashes to it, one in so many, and the first case of each kind."""
    # Python's own hash differs from run to run.
    seen: set[Hashable] = set()
    chosen = []
    for case in cases:
        new = set(kinds(case)) - seen
        seen |= new
        if new or crc32(name(case).encode()) % one_in == 0:
            chosen.append(case)
    return chosen


def _kinds_of_body(one: Payload) -> Iterator[tuple[str, str]]:
    yield one.operation, one.change
    # The elements of a list are all alike.
    yield one.operation, re.sub(r"/[0-9]+(?=/|$)", "/*", one.pointer)


def _kinds_of_mutant(one: Mutant) -> Iterator[str]:
    yield one.pointer.split("/")[3]
    # The change is named after the colon.
    yield one.operator.partition(":")[0]
