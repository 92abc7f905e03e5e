"""Turns an outcome that is no success into the error that says what happened and what to do."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect._calls.answers import decode, request_id
from gelatoconnect._calls.commands import Answer, Lost
from gelatoconnect._calls.retry_after import read_retry_after
from gelatoconnect.errors import (
    ApiError,
    BadRequest,
    Conflict,
    ConnectFailed,
    ErrorDetail,
    Forbidden,
    NotFound,
    RateLimited,
    ResponseLost,
    ServerError,
    TransportError,
    Unauthorized,
)

if TYPE_CHECKING:
    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Outcome

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
