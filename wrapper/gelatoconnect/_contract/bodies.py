"""Models or plain JSON in, plain JSON out: the snapshot of a body that a call works with from then on."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from typing import Any, Protocol, TypeAlias

from gelatoconnect.errors import InvalidRequest


class Model(Protocol):
    """A generated model: it can write itself as JSON."""

    def to_dict(self) -> dict[str, Any]: ...


Body: TypeAlias = Model | Mapping[str, Any]


def snapshot(body: Body, subject: str) -> dict[str, Any]:
    """Return `body` as JSON of its own, in the API's names: later changes of the caller's object do not reach it.

    Raises InvalidRequest, naming the type that does not fit, where a model holds something that is no model, and where
    the body holds what cannot be copied, let alone written as JSON.
    """
    if isinstance(body, Mapping):
        return _copied(dict(body), subject)
    if not hasattr(body, "to_dict"):
        raise InvalidRequest(
            f"the {subject} must be a model or a dict in the API's own JSON names, not {type(body).__name__}; "
            "nothing was sent"
        )
    try:
        written = body.to_dict()
    except (AttributeError, TypeError, ValueError) as error:
        raise InvalidRequest(
            f"the {subject} could not be written as JSON ({_reason(error)}): "
            "give nested parts as models too, or the whole as a dict; nothing was sent"
        ) from None
    return _copied(written, subject)


def _copied(body: dict[str, Any], subject: str) -> dict[str, Any]:
    try:
        return deepcopy(body)
    except Exception as error:  # noqa: BLE001 - whatever an object's own way of being copied raises
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else "it holds what is not JSON"
        raise InvalidRequest(
            f"the {subject} could not be written as JSON: {reason}; give plain dicts, lists, strings and numbers; "
            "nothing was sent"
        ) from None


def _reason(error: Exception) -> str:
    # The interpreter's own words on an attribute name types, never values.
    return str(error) if isinstance(error, AttributeError) else type(error).__name__


def moment(name: str, value: datetime | str) -> str:
    """Return a moment as the API writes it: RFC 3339 with a numeric offset.

    Raises InvalidRequest for a datetime without time zone: it could mean any hour of a day.
    """
    if isinstance(value, datetime):
        if value.tzinfo is None or value.utcoffset() is None:
            raise InvalidRequest(
                f"{name} has no time zone: use an aware datetime, such as datetime.now(UTC); nothing was sent"
            )
        return value.isoformat(timespec="seconds")
    return value
