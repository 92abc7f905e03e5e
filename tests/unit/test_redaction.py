"""Redaction masks request values in a server's text, in any spelling and at any length."""

from __future__ import annotations

import time
from typing import Any

import pytest
from gelatoconnect._config import Credential
from gelatoconnect._validation.redaction import MAX_LENGTH, Redactor

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
