"""Reads the numbers of faults, with one sentence for what is no number."""

from __future__ import annotations

import math

from gelatoconnect_mock.sandbox.faults.fault import FaultRefused

_LONGEST = 86_400.0


def seconds(name: str, argument: str | None, options: dict[str, str], *, otherwise: float | None = None) -> float:
    """Return the seconds of ``name=argument``, 0 to a day; ``otherwise`` where none are given and it is not None."""
    if options:
        raise FaultRefused(f"{name} takes seconds and no options, found {min(options)!r}")
    if argument is None and otherwise is not None:
        return otherwise
    number = _number(argument)
    if number is None or not 0 <= number <= _LONGEST:
        raise FaultRefused(f"{name} takes seconds from 0 to {_LONGEST:.0f}, as in {name}=2.5, found {argument!r}")
    return number


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) else None
