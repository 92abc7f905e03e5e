"""Every way to change one element of a pattern: an anchor, a repetition, a class, an alternative, a literal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_TOKEN: Final = re.compile(
    r"(?P<class>\[(?:\\.|[^\]\\])+\])|(?P<anchor>[\^$])|(?P<times>[+*?]|\{[0-9,]+\})"
    r"|(?P<opens>\()|(?P<bar>\|)|(?P<closes>\))|(?P<literal>\\.|[^\\])"
)
_MEMBER: Final = re.compile(r"\\.-\\.|.-.|\\.|.", re.DOTALL)
_RANGE: Final = 3


class PatternMutant(NamedTuple):
    """A changed pattern and the name of its change."""

    change: str
    pattern: str


def pattern_mutants(pattern: str) -> Iterator[PatternMutant]:
    """Return the mutants of a pattern, in a fixed order. Each is another valid pattern."""
    yield PatternMutant("any case", re.sub(r"A-Z", "A-Za-z", pattern))
    tokens = list(_TOKEN.finditer(pattern))
    for token in tokens:
        kind, text, start = str(token.lastgroup), token.group(), token.start()
        for change, other in _others(kind, text):
            yield PatternMutant(f"{text} at {start} {change}", pattern[:start] + other + pattern[token.end() :])
    for number, (start, end) in enumerate(_alternatives(tokens)):
        rest = pattern[:start].removesuffix("|") if pattern[end : end + 1] != "|" else pattern[:start]
        yield PatternMutant(
            f"alternative {number} ({pattern[start:end]}) dropped", rest + pattern[end:].removeprefix("|")
        )


def _others(kind: str, text: str) -> Iterator[tuple[str, str]]:
    match kind:
        case "anchor":
            yield "dropped", ""
        case "class":
            yield "widened to any sign", r"[\s\S]"
            yield from _other_classes(text)
        case "literal" if text not in {r"\s", r"\S"}:
            yield "widened to any sign", r"[\s\S]"
        case "times":
            yield from _other_times(text)
        case _:
            pass


def _other_times(text: str) -> Iterator[tuple[str, str]]:
    if text.startswith("{"):
        number = int(text[1:-1])
        yield "one less", f"{{{number - 1}}}"
        yield "one more", f"{{{number + 1}}}"
        yield "or more", f"{{{number},}}"
        yield "or one less", f"{{{number - 1},{number}}}"
        return
    yield from ((f"made {other or 'once'}", other) for other in ("*", "+", "?", "") if other != text)


def _other_classes(text: str) -> Iterator[tuple[str, str]]:
    negation = "^" if text.startswith("[^") else ""
    members = _MEMBER.findall(text[1 + len(negation) : -1])
    if negation:
        yield "no longer negated", f"[{''.join(members)}]"
    for index, member in enumerate(members):
        before, after = "".join(members[:index]), "".join(members[index + 1 :])
        if before or after:
            yield f"without {member}", f"[{negation}{before}{after}]"
        if len(member) == _RANGE:
            first, last = member[0], member[2]
            for low, high in ((first, -1), (first, 1)):
                yield f"beginning at {chr(ord(low) + high)}", _spelled(negation, before, low, last, after, high, 0)
            for low, high in ((last, -1), (last, 1)):
                yield f"ending at {chr(ord(low) + high)}", _spelled(negation, before, first, low, after, 0, high)


def _spelled(negation: str, before: str, first: str, last: str, after: str, down: int, up: int) -> str:
    ends = [re.escape(chr(ord(sign) + step)) for sign, step in ((first, down), (last, up))]
    return f"[{negation}{before}{ends[0]}-{ends[1]}{after}]"


def _alternatives(tokens: list[re.Match[str]]) -> Iterator[tuple[int, int]]:
    """Return start and end of each alternative, for each group with several."""
    open_groups: list[list[int]] = []
    for token in tokens:
        if token.lastgroup == "opens":
            open_groups.append([token.end()])
        elif token.lastgroup == "bar":
            open_groups[-1] += [token.start(), token.end()]
        elif token.lastgroup == "closes":
            ends = [*open_groups.pop(), token.start()]
            if len(ends) > 2:
                yield from zip(ends[::2], ends[1::2], strict=True)
