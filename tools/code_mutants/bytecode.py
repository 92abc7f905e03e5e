"""Code objects compared, wherever their lines are."""

from __future__ import annotations

from types import CodeType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator


def same_code(one: CodeType, other: CodeType) -> bool:
    """Return True if two code objects do the same, nested ones included."""
    return _own(one) == _own(other) and all(map(same_code, nested(one), nested(other)))


def fingerprint(code: CodeType) -> int:
    """Return a number that is the same for code that does the same."""
    return hash((repr(_own(code)), *map(fingerprint, nested(code))))


def changed_functions(one: CodeType, other: CodeType) -> list[tuple[CodeType, CodeType]] | None:
    """Return the functions of a module that differ, each with its new code.

    Functions count that are made as the module is imported. Returns None if the import itself differs: then new code
    for functions is not enough.
    """
    inner, others = nested(one), nested(other)
    if _own(one) != _own(other):
        return None
    found = []
    for before, after in zip(inner, others, strict=True):
        if same_code(before, after):
            continue
        if _is_function(before):
            found.append((before, after))
            continue
        deeper = changed_functions(before, after)
        if deeper is None:
            return None
        found += deeper
    return found


def nested(code: CodeType) -> list[CodeType]:
    """Return the code objects that a code object makes functions and classes of."""
    return [one for one in code.co_consts if isinstance(one, CodeType)]


def all_nested(code: CodeType) -> Iterator[CodeType]:
    """Return a code object and all those in it."""
    yield code
    for one in nested(code):
        yield from all_nested(one)


def _is_function(code: CodeType) -> bool:
    # Neither a class body nor a comprehension at import: their code runs once and is gone.
    return code.co_flags & 0x01 != 0 and not code.co_name.startswith("<")


def _own(code: CodeType) -> tuple[Any, ...]:
    constants = [
        one.co_name if isinstance(one, CodeType) else (type(one).__name__, repr(one)) for one in code.co_consts
    ]
    return (
        code.co_code, constants, code.co_names, code.co_varnames, code.co_freevars, code.co_cellvars,
        code.co_argcount, code.co_kwonlyargcount, code.co_posonlyargcount, code.co_flags, code.co_exceptiontable,
    )  # fmt: skip
