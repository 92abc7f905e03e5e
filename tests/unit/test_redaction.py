"""Redaction masks request values in a server's text, in any spelling and at any length."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from gelatoconnect._config import Credential
from gelatoconnect._validation.redaction import MAX_LENGTH, Redactor, status_word

if TYPE_CHECKING:
    from collections.abc import Callable

CREDENTIAL = Credential("key", "s3cr3t: two  words.")
LONG_URL = "https://example.com/private/" + "x" * 400 + ".pdf"
BODY: dict[str, Any] = {
    "shippingAddress": {
        "firstName": "Annabella",
        "lastName": "Otherwise",
        "addressLine1": "1 Secretive  Street",
        "email": "ann@personal.example",
        "phone": "+44 (0)20",
    },
    "items": [{"files": [{"url": LONG_URL}, {"url": "https://example.com/a.pdf"}]}],
}


def redacted(text: str) -> str:
    return Redactor(CREDENTIAL, BODY)(text)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("for Annabella", "for ***"),
        ("ANNABELLA_OTHERWISE_1", "***_***_1"),
        ("(annabella), Otherwise.", "(***), ***."),
        ("1 secretive\tStreet, 1 Secretive\n\n Street", "***, ***"),
        ("at ann@personal.example!", "at ***!"),
        ("call +44 (0)20 now", "call *** now"),
        ("https://example.com/a.pdf?v=1 of https://example.com/", "***?v=1 of https://example.com/"),
        ("key:S3CR3T: TWO WORDS. and xs3cr3t: two  words.y", "key:*** and x***y"),
        ("Annabellas 11 Secretive Street", "Annabellas 11 Secretive Street"),
        ("a\x1b[31m\x00bell", "a [31m bell"),
        ("", ""),
    ],
)
def test_values_are_redacted_in_any_case_and_spacing(said: str, shown: str) -> None:
    assert redacted(said) == shown


@pytest.mark.parametrize("value", ["s3cr3t: two  words.", LONG_URL, "1 Secretive  Street", "ann@personal.example"])
@pytest.mark.parametrize("between", [" ", "\n" * 7, "_"])
def test_long_text_is_cut_without_exposing_half_a_value(value: str, between: str) -> None:
    # Shift by one character at a time, so that the cut falls at every position in a value.
    for shift in range(len(value) + len(between)):
        text = "-" * shift + (between + value) * (2 * MAX_LENGTH // len(value) + 2)
        left = redacted(text).strip("-").translate({ord(sign): None for sign in "*_ "})
        assert left == "", f"{shift}: {left}"


def test_long_text_is_cut_to_a_bound() -> None:
    assert 0 < len(redacted("stack line\n" * 1_000_000)) <= MAX_LENGTH


def test_redaction_time_does_not_grow_with_values_times_texts() -> None:
    many = {"items": [{"files": [{"url": f"https://example.com/f{number}.pdf"}]} for number in range(2_000)]}
    redact = Redactor(CREDENTIAL, many)
    before = time.thread_time()
    for number in range(60):
        assert redact(f"not allowed: https://example.com/f{number}.pdf " * 5) == " ".join(["not allowed: ***"] * 5)
    # CPU time of this thread, so that load does not matter: 0.03 s, or 6 s with one search per value.
    assert time.thread_time() - before < 1.0


CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)["components"]["schemas"]
# Read from the contract, not from the library: every text of an address but its country and state.
ADDRESS_FIELDS = [
    (place, name)
    for place, schema in (("shippingAddress", "ShippingAddress"), ("returnAddress", "ReturnAddress"))
    for name, field in CONTRACT[schema]["properties"].items()
    if field.get("type") == "string" and name not in {"country", "state"}
]


def _address_with(place: str, name: str) -> Callable[[str], dict[str, Any]]:
    return lambda value: {place: {name: value}}


PLACES: dict[str, Callable[[str], dict[str, Any]]] = {
    **{f"{place}.{name}": _address_with(place, name) for place, name in ADDRESS_FIELDS},
    "items.files.url": lambda v: {"items": [{}, {"files": [{}, {"url": v}]}]},
    "metadata.value": lambda v: {"metadata": [{"key": "k", "value": v}]},
    "items.metadata.value": lambda v: {"items": [{"metadata": [{"key": "k"}, {"key": "k", "value": v}]}]},
    "search": lambda v: {"search": v},
}
KEPT = [
    "orderReferenceId",
    "currency",
    "shipmentMethodUid",
    "customerReferenceId",
    "productUid",
    "key",
    "country",
    "state",
]


def test_personal_fields_of_the_contract_are_as_many_as_expected() -> None:
    names = {name for _, name in ADDRESS_FIELDS}
    assert names == {
        *("firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode"),
        *("email", "phone", "federalTaxId", "stateTaxId", "registrationState"),
    }


@pytest.mark.parametrize("place", PLACES)
def test_each_personal_field_alone_is_masked(place: str) -> None:
    redact = Redactor(CREDENTIAL, PLACES[place]("Planted 7-b Value"))
    assert redact("not allowed: PLANTED 7-B value!") == "not allowed: ***!"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("blank", ["", " ", "\t"])
def test_blank_personal_field_masks_nothing(place: str, blank: str) -> None:
    assert Redactor(CREDENTIAL, PLACES[place](blank))("no  such order") == "no such order"


@pytest.mark.parametrize("name", KEPT)
def test_field_that_names_no_person_stays_readable(name: str) -> None:
    assert Redactor(CREDENTIAL, {name: "kept-7", "items": [{name: "kept-7"}]})("not kept-7") == "not kept-7"


def test_personal_field_of_another_type_masks_what_it_holds() -> None:
    assert Redactor(CREDENTIAL, {"search": {"value": "Planted"}, "city": ["x", {"phone": "555"}]})("Planted 555 x") == (
        "*** *** x"
    )


@pytest.mark.parametrize("values", [("Ann", "Ann Bell"), ("Ann Bell", "Ann")])
def test_longest_of_several_values_is_masked_in_any_order(values: tuple[str, str]) -> None:
    body = {"shippingAddress": dict(zip(("firstName", "lastName"), values, strict=True))}
    assert Redactor(CREDENTIAL, body)("Ann Bell, Ann Other, Ann") == "***, *** Other, ***"


def test_value_at_the_end_of_a_text_is_masked() -> None:
    assert Redactor(CREDENTIAL, {"city": "San Jose"})("in San Jose") == "in ***"
    assert Redactor(CREDENTIAL, {"city": "San Jose"})("in San") == "in San"


@pytest.mark.parametrize("spare", [-1, 0, 1])
def test_text_is_cut_only_beyond_its_bound(spare: int) -> None:
    # The bound leaves room for the longest value, here the secret in its header.
    longest = len(CREDENTIAL.header())
    text = "a" * (MAX_LENGTH + longest + spare)
    assert len(redacted_alone(text)) == (len(text) if spare <= 0 else MAX_LENGTH)


def redacted_alone(text: str) -> str:
    return Redactor(CREDENTIAL)(text)


def test_secret_is_masked_without_a_body() -> None:
    assert redacted_alone("x S3CR3T:  Two words. y") == "x *** y"


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("in_production", "in_production"),
        ("a" * 50, "a" * 50),
        ("a" * 51, "unknown"),
        ("Shipped-2.b", "Shipped-2.b"),
        ("_shipped", "unknown"),
        ("two words", "unknown"),
        ("shipped\n", "unknown"),
        ("", "unknown"),
        ("é", "unknown"),
        (None, "unknown"),
        (5, "unknown"),
    ],
)
def test_status_is_shown_only_if_it_is_one_word(status: object, shown: str) -> None:
    assert status_word(status) == shown
