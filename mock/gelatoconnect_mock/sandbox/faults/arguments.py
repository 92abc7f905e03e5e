"""Reads the numbers of faults, with one sentence for what is no number or beyond sense."""

from __future__ import annotations

import re
from typing import Final

from gelatoconnect_mock.sandbox.faults.fault import InvalidFault, Phase, quoted

LONGEST_WAIT: Final = 3_600.0
"""The most real seconds that a fault keeps a client waiting."""
LONGEST_LAG: Final = 86_400.0
"""The most virtual seconds that a fault puts something off."""
_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9}")
_SAID_OF_STORED: Final = (408, 409)
_BODILESS: Final = (204, 205, 304)


def number(text: str | None) -> float | None:
    """Return a number written in plain digits, with a point or without; None for anything else."""
    return float(text) if text is not None and _NUMBER.fullmatch(text) else None


def seconds(
    name: str, argument: str | None, options: dict[str, str], *, most: float, otherwise: float | None = None
) -> float:
    """Return the seconds of ``name=argument``, 0 to ``most``; ``otherwise`` where none are given and it is not None."""
    if argument is None and otherwise is not None and not options:
        return otherwise
    found = number(argument)
    if options or found is None or found > most:
        written = ",".join([argument or "", *(f"{option}={value}" for option, value in options.items())])
        raise InvalidFault(f"{name} takes seconds from 0 to {most:.0f}, as in {name}=2.5, found {quoted(written)}")
    return found


def status(name: str, argument: str | None, phase: Phase, *, least: int, bodiless: bool = False) -> int:
    """Return a status that an answer can have, from ``least`` to 599.

    InvalidFault for one that allows no body, unless ``bodiless``, and for a 4xx other than 408 and 409 ``after``:
    no server says that of what it has stored.
    """
    found = number(argument)
    if found is None or found != int(found) or not least <= found <= 599:  # noqa: PLR2004 - the last status there is
        raise InvalidFault(f"{name} takes a status from {least} to 599, as in {name}=502, found {quoted(argument)}")
    code = int(found)
    if code in _BODILESS and not bodiless:
        raise InvalidFault(f"{name} cannot have the status {code}: an answer with that has no body")
    if phase == "after" and 400 <= code < 500 and code not in _SAID_OF_STORED:  # noqa: PLR2004 - the 4xx
        raise InvalidFault(f"no server says {code} of what it has stored: use before:{name}={code}")
    return code
