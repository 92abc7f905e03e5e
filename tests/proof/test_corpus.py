"""The corpus has rich seeds and thousands of bodies, each named once, the same in every run."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from tests.proof.contract_fields import filled, properties
from tools.proof.contract import REQUESTS, reachable
from tools.proof.corpus.bodies import OPERATIONS, answers, corpus, requests
from tools.proof.corpus.neighborhood import neighborhood
from tools.proof.corpus.seeds import seeds
from tools.proof.judges.judge import ContractJudge, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_seven_seeds_that_the_contract_accepts(operation: str) -> None:
    bodies, judge = seeds(operation), ContractJudge()

    assert len(bodies) >= 7
    assert [name for name, body in bodies.items() if not judge.verdict(operation, body)] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_the_seeds_fill_every_field_there_is(operation: str) -> None:
    schema = REQUESTS[operation].schema
    shown = {name for body in seeds(operation).values() for name in filled(schema, body)}

    assert properties(reachable(schema)) - shown == set()


def test_there_are_at_least_5_000_bodies_and_no_two_bear_one_name() -> None:
    names = Counter(payload.name for payload in requests())

    assert names.total() >= 5_000
    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_two_bodies_are_alike_and_there_are_many_of_both_verdicts(operation: str) -> None:
    payloads = corpus(operation)
    judged = Counter(verdicts(ContractJudge(), payloads))

    assert len({json.dumps(payload.body) for payload in payloads}) == len(payloads)
    assert min(judged.values()) > 0.2 * len(payloads)


def test_the_corpus_is_the_same_each_time_it_is_made() -> None:
    for make, subject in ((corpus, "updateShipment"), (answers, "submitOrder 200")):
        first, second = (json.dumps(make.__wrapped__(subject)) for _ in range(2))  # past the cache
        assert first == second


def test_one_place_is_changed_at_a_time_and_the_body_itself_is_left_alone() -> None:
    body = {"a": [1, {"b": "x"}]}
    before = json.dumps(body)

    neighbors = list(neighborhood(body))

    assert json.dumps(body) == before
    assert {one.pointer for one in neighbors} == {"", "/a", "/a/0", "/a/1", "/a/1/b"}
    assert ("/a/1/b", "deleted", {"a": [1, {}]}) in neighbors
    assert ("/a/0", "deleted", {"a": [{"b": "x"}]}) in neighbors
    assert ("", "replaced by null", None) in neighbors


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_name_of_a_property_goes_beyond_latin_1_because_prism_would_end(operation: str) -> None:
    assert [payload.name for payload in corpus(operation) if max(names(payload.body), default="") > "\xff"] == []


def names(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield from (sign for name in value for sign in name)
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from names(part)
