"""Reads success answers: status has been judged by then, and now the body becomes a model or a ResponseInvalid."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gelatoconnect._engine.commands import Answer, Lost
from gelatoconnect._validation.schema import Broken, rule
from gelatoconnect.errors import (
    ApiError,
    BadRequest,
    Conflict,
    ConnectFailed,
    ErrorDetail,
    Fault,
    Forbidden,
    NotFound,
    RateLimited,
    ResponseInvalid,
    ResponseLost,
    ServerError,
    TransportError,
    Unauthorized,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gelatoconnect._engine.commands import Answer, Outcome
    from gelatoconnect._engine.context import Call


_SECONDS = re.compile(r"\d+(?:\.\d*)?", re.ASCII)
_MOST = 1e12


def read_retry_after(value: str | None, *, wall_clock: float) -> float | None:
    """Return the seconds to wait: whole seconds, fractions or an HTTP date; the past is 0; junk is None.

    `wall_clock` is now, in seconds since the epoch. Never raises.
    """
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _MOST)
    try:
        date = parsedate_to_datetime(text)
        moment = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
    return max(0.0, moment - wall_clock)


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


_KINDS: Final[dict[int, type[ApiError]]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}

_ADVICE: Final[dict[int, str]] = {
    400: "Correct the fields named and call again; nothing was created or changed",
    401: (
        "Check three things: the API key and secret are correct; they are sent as key:secret in the X-API-KEY header "
        "(this client joins them, so pass each half alone); the URL begins with https://"
    ),
    403: "These credentials may not do this: ask whoever set up the connector",
    404: "No order with this id or reference is visible with these credentials: check the id, the key and the URL",
    409: "The order's state, or another order, does not allow this: read the order to see how it stands",
    413: "The body is too large: send fewer items in one order",
    415: "The server did not accept JSON here: check that the URL is the API's own",
    429: "The API allows each key 100 requests a second: wait, or lower Options.requests_per_second",
}
_NO_SUCH_PATH: Final = "The server knows no such path: check the partner prefix, base_url or endpoints"
_REDIRECTED: Final = "Redirects are not followed: check that the URL is the API's own"
_SERVER_FAILED: Final = "The server failed: try again later"
_DENIED: Final = "A success by its status alone: read the order to see how it stands"
_UNEXPECTED: Final = "The contract knows no such answer here"
_WITHOUT_ID: Final = frozenset({"submit", "search"})
_LONGEST_MESSAGE: Final = 300
_MOST_DETAILS: Final = 20


def error_from(outcome: Outcome, call: Call, besides: str = "") -> ApiError | TransportError:
    """Return the error for an outcome: by cause where no answer came, by status where one did.

    `besides` is a further sentence for its text. Text and fields carry neither the secret nor the request's personal
    data, even where the server repeats them.
    """
    if isinstance(outcome, Lost):
        return _transport_error(outcome, call, besides)
    return _api_error(outcome, call, besides)


def _transport_error(lost: Lost, call: Call, besides: str) -> TransportError:
    if lost.sent == "no":
        return ConnectFailed(
            f"{lost.reason}: the request was surely not sent. Check the host name, the network and any proxy{besides}",
            history=call.events,
        )
    return ResponseLost(
        f"{lost.reason}: the request may have reached the server. Read the order to see how it stands{besides}",
        history=call.events,
    )


def _api_error(answer: Answer, call: Call, besides: str) -> ApiError:
    status = answer.status
    body = decode(answer)
    fields: dict[str, Any] = body if isinstance(body, dict) else {}
    message = _text(fields.get("message"), call) or _text(fields.get("status"), call)
    details = _details(fields.get("details"), call)
    kind = _KINDS.get(status) or (ServerError if status >= 500 else ApiError)  # noqa: PLR2004 - HTTP's own number
    identity = request_id(answer, call)
    said = "; ".join(filter(None, [message, *(_line(detail) for detail in details)]))
    pause = read_retry_after(answer.headers.get("retry-after"), wall_clock=call.surroundings.wall_clock())
    advice = f"{_asked(status, pause, call)}{_advice(status, call)}"
    named = f" (request {identity})" if identity else ""
    return kind(
        f"{_title(status)}{f': {said}' if said else ''}. {advice}{named}{besides}",
        status=status,
        code=_text(fields.get("code"), call),
        message=message,
        details=details,
        request_id=identity,
        attempts=call.attempts,
        retry_after=pause,
        history=call.events,
    )


def _asked(status: int, pause: float | None, call: Call) -> str:
    if status != HTTPStatus.TOO_MANY_REQUESTS or not pause:
        return ""
    beyond = ", longer than is left of the deadline" if pause >= call.remaining else ""
    return f"The server asks to wait {pause:g} s{beyond}. "


def _advice(status: int, call: Call) -> str:
    if status == HTTPStatus.NOT_FOUND and call.last_operation in _WITHOUT_ID:
        return _NO_SUCH_PATH
    if 200 <= status <= 299:  # noqa: PLR2004 - HTTP's own numbers
        return _DENIED
    if 300 <= status <= 399:  # noqa: PLR2004 - as above
        return _REDIRECTED
    return _ADVICE.get(status) or (_SERVER_FAILED if status >= 500 else _UNEXPECTED)  # noqa: PLR2004 - as above


def _title(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _text(value: Any, call: Call) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return call.redact(str(value)).rstrip(".")[:_LONGEST_MESSAGE]


def _details(value: Any, call: Call) -> tuple[ErrorDetail, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        ErrorDetail(
            reference=_text(one.get("reference"), call),
            message=_text(one.get("message"), call),
            code=_text(one.get("code"), call),
        )
        for one in value[:_MOST_DETAILS]
        if isinstance(one, dict)
    )


def _line(detail: ErrorDetail) -> str:
    return ": ".join(filter(None, [detail.reference, detail.message]))
