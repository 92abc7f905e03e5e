"""Models or plain JSON in, plain JSON out: the snapshot of a body that a call works with from then on."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from copy import deepcopy
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar

from gelatoconnect_api.types import UNSET

from gelatoconnect._validation.schema import advice, rule
from gelatoconnect.errors import ContractAdvisory, Fault, InvalidOrder, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Literal

    from gelatoconnect._validation.schema import Broken, Place


# Paths of the API itself: GET /order and GET /search never mean an order of that reference.
RESERVED: Final = frozenset({"order", "search"})
# A hundred times what any order id has, and short enough to stand in a URL though each character becomes twelve.
LONGEST: Final = 4_000
_DOTS: Final = frozenset({".", ".."})


# What the contract's own pattern for references counts as blank; Python's str.strip() knows many more.
_BLANKS: Final = " \t\n\r\f\v"


def is_blank(text: object) -> bool:
    """Tell whether `text` is no reference at all: no string, or one that the contract calls blank."""
    return not isinstance(text, str) or not text.strip(_BLANKS)


def is_text(text: str) -> bool:
    """Tell whether UTF-8 can say `text`: half a surrogate pair it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def addressable(order_id: object) -> str:
    """Return `order_id`, a Gelato id or a reference of your own, where a URL can carry it.

    Raises InvalidRequest, saying why and what to do, for what is empty, too long, no string, not encodable, or
    `.` and `..`, which every HTTP library folds away.
    """
    if not isinstance(order_id, str) or is_blank(order_id):
        raise InvalidRequest(
            "the order id must be a non-empty string: the Gelato order id, or your order reference; nothing was sent"
        )
    if len(order_id) > LONGEST:
        raise InvalidRequest(f"the order id is too long for a URL: keep to {LONGEST:,} characters; nothing was sent")
    if not is_text(order_id):
        raise InvalidRequest("the order id holds half a surrogate pair, which no URL can carry; nothing was sent")
    if order_id in _DOTS:
        raise InvalidRequest(
            f"the order reference {order_id!r} is folded away in URLs: use the Gelato order id; nothing was sent"
        )
    return order_id


def readable(order_id: object) -> str:
    """Return `order_id` where GET can read it: as `addressable`, and neither of the words that are paths themselves."""
    checked = addressable(order_id)
    if checked in RESERVED:
        raise InvalidRequest(
            f"{checked!r} cannot be read by reference, because /{checked} is a path of the API itself: "
            f"use the Gelato order id, or search(order_reference_id={checked!r}); nothing was sent"
        )
    return checked


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


_SUBJECTS = {"OrderRequest": "order", "UpdateShipmentRequest": "update", "SearchRequest": "search"}


def check_body(body: Mapping[str, Any], schema: str, mode: Literal["refuse", "warn", "off"]) -> None:
    """Check `body` against the contract's request schema of that name, as `Options.preflight` says.

    Raises InvalidOrder (for an order) or InvalidRequest with every fault at once. Issues a ContractAdvisory for what
    only a sibling API is known to refuse. Both happen before a single byte is sent.
    """
    if mode == "off":
        return
    broken = rule(schema)(body)
    if broken and mode == "refuse":
        raise _refusal(broken, schema)
    for one in (*broken, *advice(schema)(body)):
        # Four frames up is the caller's own line: this function, the operation, the client's method, the caller.
        warnings.warn(f"{_SUBJECTS[schema]} {Fault(one.pointer, one.message)}", ContractAdvisory, stacklevel=4)


def encode(body: Mapping[str, Any]) -> bytes:
    """Return `body` as JSON.

    Raises InvalidRequest where it holds something JSON cannot say, in a place the contract does not describe.
    """
    try:
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else _json_reason(error)
        raise InvalidRequest(f"the body cannot be written as JSON: {reason}; nothing was sent") from None


def _json_reason(error: TypeError | ValueError) -> str:
    # json names the type, never the value, in these two; anything else might repeat one.
    text = str(error)
    known = ("Object of type", "Out of range float values", "Circular reference", "keys must be")
    return next((text.partition(":")[0] for start in known if text.startswith(start)), type(error).__name__)


def _in_order(place: Place) -> list[tuple[bool, int, str]]:
    # A caller's dict may have keys that are no strings; they compare with nothing, so they are written out.
    return [(False, step, "") if isinstance(step, int) else (True, 0, str(step)) for step in place]


def _refusal(broken: Sequence[Broken], schema: str) -> InvalidRequest:
    faults = tuple(Fault(one.pointer, one.message) for one in sorted(broken, key=lambda one: _in_order(one.place)))
    kind = InvalidOrder if schema == "OrderRequest" else InvalidRequest
    number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    lines = "".join(f"\n  {fault}" for fault in faults)
    return kind(f"the {_SUBJECTS[schema]} breaks the contract in {number}; nothing was sent{lines}", faults=faults)
