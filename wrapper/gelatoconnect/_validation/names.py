"""Finds the known property name that a misspelled one means. The client and the sandbox have the same file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_NAME_LENGTH: Final = 60
"""Longest name that is compared, since a comparison takes time with the square of the length."""
_MIN_RATIO: Final = 0.75
"""Least likeness of two names that differ by more than one slip."""
_MIN_REPLACED: Final = 4
"""Shortest name of which one letter may be another: any two shorter ones are alike by chance."""
_SWAPPED, _ADDED_OR_MISSING, _REPLACED = range(3)


def nearest_name(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that a misspelled one most likely means, or None.

    Letter case, separators and a plural do not count. A name that is one slip away comes before any other: a letter is
    missing, added or replaced, or two are swapped. Of equals the first wins.
    """
    typed = _plain(name) if len(name) <= MAX_NAME_LENGTH else ""
    if not typed:
        return None
    names: dict[str, str] = {}
    for each in known:
        names.setdefault(_plain(each), each)
    if typed in names:
        return names[typed]
    slips = [(kind, position) for position, other in enumerate(names) if (kind := _slip(typed, other)) is not None]
    if slips:
        return [*names.values()][min(slips)[1]]
    from difflib import SequenceMatcher  # noqa: PLC0415 - only for a name with several slips

    best, best_ratio = None, _MIN_RATIO
    matcher = SequenceMatcher(b=typed)
    for other in names:
        matcher.set_seq1(other)
        if matcher.real_quick_ratio() >= best_ratio and matcher.quick_ratio() >= best_ratio:
            ratio = matcher.ratio()
            if ratio > best_ratio or (best is None and ratio == best_ratio):
                best, best_ratio = other, ratio
    return None if best is None else names[best]


def _plain(name: str) -> str:
    return "".join(filter(str.isalnum, name)).casefold()


def _slip(typed: str, known: str) -> int | None:
    """Return the kind of the one slip between two names, the likeliest first: 0, 1 or 2. Return None for any other."""
    if abs(len(typed) - len(known)) <= 1:
        pairs = enumerate(zip(typed, known, strict=False))
        start = next((at for at, (one, two) in pairs if one != two), min(len(typed), len(known)))
        own, other = typed[start:], known[start:]
        if own[:2] == other[1::-1] and own[2:] == other[2:]:
            return _SWAPPED
        if own[1:] == other or own == other[1:]:
            return _ADDED_OR_MISSING
        if own[1:] == other[1:] and len(known) >= _MIN_REPLACED:
            return _REPLACED
    return _ADDED_OR_MISSING if _singular(typed) == _singular(known) else None


def _singular(name: str) -> str:
    return f"{name[:-3]}y" if name.endswith("ies") else name.removesuffix("s")
