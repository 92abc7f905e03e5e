"""Options of the subcommands: each is a flag and a variable of the environment, read and checked alike."""

from __future__ import annotations

import argparse
import os
import re
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect_mock.runtime.console import printable
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.network import is_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

Subcommands = Any
"""What argparse's ``add_subparsers`` returns: it has no public name."""

MAX_DIGITS: Final = 15
"""Longest number that an option takes. ``int()`` refuses text of some thousand digits."""
VARIABLES: Final = "GELATOCONNECT_MOCK_"
"""What the name of every variable begins with."""
MAX_PORT: Final = 65535
_MAX_WARNINGS: Final = 10
_MAX_NAME: Final = 80
_LINK_VALUE: Final = re.compile(r"(tcp|udp|sctp)://\S+")
_LINK_NAME: Final = re.compile(
    r"GELATOCONNECT_MOCK_(\w+_)?"
    r"(SERVICE_HOST|SERVICE_PORT(_\w+)?|PORT_[0-9]+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO|START|END|PORT_START|PORT_END))?|ENV_\w+)",
    re.ASCII,
)
_DIGITS_AND_DOTS: Final = re.compile(r"[0-9.]+")
_NO_PART_OF_HOST: Final = frozenset(" :/?#@[]\\,")
_TRUE: Final = ("1", "true", "yes", "on")
_FALSE: Final = ("0", "false", "no", "off")


class Option(NamedTuple):
    """One option of a subcommand.

    Attributes:
        flag: The flag, such as ``--port``.
        default: The text to read if neither flag nor variable is set; None if the value is None then.
        read: Turns the text into the value. Its ArgumentTypeError says what is wrong with the text.
        metavar: The value's name in the help; empty for a switch, which takes no value.
        help: The help text.
        scope: Begins the variable's name, for a variable that only one subcommand reads.
        has_variable: False if only the flag can set the option.
        is_repeatable: True if the flag may be given several times. The texts are joined by commas.
        is_required: True if the flag must be given.
    """

    flag: str
    default: str | None
    read: Callable[[str], Any]
    metavar: str
    help: str
    scope: str = ""
    has_variable: bool = True
    is_repeatable: bool = False
    is_required: bool = False

    @property
    def field(self) -> str:
        """Its name among the parsed arguments."""
        return self.flag[2:].replace("-", "_")

    @property
    def variable(self) -> str:
        """The variable to read if the flag is not given."""
        return f"{VARIABLES}{self.scope}{self.field.upper()}"

    def add_to(self, parser: argparse.ArgumentParser) -> None:
        """Add the flag to a parser. `value` reads its text later, as it reads a variable's."""
        default = f" ({self.default})" if self.default else ""
        arguments: dict[str, Any] = {"dest": self.field, "default": None, "help": self.help + default}
        if not self.metavar:
            arguments |= {"action": "store_const", "const": "1"}
        else:
            action = "append" if self.is_repeatable else "store"
            arguments |= {"action": action, "metavar": self.metavar, "required": self.is_required}
        parser.add_argument(self.flag, **arguments)

    def value(self, arguments: argparse.Namespace) -> Any:
        """Return the value of the flag, else of the variable, else the default; raise UserError if it is invalid."""
        flag_texts: str | list[str] | None = getattr(arguments, self.field)
        if flag_texts is not None:
            source, text = self.flag, flag_texts if isinstance(flag_texts, str) else ",".join(flag_texts)
        elif (
            self.has_variable
            and (variable_text := os.environ.get(self.variable))
            and not _is_link(self.variable, variable_text)
        ):
            source, text = self.variable, variable_text
        elif self.default is None:
            return None
        else:
            source, text = self.flag, self.default
        try:
            return self.read(text)
        except argparse.ArgumentTypeError as error:
            raise UserError(f"{source}: {error}.") from None


def read_host(text: str) -> str:
    """Read a host: a name or an address. Whether this machine has it shows when it listens."""
    if not text:
        raise argparse.ArgumentTypeError("an empty host: give an address of this machine, such as 127.0.0.1")
    if is_address(text):
        return text
    if _DIGITS_AND_DOTS.fullmatch(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no address: give four numbers from 0 to 255, as in 127.0.0.1")
    if not text.isprintable() or not _NO_PART_OF_HOST.isdisjoint(text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no host: give a name or an address alone, as 127.0.0.1 or ::1, without scheme, brackets, "
            "port or path"
        )
    return text


HOST: Final = Option("--host", "127.0.0.1", read_host, "HOST", "address to listen on")


def add_subcommand(
    subcommands: Subcommands,
    name: str,
    options: Iterable[Option],
    run: Callable[[argparse.Namespace], int],
    *,
    summary: str,
    description: str,
) -> None:
    """Add a subcommand with its options to the command's parser. `run` performs it and returns the exit code."""
    parser = subcommands.add_parser(name, help=summary, description=description)
    for option in options:
        option.add_to(parser)
    parser.set_defaults(run=run)


def read_options(arguments: argparse.Namespace, options: Iterable[Option]) -> dict[str, Any]:
    """Return the values of a subcommand's options by field; raise UserError for the first invalid one."""
    return {option.field: option.value(arguments) for option in options}


def unknown_variables(options: Iterable[Option]) -> list[str]:
    """Return a sentence for each variable that resembles one of these options' and is not one of them, a few at most.

    Kubernetes and docker links set variables of such names for a service that is called `gelatoconnect-mock`. They are
    passed over.
    """
    known = {option.variable for option in options if option.has_variable}
    unknown = sorted(
        name for name, value in os.environ.items()
        if name.upper().startswith(VARIABLES) and name not in known and not _is_link(name, value)
    )  # fmt: skip
    sentences = []
    for name in unknown[:_MAX_WARNINGS]:
        shown = printable(name if len(name) <= _MAX_NAME else f"{name[:_MAX_NAME]}...")
        (nearest,) = get_close_matches(name.upper()[:_MAX_NAME], sorted(known), n=1, cutoff=0)
        sentences.append(f"{shown} is no known variable and has no effect. The nearest is {nearest}.")
    if len(unknown) > _MAX_WARNINGS:
        sentences.append(f"{len(unknown) - _MAX_WARNINGS} more such variables are unknown.")
    return sentences


def _is_link(name: str, value: str) -> bool:
    """Return True for a variable that Kubernetes or a docker link has set."""
    return (
        _LINK_NAME.fullmatch(name) is not None
        or (name.endswith("_PORT") and _LINK_VALUE.fullmatch(value) is not None)
        or (name.endswith("_NAME") and value.startswith("/"))
    )


def one_of(*choices: str) -> Callable[[str], str]:
    """Return a reader that accepts these texts only."""

    def read(text: str) -> str:
        if text not in choices:
            raise argparse.ArgumentTypeError(f"{text!r} is none of its values: give {', '.join(choices)}")
        return text

    return read


def read_port(text: str) -> int:
    """Read a port."""
    if not is_whole(text) or int(text) > MAX_PORT:
        raise argparse.ArgumentTypeError(f"{text!r} is no port: give a number from 0 (pick a free one) to {MAX_PORT}")
    return int(text)


def read_switch(text: str) -> bool:
    """Read yes or no; an empty text means no."""
    if text and text.lower() not in {*_TRUE, *_FALSE}:
        raise argparse.ArgumentTypeError(f"{text!r} is neither yes nor no: give 1 or 0")
    return text.lower() in _TRUE


def read_path(text: str) -> Path | None:
    """Read a path; an empty text means none."""
    return Path(text) if text else None


def is_whole(text: str) -> bool:
    """Return True if the text is a whole number of at most `MAX_DIGITS` ASCII digits."""
    return text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS


PORT: Final = Option("--port", "4010", read_port, "PORT", "port; 0 picks a free one")
READY_JSON: Final = Option(
    "--ready-json", "", read_switch, "", "print one line of JSON (url, port, pid) once it is ready, for programs"
)
