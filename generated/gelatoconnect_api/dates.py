"""Dates and times in responses: reading them never fails, and writing them back keeps the API's own text.

The generate step copies this module into the generated package. The rewriting rule `rewriting/response_dates.py` makes
the models call it.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from .types import UNSET, Unset

if TYPE_CHECKING:
    from collections.abc import Callable

D = TypeVar("D", bound=date)


def parse_datetime(text: object) -> datetime | None:
    """Return the aware datetime that a text names, or None if it names none. Without an offset it is UTC."""
    try:
        read = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    return read.replace(tzinfo=UTC) if read is not None and read.tzinfo is None else read


def parse_date(text: object) -> date | None:
    """Return the date that a text names, or None if it names none."""
    try:
        return date.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None


def read_date(
    data: dict[str, Any], name: str, raw_dates: dict[str, Any], parse: Callable[[object], D | None]
) -> D | Unset | None:
    """Remove the field `name` from `data`, keep its text in `raw_dates`, and return what `parse` makes of it.

    An absent field is UNSET, null is None. Neither has a text.
    """
    raw = data.pop(name, UNSET)
    if raw is None or isinstance(raw, Unset):
        return raw
    raw_dates[name] = raw
    return parse(raw)


def write_date(value: date | Unset | None, raw: object, parse: Callable[[object], D | None]) -> Any:
    """Return a field as JSON: the text it was read from while that text still means `value`, else ISO 8601."""
    if raw is not None and not isinstance(value, Unset) and parse(raw) == value:
        return raw
    return value.isoformat() if isinstance(value, date) else value
