"""The mutation score of the contract: how many of its mutants change the verdict on a body of the corpus."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import yaml

from tools.proof.contract import REQUESTS, RESPONSES, reachable
from tools.proof.corpus.bodies import corpus, responses
from tools.proof.judges.judge import validator
from tools.proof.mutants.schemas import mutants

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tools.proof.corpus.bodies import Payload
    from tools.proof.mutants.schemas import Mutant

GATE: Final = 0.98
"""The least share of the mutants to be killed, without the equivalent ones, for each body."""

_EQUIVALENT: Final = Path(__file__).with_name("equivalent_mutants.yaml")


class Body(NamedTuple):
    """A body whose schemas are mutated: its name, the schema, and the bodies to validate."""

    name: str
    schema: str
    payloads: tuple[Payload, ...]


class Score(NamedTuple):
    """The results of the mutants of one body, by name.

    `equivalent` are alive and listed as equivalent. `survivors` are alive and not listed. `revived` are listed but
    killed. `gone` are listed names without a mutant.
    """

    body: str
    killed: tuple[str, ...]
    survivors: tuple[str, ...]
    equivalent: tuple[str, ...]
    revived: tuple[str, ...]
    gone: tuple[str, ...]

    @property
    def counted(self) -> int:
        """The number of mutants without the equivalent ones."""
        return len(self.killed) + len(self.survivors)

    @property
    def share(self) -> float:
        """The share of the mutants counted that are killed, from 0 to 1."""
        return len(self.killed) / self.counted if self.counted else 1.0

    def __str__(self) -> str:
        killed = f"{len(self.killed):,} of {self.counted:,} mutants killed"
        return f"{self.body}: {100 * self.share:.2f} %, {killed}; {len(self.equivalent)} more are equivalent"


def request_bodies() -> tuple[Body, ...]:
    """Return the request bodies."""
    return tuple(Body(name, one.schema, corpus(name)) for name, one in REQUESTS.items())


def response_bodies() -> tuple[Body, ...]:
    """Return the response bodies, each schema once, with all bodies of every operation that responds with it."""
    by_schema: dict[str, list[str]] = defaultdict(list)
    for one in RESPONSES:
        by_schema[one.schema].append(one.name)
    return tuple(
        Body(f"response {schema}", schema, tuple(payload for name in names for payload in responses(name)))
        for schema, names in by_schema.items()
    )


@cache
def equivalents() -> Mapping[str, Mapping[str, str]]:
    """Return the equivalent mutants with their reasons, by name of the body."""
    groups = yaml.load(_EQUIVALENT.read_bytes(), yaml.CSafeLoader)
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for group in groups:
        for body in group["of"]:
            found[body] |= dict.fromkeys(group["mutants"], group["because"])
    return found


def score(body: Body, known: Mapping[str, str] | None = None, *, made: Sequence[Mutant] | None = None) -> Score:
    """Return the mutation score of a body: of all its mutants, or of those in `made`.

    `known` are its equivalent mutants, by default those of the list.
    """
    known = equivalents().get(body.name, {}) if known is None else known
    every_name = {one.name for one in mutants(body.schema)}
    made = mutants(body.schema) if made is None else made
    alive = set(_survivors(body, made))
    names = [one.name for one in made]
    return Score(
        body.name,
        killed=tuple(name for name in names if name not in alive),
        survivors=tuple(name for name in names if name in alive and name not in known),
        equivalent=tuple(name for name in names if name in alive and name in known),
        revived=tuple(name for name in known if name in set(names) - alive),
        gone=tuple(name for name in known if name not in every_name),
    )


def _survivors(body: Body, made: Iterable[Mutant]) -> Iterator[str]:
    original = validator(body.schema, reachable(body.schema))
    judged = [(payload.body, original.is_valid(payload.body)) for payload in body.payloads]
    near = _by_property(body.payloads)
    for mutant in made:
        changed = validator(body.schema, mutant.schemas).is_valid
        first = [judged[index] for name in sorted(mutant.properties) for index in near.get(name, ())]
        if not _differs(changed, first) and not _differs(changed, judged):
            yield mutant.name


def _by_property(payloads: Sequence[Payload]) -> Mapping[str, list[int]]:
    """Return the indexes of the bodies with a change at or below each property: they kill its mutants most often."""
    near: dict[str, list[int]] = defaultdict(list)
    for index, payload in enumerate(payloads):
        for name in set(payload.pointer.split("/")):
            near[name].append(index)
    return near


def _differs(changed: Any, judged: Iterable[tuple[Any, bool]]) -> bool:
    return any(changed(value) is not verdict for value, verdict in judged)


def complaints(one: Score) -> list[str]:
    """Return the complaints about a score: too few mutants killed, or a wrong list of equivalent ones."""
    found = [f"survives: {name}" for name in one.survivors] if one.share < GATE else []
    found += [f"is listed as equivalent, and is killed: {name}" for name in one.revived]
    return found + [f"is listed as equivalent, and does not exist: {name}" for name in one.gone]
