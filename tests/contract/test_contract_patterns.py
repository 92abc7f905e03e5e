"""A pattern of the contract matches the same texts in the client, or the generation stops."""

import re

import pytest
from patterns import UnknownSign, translate_pattern


@pytest.mark.parametrize(
    ("pattern", "accepted", "rejected"),
    [
        (r"^a$", ["a"], ["a\n", "b"]),
        (r"^\d$", ["7"], ["\u0667", "x"]),
        (r"^[\d.]$", ["7", "."], ["\u0667", "x"]),
        (r"^\s$", [" ", "\ufeff", "\u00a0", "\u2028"], ["\x1c", "\u0085", "x"]),
        (r"^[\s_]$", [" ", "\ufeff", "_"], ["\x1c", "x"]),
        (r"^[^@\s]+$", ["a\x1c"], ["a\ufeff", "@", ""]),
        (r"^\S$", ["x", "\x1c"], [" ", "\ufeff"]),
        (r"^\$\.[.$]\/$", ["$../", "$.$/"], ["$.x/", "a../"]),
        (r"^(?:a|b){2,3}(?=c)(?!cd)c?", ["abc", "abac"], ["abcd", "ac"]),
        (r"^\x41\u00e9$", ["A\u00e9"], ["a\u00e9"]),
    ],
)
def test_pattern_accepts_the_same_in_python_and_ecma_262(
    pattern: str, accepted: list[str], rejected: list[str]
) -> None:
    found = re.compile(translate_pattern(pattern))
    assert [text for text in accepted if not found.search(text)] == []
    assert [text for text in rejected if found.search(text)] == []


@pytest.mark.parametrize(
    ("pattern", "sign"),
    [
        (r"^.$", "."),
        (r"^\w$", r"\w"),
        (r"^[\w]$", r"\w"),
        (r"\W", r"\W"),
        (r"\bx", r"\b"),
        (r"\D", r"\D"),
        (r"[\D]", r"\D"),
        (r"[\S]", r"\S"),
        (r"[^\S]", r"\S"),
        (r"\p{L}", r"\p"),
        (r"(a)\1", r"\1"),
        (r"\u{1F600}", r"\u"),
        (r"[]", "[]"),
        (r"[^]", "[^]"),
        (r"[[a]", "["),
        (r"[a--b]", "-"),
        (r"a{,3}", "{"),
        (r"a++", "+"),
        (r"a{2}+", "+"),
        (r"\\++", "+"),
        (r"(?i)a", "(?i"),
        (r"(?<=a)b", "(?<"),
        (r"(?<name>a)", "(?<"),
        ("a\\", "\\"),
    ],
)
def test_character_that_python_reads_differently_is_rejected(pattern: str, sign: str) -> None:
    with pytest.raises(UnknownSign) as raised:
        translate_pattern(pattern)
    assert str(raised.value).startswith(f"{pattern} has `{sign}`, which Python may read differently")


@pytest.mark.parametrize("pattern", [r"\++", r"\\+", r"\}+", r"[+]+", r"[.]", r"\.", r"a+?"])
def test_literal_character_is_accepted(pattern: str) -> None:
    assert translate_pattern(pattern) == pattern
