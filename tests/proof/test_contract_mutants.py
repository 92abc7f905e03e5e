"""The bodies of the corpus kill nearly every mutant of the contract. The equivalent mutants are listed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.proof.listing import listed
from tests.proof.sampling import sample_of_mutants
from tools.proof.contract import REQUESTS, RESPONSES
from tools.proof.corpus.bodies import Payload
from tools.proof.judges.judge import validator
from tools.proof.mutants.patterns import pattern_mutants
from tools.proof.mutants.schemas import mutants
from tools.proof.mutants.score import (
    GATE,
    Body,
    Score,
    complaints,
    equivalents,
    request_bodies,
    response_bodies,
    score,
)

RecordProperty = Callable[[str, object], None]


@pytest.mark.parametrize("name", REQUESTS)
def test_request_mutants_are_killed_but_for_listed_ones(name: str, record_property: RecordProperty) -> None:
    body = next(one for one in request_bodies() if one.name == name)
    found = score(body, made=sample_of_mutants(body))

    assert not complaints(found), listed([found, *complaints(found)])
    assert found.share >= GATE
    assert found.counted > 60
    record_property("gate", gate(body, found))


@pytest.mark.parametrize("schema", dict.fromkeys(one.schema for one in RESPONSES))
def test_response_mutants_are_killed_but_for_listed_ones(schema: str, record_property: RecordProperty) -> None:
    body = next(one for one in response_bodies() if one.schema == schema)
    found = score(body, made=sample_of_mutants(body))

    assert not complaints(found), listed([found, *complaints(found)])
    assert found.share >= GATE
    assert found.counted >= 25
    record_property("gate", gate(body, found))


def gate(body: Body, found: Score) -> str:
    """Return the coverage of the default tests, and the rest that the session `proof` takes."""
    killed = f"{len(found.killed):,} of {found.counted:,} mutants killed"
    return f"{body.name}: {killed} (a sample of {len(mutants(body.schema)):,}; all of them: nox -s proof)"


def test_each_equivalent_mutant_has_a_known_body_and_a_reason() -> None:
    bodies = {one.name for one in (*request_bodies(), *response_bodies())}

    assert set(equivalents()) - bodies == set()
    assert all(reason.endswith(".") for listed in equivalents().values() for reason in listed.values())


@pytest.mark.parametrize("name", sorted({one.schema for one in (*REQUESTS.values(), *RESPONSES)}))
def test_each_mutant_is_a_schema_with_a_unique_name(name: str) -> None:
    made = mutants(name)

    assert len({one.name for one in made}) == len(made)
    for one in sample_of_mutants(Body("", name, ())):
        validator(name, one.schemas)


def bodies_of_one_field(*values: object) -> Body:
    name = "Unauthorized"
    return Body("of one field", name, tuple(Payload(name, "seed", "/status", str(one), one) for one in values))


def test_corpus_of_valid_bodies_leaves_named_survivors() -> None:
    found = score(bodies_of_one_field({"status": "x"}), known={})

    assert found.share < GATE
    assert "#/components/schemas/Unauthorized no longer required: status" in found.survivors
    assert "survives: #/components/schemas/Unauthorized no longer required: status" in complaints(found)


def test_listed_equivalent_that_is_killed_or_missing_is_named() -> None:
    killed, gone = "#/components/schemas/Unauthorized no longer required: status", "#/gone"
    found = score(bodies_of_one_field({"status": "x"}, {}), known={killed: "", gone: ""})

    assert (found.revived, found.gone) == ((killed,), (gone,))
    assert f"is listed as equivalent, and is killed: {killed}" in complaints(found)
    assert f"is listed as equivalent, and does not exist: {gone}" in complaints(found)


def test_every_meaningful_character_of_a_pattern_is_mutated() -> None:
    made = dict(pattern_mutants("^[A-C]{2}(a|b)+$"))

    assert made == {
        "any case": "^[A-C]{2}(a|b)+$",
        "^ at 0 dropped": "[A-C]{2}(a|b)+$",
        "[A-C] at 1 widened to any sign": r"^[\s\S]{2}(a|b)+$",
        "[A-C] at 1 beginning at @": "^[@-C]{2}(a|b)+$",
        "[A-C] at 1 beginning at B": "^[B-C]{2}(a|b)+$",
        "[A-C] at 1 ending at B": "^[A-B]{2}(a|b)+$",
        "[A-C] at 1 ending at D": "^[A-D]{2}(a|b)+$",
        "{2} at 6 one less": "^[A-C]{1}(a|b)+$",
        "{2} at 6 one more": "^[A-C]{3}(a|b)+$",
        "{2} at 6 or more": "^[A-C]{2,}(a|b)+$",
        "{2} at 6 or one less": "^[A-C]{1,2}(a|b)+$",
        "a at 10 widened to any sign": r"^[A-C]{2}([\s\S]|b)+$",
        "b at 12 widened to any sign": r"^[A-C]{2}(a|[\s\S])+$",
        "+ at 14 made *": "^[A-C]{2}(a|b)*$",
        "+ at 14 made ?": "^[A-C]{2}(a|b)?$",
        "+ at 14 made once": "^[A-C]{2}(a|b)$",
        "$ at 15 dropped": "^[A-C]{2}(a|b)+",
        "alternative 0 (a) dropped": "^[A-C]{2}(b)+$",
        "alternative 1 (b) dropped": "^[A-C]{2}(a)+$",
    }
