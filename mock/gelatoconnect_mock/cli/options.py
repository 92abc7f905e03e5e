"""The options of ``gelatoconnect-mock sandbox``: each a flag, a variable of the environment, and what it may be."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect_mock.runtime.console import port, variable
from gelatoconnect_mock.runtime.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable

_MOST_SECONDS: Final = 1e9
_MOST_DIGITS: Final = 15
_YES: Final = ("1", "true", "yes", "on")
_NO: Final = ("0", "false", "no", "off")


class Option(NamedTuple):
    """One option. ``read`` turns its text into its value; ArgumentTypeError says what is wrong with the text."""

    flag: str
    otherwise: str
    read: Callable[[str], Any]
    written: str
    help: str

    @property
    def field(self) -> str:
        """Its name among the parsed arguments."""
        return self.flag[2:].replace("-", "_")

    @property
    def variable(self) -> str:
        """The variable that gives it where the flag does not."""
        return f"GELATOCONNECT_MOCK_{self.field.upper()}"

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Let a parser take the flag; its text is read later, like that of a variable."""
        more: dict[str, Any] = {"action": "append"} if self.flag == "--key" else {}
        if not self.written:
            more = {"action": "store_const", "const": "1"}
        else:
            more["metavar"] = self.written
        default = f" ({self.otherwise})" if self.otherwise else ""
        parser.add_argument(self.flag, dest=self.field, default=None, help=self.help + default, **more)

    def value(self, arguments: argparse.Namespace) -> Any:
        """Return what the flag says, else the variable, else the default; UserError where that cannot be."""
        given: str | list[str] | None = getattr(arguments, self.field)
        source = self.variable if given is None else self.flag
        if given == "" and self.read is _token:
            raise UserError(f"{source}: an empty token keeps nobody out: give another, or leave the flag out.")
        text = variable(self.field.upper(), self.otherwise) if given is None else given
        try:
            return self.read(text if isinstance(text, str) else ",".join(text))
        except argparse.ArgumentTypeError as error:
            raise UserError(f"{source}: {error}.") from None


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in choices:
            raise argparse.ArgumentTypeError(f"{text!r} is none of its values: give {', '.join(choices)}")
        return text

    return read


def _yes_or_no(text: str) -> bool:
    if not text:
        return False
    if text.lower() not in {*_YES, *_NO}:
        raise argparse.ArgumentTypeError(f"{text!r} is neither yes nor no: give 1 or 0")
    return text.lower() in _YES


def _seed(text: str) -> int | None:
    if text and not _whole(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: give a whole number such as 1")
    return int(text) if text else None


def _step(text: str) -> float | None:
    if not text:
        return None
    number = _number(text)
    if not 0 < number <= _MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no step: give seconds or reads, more than 0")
    return number


def _rate(text: str) -> tuple[int, float] | str:
    """Read a limit: requests and seconds, ``off``, or nothing, where it is left to the seed."""
    if text in {"", "off"}:
        return text
    count, slash, seconds = text.partition("/")
    per_seconds = _number(seconds) if slash else 1.0
    if not _whole(count) or int(count) < 1 or not 0 < per_seconds <= _MOST_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate: give off, or requests and seconds such as 100/1")
    return int(count), per_seconds


def _token(text: str) -> str | None:
    if text and (not text.isascii() or not text.isprintable() or " " in text):
        raise argparse.ArgumentTypeError("a token is plain ASCII without blanks: give another")
    return text or None


def _pairs(text: str) -> dict[str, str]:
    from gelatoconnect_mock.sandbox.api.credentials import Credentials, InvalidPair, split  # noqa: PLC0415 - only when run

    pairs = text.split(",") if text else []
    try:
        # Of two secrets for one key the sandbox itself would complain: here the complaint can name its source.
        known = Credentials({})
        for pair in pairs:
            known.accept(pair)
        return dict(map(split, pairs))
    except InvalidPair as refused:
        raise argparse.ArgumentTypeError(str(refused)) from None


def _path(text: str) -> Path | None:
    return Path(text) if text else None


def _whole(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


OPTIONS: Final = (
    Option("--host", "127.0.0.1", str, "HOST", "address to listen on"),
    Option("--port", "4010", port, "PORT", "port; 0 picks a free one"),
    Option(
        "--ready-json", "", _yes_or_no, "",
        "print one line of JSON (url, port, pid) once it answers, for programs",
    ),
    Option(
        "--seed", "", _seed, "N",
        "the same ids in each run, the clock frozen at 2025-01-01, no rate limit unless given",
    ),
    Option(
        "--duplicates", "conflict", _one_of("conflict", "replay", "accept"), "conflict|replay|accept",
        "what a repeated orderReferenceId gets",
    ),
    Option(
        "--lifecycle", "manual", _one_of("manual", "time", "reads", "instant"), "manual|time|reads|instant",
        "what moves an order on",
    ),
    Option(
        "--step", "", _step, "N",
        "virtual seconds (--lifecycle time, 60) or reads (--lifecycle reads, 1) in each state",
    ),
    Option("--rate-limit", "", _rate, "off|N/SECONDS", "requests in so many seconds for each key (100/1)"),
    Option(
        "--state", "", _path, "FILE",
        "keep orders in this SQLite file: what was answered survives the process, if not a power failure",
    ),
    Option(
        "--key", "", _pairs, "K:S",
        "accept this key and secret too; may be repeated (test-key:test-secret is always accepted)",
    ),
    Option(
        "--control-token", "", _token, "TOKEN",
        "ask for this bearer token at /_sandbox; needed where --host is not this machine alone",
    ),
    Option("--no-magic", "", _yes_or_no, "", "magic values are ordinary"),
)  # fmt: skip
