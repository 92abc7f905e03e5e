"""Models or plain JSON in, plain JSON out: the snapshot of a body that a call works with from then on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import datetime
from enum import Enum
from typing import Any, Protocol, TypeAlias, TypeVar

from gelatoconnect_api.types import UNSET

from gelatoconnect.errors import InvalidRequest


class Model(Protocol):
    """A generated model: it can write itself as JSON."""

    def to_dict(self) -> dict[str, Any]: ...


Body: TypeAlias = Model | Mapping[str, Any]
T = TypeVar("T")


def snapshot(body: Body, subject: str) -> dict[str, Any]:
    """Return `body` as JSON of its own, in the API's names: later changes of the caller's object do not reach it.

    A model that cannot write itself, since it holds a value of a wrong type, is written as it stands: what is wrong
    is then told by the contract, with its place. Raises InvalidRequest where there is nothing to write, and where the
    body holds what cannot be copied, let alone written as JSON.
    """
    if isinstance(body, Mapping):
        return _copying(lambda: deepcopy(dict(body)), subject)
    if not hasattr(body, "to_dict"):
        raise InvalidRequest(
            f"the {subject} must be a model or a dict in the API's own JSON names, not {type(body).__name__}; "
            "nothing was sent"
        )
    try:
        written = body.to_dict()
    except (AttributeError, TypeError, ValueError, RecursionError):
        written = _copying(lambda: as_it_stands(body), subject)
        if not isinstance(written, dict):
            raise InvalidRequest(
                f"the {subject} could not be written as JSON: its own to_dict failed; "
                "give a model of gelatoconnect.models, or a dict in the API's own JSON names; nothing was sent"
            ) from None
    return _copying(lambda: deepcopy(written), subject)


def as_it_stands(value: Any) -> Any:
    """Return a model as JSON whatever it holds: values of a wrong type are kept, for the contract to judge."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, list | tuple):
        return [as_it_stands(part) for part in value]
    if isinstance(value, dict):
        return {name: as_it_stands(part) for name, part in value.items()}
    fields = getattr(type(value), "__attrs_attrs__", None)
    if fields is None:
        return value
    named = {field.name: getattr(value, field.name) for field in fields}
    others = named.pop("additional_properties", {})
    return {
        **(others if isinstance(others, dict) else {}),
        **{in_the_api(name): as_it_stands(part) for name, part in named.items() if part is not UNSET},
    }


def in_the_api(name: str) -> str:
    """Return the API's name of a field: `order_type` is `orderType` there, and `type_` is `type`."""
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(word.capitalize() for word in rest)


def _copying(copy: Callable[[], T], subject: str) -> T:
    try:
        return copy()
    except Exception as error:  # noqa: BLE001 - whatever an object's own way of being copied raises
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else "it holds what is not JSON"
        raise InvalidRequest(
            f"the {subject} could not be written as JSON: {reason}; give plain dicts, lists, strings and numbers; "
            "nothing was sent"
        ) from None


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
