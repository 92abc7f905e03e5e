"""Each operator makes its mutants, and no other change of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("mutmut", reason="only the session code_mutants installs it")

from tools.code_mutants.generate import mutants

if TYPE_CHECKING:
    from tools.code_mutants.mutant import Mutant

MADE = [
    ("LIMIT = 5", ["number: 5 -> 6"]),
    ("IS_ON = True", ["name: True -> False"]),
    ('NAMES = ("a", "b")', ['entry dropped: "a" -> (nothing)', 'entry dropped: "b" -> (nothing)']),
    ('NAMES = ["only"]', ['entry dropped: "only" -> (nothing)']),
    ('NAMES = {"only"}', ['entry dropped: "only" -> (nothing)']),
    ('NAMES = {"key": 1}', ['entry dropped: "key": 1 -> (nothing)']),
    ('NAME = "key"', ['string: "key" -> "XXkeyXX"']),
    ("def f(a=1):\n    return a", ["number: 1 -> 2"]),
    ("class A:\n    field: int = 3", ["number: 3 -> 4"]),
    ("class A:\n    @property\n    def field(self):\n        return self.a < 3", ["operator: < 3 -> <= 3"]),
    ("@cache\ndef f(a):\n    return a + a", ["operator: a + a -> a - a"]),
    ("def f(a):\n    f(a)", ["statement dropped: f(a) -> (nothing)"]),
    ("def f(a):\n    raise ValueError", ["statement dropped: raise ValueError -> (nothing)"]),
    ("def f(a):\n    a.b = a", ["statement dropped: a.b = a -> (nothing)"]),
    ("def f(a):\n    return f(a, b=a)", ["argument dropped: f(... b=a) -> (nothing)"]),
    ("def f(a):\n    with a.lock:\n        return a", ["lock dropped: a.lock -> (nothing)"]),
    ("def f(a):\n    if a:\n        return a", ["condition: a -> negated"]),
    ("def f(a):\n    return [b for b in a if b]", ["filter dropped: b -> True"]),
    ("def f(a, b):\n    return a and b", ["operator: a and b -> a or b"]),
    ("def f(a):\n    return not a", ["sign: not a -> a"]),
    ("def f(a, b):\n    return min(a, b)", ["opposite: min(a, b) -> max"]),
    ("def f(a):\n    return a.removeprefix(a)", ["method: a.removeprefix(a) -> a.removesuffix(a)"]),
]
LEFT_ALONE = [
    '"""Text of a module."""',
    'def f():\n    """Text of a function."""',
    'MESSAGE = "words of a message"',
    "def f(a: int = None) -> 'str':\n    return a",
    "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    LIMIT = 5",
    'Name = TypeVar("Name")',
    '__all__ = ["name"]',
    "def f(a):\n    assert a > 3",
    "def f(a):\n    b = f(a)\n    return b",
]


def changes(source: str) -> list[str]:
    return [one.change for one in mutants("m.py", source)]


@pytest.mark.parametrize(("source", "expected"), MADE, ids=[one[1][0].partition(" ->")[0] for one in MADE])
def test_operator_makes_its_mutants(source: str, expected: list[str]) -> None:
    assert [one for one in changes(source) if one in expected] == expected


@pytest.mark.parametrize("source", LEFT_ALONE, ids=range(len(LEFT_ALONE)))
def test_what_is_not_executed_or_prose_has_no_mutant(source: str) -> None:
    assert [one for one in changes(source) if not one.startswith("statement dropped")] == []


def test_one_of_several_equal_changes_is_numbered() -> None:
    assert changes("def f(a):\n    return a + a, a + a")[:2] == [
        "operator: a + a -> a - a",
        "operator: a + a -> a - a #2",
    ]


def test_change_that_compiles_to_the_same_code_is_no_mutant() -> None:
    assert changes("def f(a):\n    while True:\n        a()") == [
        "condition: True -> negated", "statement dropped: a() -> (nothing)"
    ]  # fmt: skip


def the_only(source: str) -> Mutant:
    (made,) = mutants("m.py", source)
    return made


def test_name_outlives_edits_elsewhere_in_the_file() -> None:
    before = the_only("def f(a):\n    return a < a")
    after = mutants(
        "m.py", "LIMIT = 1\n\n\ndef g(a):\n    return a < a\n\n\ndef f(a):\n    return (\n        a < a\n    )"
    )
    assert [one.function for one in after if one.name == before.name] == ["f"]
    assert before.rank == next(one.rank for one in after if one.name == before.name)


def test_mutant_changes_the_file_in_one_place() -> None:
    source = "def f(a):  # why\n\n    return (a <  # what\n        3)  # and why\n\n\ndef g(a):\n    g(a)\n"
    made = {one.operator: one.code for one in mutants("m.py", source)}
    assert made["number"] == source.replace("3", "4")
    assert made["statement dropped"] == source.replace("    g(a)", "    pass")
