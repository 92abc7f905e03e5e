"""The corpus has rich seeds and thousands of bodies with unique names, the same in every run."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.proof.contract_fields import filled, properties
from tools.proof.contract import REQUESTS, reachable
from tools.proof.corpus.bodies import OPERATIONS, corpus, requests, responses
from tools.proof.corpus.neighborhood import neighborhood
from tools.proof.corpus.seeds import seeds
from tools.proof.judges.judge import ContractJudge, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("operation", OPERATIONS)
def test_each_operation_has_seven_valid_seeds(operation: str) -> None:
    bodies, validator = seeds(operation), ContractJudge()

    assert len(bodies) >= 7
    assert [name for name, body in bodies.items() if not validator.verdict(operation, body)] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_seeds_fill_every_field(operation: str) -> None:
    schema = REQUESTS[operation].schema
    shown = {name for body in seeds(operation).values() for name in filled(schema, body)}

    assert properties(reachable(schema)) - shown == set()


def test_corpus_has_5_000_bodies_with_unique_names() -> None:
    names = Counter(payload.name for payload in requests())

    assert names.total() >= 5_000
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_corpus_has_distinct_bodies_both_valid_and_invalid(operation: str) -> None:
    payloads = corpus(operation)
    counts = Counter(verdicts(ContractJudge(), payloads))

    assert len({json.dumps(payload.body) for payload in payloads}) == len(payloads)
    assert min(counts.values()) > 0.2 * len(payloads)


def test_corpus_built_twice_is_the_same() -> None:
    for make, subject in ((corpus, "updateShipment"), (responses, "submitOrder 200")):
        first, second = (json.dumps(make.__wrapped__(subject)) for _ in range(2))  # bypasses the cache
        assert first == second


def test_each_variant_changes_one_pointer_in_a_copy() -> None:
    body = {"a": [1, {"b": "x"}]}
    before = json.dumps(body)

    neighbors = list(neighborhood(body))

    assert json.dumps(body) == before
    assert {one.pointer for one in neighbors} == {"", "/a", "/a/0", "/a/1", "/a/1/b"}
    assert ("/a/1/b", "deleted", {"a": [1, {}]}) in neighbors
    assert ("/a/0", "deleted", {"a": [{"b": "x"}]}) in neighbors
    assert ("", "replaced by null", None) in neighbors


@pytest.mark.parametrize("operation", OPERATIONS)
def test_property_names_stay_within_latin_1(operation: str) -> None:
    assert [payload.name for payload in corpus(operation) if max(names(payload.body), default="") > "\xff"] == []


def names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (sign for name in value for sign in name)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from names(part)
