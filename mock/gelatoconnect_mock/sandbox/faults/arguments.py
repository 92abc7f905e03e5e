"""Parses the numbers in the arguments of faults."""

from __future__ import annotations

import re
from typing import Final

from gelatoconnect_mock.sandbox.faults.fault import InvalidFault, Phase, quoted

MAX_WAIT: Final = 3_600.0
"""Longest time that a fault keeps a client waiting, in real seconds."""
MAX_LAG: Final = 86_400.0
"""Longest time by which a fault puts something off, in virtual seconds."""
_NUMBER: Final = re.compile(r"[0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9}")
_ALLOWED_AFTER: Final = (408, 409)
_BODILESS: Final = (204, 205, 304)


def parse_number(text: str | None) -> float | None:
    """Return a number of plain digits, with a decimal point or without; None for any other text."""
    return float(text) if text is not None and _NUMBER.fullmatch(text) else None


def parse_seconds(name: str, argument: str | None, maximum: float) -> float:
    """Return the seconds of ``name=argument``. Raises InvalidFault unless they are from 0 to ``maximum``."""
    seconds = parse_number(argument)
    if seconds is None or seconds > maximum:
        raise InvalidFault(f"{name} takes seconds from 0 to {maximum:.0f}, as in {name}=2.5, found {quoted(argument)}")
    return seconds


def parse_status(
    name: str, argument: str | None, phase: Phase, *, min_status: int, allows_bodiless: bool = False
) -> int:
    """Return the status of ``name=argument``.

    Raises InvalidFault unless it is from ``min_status`` to 599 and allows a body; with ``allows_bodiless`` it need not
    allow one. After an operation, 4xx is invalid but for 408 and 409: no server refuses what it has stored.
    """
    number = parse_number(argument)
    if number is None or number != int(number) or not min_status <= number <= 599:  # noqa: PLR2004 - the last status
        raise InvalidFault(
            f"{name} takes a status from {min_status} to 599, as in {name}=502, found {quoted(argument)}"
        )
    status = int(number)
    if status in _BODILESS and not allows_bodiless:
        raise InvalidFault(f"{name} cannot have the status {status}, because a response with that status has no body")
    if phase == "after" and 400 <= status < 500 and status not in _ALLOWED_AFTER:  # noqa: PLR2004 - the 4xx
        raise InvalidFault(
            f"no server responds with {status} to a request that it has carried out; write before:{name}={status}"
        )
    return status
