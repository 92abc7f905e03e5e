"""Reads success answers: status has been judged by then, and now the body becomes a model or a ResponseInvalid."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gelatoconnect._contract.rules import rule
from gelatoconnect._contract.verdicts import Broken
from gelatoconnect.errors import Fault, ResponseInvalid

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Answer

M = TypeVar("M")
UNREADABLE: Final = object()
_SHOWN: Final = 3


def parse(answer: Answer, schema: str, build: Callable[[Any], M], call: Call) -> M:
    """Return the model of a success answer, `build` being the generated model's own `from_dict`.

    Raises ResponseInvalid, with every fault and the decoded data, where the body breaks the contract.
    """
    data = decode(answer)
    broken: Sequence[Broken] = [Broken((), "expected JSON")] if data is UNREADABLE else rule(schema)(data)
    if not broken:
        try:
            return build(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Only what the rules cannot see, such as the 31st of February.
            broken = [Broken((), f"could not be read ({type(error).__name__})")]
    faults = tuple(Fault(one.pointer, one.message) for one in broken)
    shown = "; ".join(map(str, faults[:_SHOWN])) + (
        f"; and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    )
    raise ResponseInvalid(
        f"the server answered {answer.status} with a body that breaks the contract: {shown}. "
        f"It is {kind(answer, call)}. Check that the URL is the API's own"
        + ("" if data is UNREADABLE else "; what was decoded is in .data"),
        status=answer.status,
        faults=faults,
        data=None if data is UNREADABLE else data,
        request_id=request_id(answer, call),
        history=call.events,
    )


def decode(answer: Answer) -> Any:
    """Return the decoded JSON of an answer, or UNREADABLE where it is none."""
    try:
        return json.loads(answer.body)
    except (ValueError, RecursionError):
        return UNREADABLE


def leading_object(answer: Answer) -> dict[str, Any] | None:
    """Return the whole JSON object with which a body begins, whatever follows it and whatever bytes are no UTF-8."""
    try:
        data, _ = json.JSONDecoder().raw_decode(answer.body.decode("utf-8-sig", errors="replace").lstrip())
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def readable_id(order: Any) -> str | None:
    """Return the id that an order of an answer bears: text, or a number, which is as good a name; else None."""
    identity = order.get("id") if isinstance(order, dict) else None
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        return None
    return str(identity).strip() or None


def moment(text: object) -> datetime | None:
    """Return the moment a date-time of the API names, or None where it cannot be read; without an offset it is UTC."""
    try:
        read = datetime.fromisoformat(text) if isinstance(text, str) else None
    except ValueError:
        return None
    # A moment without time zone would be read as this machine's, and some of those raise.
    return read.replace(tzinfo=UTC) if read is not None and read.tzinfo is None else read


def request_id(answer: Answer, call: Call) -> str | None:
    """Return the server's name for the request, where it gave one, without what it may not repeat."""
    name = answer.headers.get("x-request-id") or answer.headers.get("x-correlation-id")
    return name and call.shown(name)


def kind(answer: Answer, call: Call) -> str:
    """Return how long a body is and what it says it is: what a page in the place of the API is known by."""
    if not answer.body:
        return "empty"
    stated = answer.headers.get("content-type", "").partition(";")[0].strip() or "of no stated type"
    length = "1 byte" if len(answer.body) == 1 else f"{len(answer.body)} bytes"
    return f"{length}, {call.shown(stated)}"
