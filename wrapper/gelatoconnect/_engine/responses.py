"""Turns a response into a model or an error. The status has been classified before.

A success becomes a model or a ResponseInvalid. Everything else becomes the error that says what happened, what it means
for the order, and what to do.
"""

from __future__ import annotations

import json
import re
from datetime import UTC
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final, TypeVar

from gelatoconnect._engine.commands import NoResponse, Response
from gelatoconnect._engine.context import format_seconds
from gelatoconnect._operations import OPERATIONS
from gelatoconnect._validation.schema import validator_for
from gelatoconnect.errors import (
    ApiError,
    BadRequest,
    BeforeSendFailed,
    Conflict,
    ConnectFailed,
    ErrorDetail,
    Forbidden,
    NotFound,
    RateLimited,
    ResponseInvalid,
    ResponseLost,
    ServerError,
    TransportError,
    Unauthorized,
    Violation,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from gelatoconnect._engine.commands import Outcome
    from gelatoconnect._engine.context import CallContext

M = TypeVar("M")
UNREADABLE: Final = object()
_MAX_SHOWN: Final = 3
_MAX_MESSAGE_LENGTH: Final = 300
_MAX_DETAILS: Final = 20
_MAX_RETRY_AFTER: Final = 1e12
_SECONDS: Final = re.compile(r"\d+(?:\.\d*)?", re.ASCII)

_ERROR_TYPES: Final[dict[int, type[ApiError]]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    429: RateLimited,
}

_ADVICE: Final[dict[int, str]] = {
    400: "Correct the fields named and call again.",
    401: (
        "Check that the API key and secret are correct, that the URL begins with https://, and that you pass each half "
        "alone (the client sends key:secret in X-API-KEY)."
    ),
    403: "These credentials do not permit the operation. Ask whoever set up the connector.",
    404: "No order with this id or reference is visible to these credentials. Check the id, the key and the URL.",
    409: "The order's status, or another order, does not allow this. Read the order to see its status.",
    415: "The server does not accept JSON at this URL. Check base_url or endpoints.",
    429: "The API allows each key 100 requests a second. Wait, or lower Options.requests_per_second.",
}
_POOL_ADVICE: Final = "Raise `max_connections`, or set a longer `deadline`."
_NO_EFFECT: Final = "The request had no effect. "
_NO_SUCH_PATH: Final = "The server does not know this path. Check the partner prefix, base_url or endpoints."
_REDIRECTED: Final = "The client does not follow redirects. Check base_url or endpoints."
_SERVER_FAILED: Final = "The server failed. Try again later."
_UNCONFIRMED: Final = "The status is a success, but the body does not confirm it."
READ_ORDER: Final = "Read the order to see its status."
_SEARCH_FIRST: Final = "Search for its reference before you submit it again."
_TOO_MANY_ITEMS: Final = "The body is too large. Send fewer items in one order."
_UNEXPECTED: Final = "The contract does not have this status here."


def parse(response: Response, schema: str, build: Callable[[Any], M], call: CallContext, suffix: str = "") -> M:
    """Return the model of a success response. `build` is the generated model's own `from_dict`.

    `suffix` is a further sentence for the text of an error.

    Raises ResponseInvalid, with every violation and the decoded data, if the body does not match the contract.
    """
    data = decode(response)
    violations: Sequence[Violation] = (
        [Violation((), "expected JSON")] if data is UNREADABLE else validator_for(schema)(data)
    )
    if not violations:
        try:
            return build(data)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            # Only what no schema can express, such as the 31st of February.
            violations = [Violation((), f"could not be read ({type(error).__name__})")]
    shown = "; ".join(map(str, violations[:_MAX_SHOWN])) + (
        f"; and {len(violations) - _MAX_SHOWN} more" if len(violations) > _MAX_SHOWN else ""
    )
    raise ResponseInvalid(
        f"HTTP {response.status}, but the response does not match the contract: {shown}. "
        f"The body is {describe_body(response, call)}. "
        + ("Check base_url or endpoints." if data is UNREADABLE else "Its decoded data is in .data.")
        + suffix,
        status=response.status,
        violations=violations,
        data=None if data is UNREADABLE else data,
        request_id=request_id(response, call),
        history=call.events,
    )


def decode(response: Response) -> Any:
    """Return the decoded JSON of a response, or UNREADABLE."""
    try:
        return json.loads(response.body)
    except (ValueError, RecursionError):
        return UNREADABLE


def is_contract_error(body: Any) -> bool:
    """Return True if a body is an error in the contract's own shape."""
    return isinstance(body, dict) and isinstance(body.get("code"), str | int) and isinstance(body.get("message"), str)


def leading_object(response: Response) -> dict[str, Any] | None:
    """Return the complete JSON object at the start of a body, whatever follows it, invalid UTF-8 included."""
    try:
        data, _ = json.JSONDecoder().raw_decode(response.body.decode("utf-8-sig", errors="replace").lstrip())
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def readable_id(order: Any) -> str | None:
    """Return the id of an order in a response as text, or None. A number counts: it names the order as well."""
    identity = order.get("id") if isinstance(order, dict) else None
    if isinstance(identity, bool) or not isinstance(identity, str | int):
        return None
    return str(identity).strip() or None


def request_id(response: Response, call: CallContext) -> str | None:
    """Return the server's name for the request, redacted, or None."""
    name = response.headers.get("x-request-id") or response.headers.get("x-correlation-id")
    return name and call.redacted(name)


def describe_body(response: Response, call: CallContext) -> str:
    """Return the length and the declared type of a body: enough to recognize an HTML page in place of the API."""
    if not response.body:
        return "empty"
    declared = response.headers.get("content-type", "").partition(";")[0].strip()
    length = "1 byte" if len(response.body) == 1 else f"{len(response.body)} bytes"
    return f"{length} of {call.redacted(declared)}" if declared else f"{length} of undeclared type"


def read_retry_after(value: str | None, *, now: float) -> float | None:
    """Return the seconds of a `Retry-After`: whole, fractional, or an HTTP date. The past is 0, junk is None.

    `now` is seconds since the epoch. Never raises.
    """
    if value is None:
        return None
    text = value.strip()
    if _SECONDS.fullmatch(text):
        return min(float(text), _MAX_RETRY_AFTER)
    try:
        date = parsedate_to_datetime(text)
        at = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp()
    except (ValueError, TypeError, IndexError, OverflowError, OSError):
        return None
    return max(0.0, at - now)


def error_from_outcome(
    outcome: Outcome, call: CallContext, suffix: str = "", *, operation: str = ""
) -> ApiError | TransportError:
    """Return the error for an outcome: by cause without a response, by status with one.

    `suffix` is a further sentence for its text: an earlier write of the call may have been done. Its error is then no
    ConnectFailed, which promises that nothing was sent. `operation` is the one that met the outcome, if lookups came
    after it; without it, the last one. Text and attributes carry neither the secret nor personal data of the request,
    even if the server repeats them.
    """
    operation = operation or call.last_operation
    if isinstance(outcome, NoResponse):
        error = _transport_error(outcome, call, suffix, operation)
        error.__cause__ = outcome.cause
        return error
    return _api_error(outcome, call, suffix, operation)


def describe_outcome(outcome: Outcome, call: CallContext) -> str:
    """Return a sentence that says what was observed, and nothing of what it means: the status and the server's words.

    It carries neither the secret nor personal data of the request.
    """
    if isinstance(outcome, NoResponse):
        return f"{outcome.reason[:1].upper()}{outcome.reason[1:]}."
    fields = _fields(outcome)
    details = _details(fields.get("details"), call)
    # Some servers repeat the message as a detail.
    said = "; ".join(filter(None, dict.fromkeys([_message(fields, call), *map(_detail_line, details)])))
    name = request_id(outcome, call)
    observed = f"{_title(outcome.status)}{f': {said}' if said else ''}{f' (request {name})' if name else ''}"
    return observed if observed.endswith((".", "!", "?")) else f"{observed}."


def may_be_done(operation: str, which: str = "") -> str:
    """Return the suffix for a cancel or an update that may have had its effect. `which` is "before it", for example."""
    return f" The {OPERATIONS[operation].noun}{which and f' {which}'} may have been done. {READ_ORDER}"


def connect_advice(outcome: NoResponse) -> str:
    """Return what to do about a request that was not sent."""
    if outcome.pool_exhausted:
        return _POOL_ADVICE
    return outcome.advice or "Check the host name, the network and any proxy."


def _transport_error(outcome: NoResponse, call: CallContext, suffix: str, operation: str) -> TransportError:
    observed = describe_outcome(outcome, call)
    if not outcome.maybe_sent:
        not_sent = ConnectFailed if outcome.cause is None else BeforeSendFailed
        error_type = ResponseLost if suffix else not_sent
        return error_type(
            f"{observed} The request was not sent. {connect_advice(outcome)}{suffix}", history=call.events
        )
    if _is_read(operation):
        advice = suffix or " The read changed nothing. Call again."
    elif operation == "submit":
        advice = f" The server may have received the order. {_SEARCH_FIRST}"
    else:
        advice = f" The server may have received the request. {READ_ORDER}"
    return ResponseLost(f"{observed}{advice}", history=call.events)


def _api_error(response: Response, call: CallContext, suffix: str, operation: str) -> ApiError:
    status = response.status
    fields = _fields(response)
    error_type = _ERROR_TYPES.get(status) or (ServerError if status >= 500 else ApiError)  # noqa: PLR2004 - HTTP's own
    retry_after = read_retry_after(response.headers.get("retry-after"), now=call.clock.time())
    advice = _advice(status, operation)
    if status == HTTPStatus.NOT_FOUND and _takes_id(operation) and not is_contract_error(fields):
        # A page of another server, or of one in between, says nothing about the order.
        advice = f"The body is {describe_body(response, call)}, not the API's error. Check base_url or endpoints."
    if suffix.endswith(READ_ORDER):
        advice = advice.removesuffix(f" {READ_ORDER}")
    return error_type(
        f"{describe_outcome(response, call)} {_wish(status, retry_after, call)}{advice}{suffix}",
        status=status,
        code=_text(fields.get("code"), call),
        message=_message(fields, call),
        details=_details(fields.get("details"), call),
        request_id=request_id(response, call),
        attempts=call.attempts,
        retry_after=retry_after,
        history=call.events,
    )


def _fields(response: Response) -> dict[str, Any]:
    body = decode(response)
    return body if isinstance(body, dict) else {}


def _message(fields: dict[str, Any], call: CallContext) -> str:
    return _text(fields.get("message"), call) or _text(fields.get("status"), call)


def _wish(status: int, retry_after: float | None, call: CallContext) -> str:
    if status != HTTPStatus.TOO_MANY_REQUESTS or not retry_after:
        return ""
    beyond = ", longer than the deadline allows" if retry_after >= call.remaining else ""
    return f"The server asks to wait {format_seconds(retry_after)} s{beyond}. "


def _takes_id(operation: str) -> bool:
    return operation in OPERATIONS and OPERATIONS[operation].takes_id


def _is_read(operation: str) -> bool:
    return operation in OPERATIONS and OPERATIONS[operation].is_read


def _advice(status: int, operation: str) -> str:
    is_write = not _is_read(operation)
    no_effect = _NO_EFFECT if is_write else ""
    if status == HTTPStatus.NOT_FOUND and operation in OPERATIONS and not OPERATIONS[operation].takes_id:
        return no_effect + _NO_SUCH_PATH
    if 200 <= status <= 299:  # noqa: PLR2004 - HTTP's own numbers
        return f"{_UNCONFIRMED} {_SEARCH_FIRST if operation == 'submit' else READ_ORDER}"
    unclear = may_be_done(operation) if is_write and operation != "submit" else ""
    if 300 <= status <= 399:  # noqa: PLR2004 - as above
        return _REDIRECTED + unclear
    if status >= 500:  # noqa: PLR2004 - as above
        return f"The server failed.{unclear}" if unclear else _SERVER_FAILED
    is_about_items = status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE and operation == "submit"
    advice = _TOO_MANY_ITEMS if is_about_items else _ADVICE.get(status, _UNEXPECTED)
    if status == HTTPStatus.REQUEST_TIMEOUT:
        return advice + unclear
    has_no_effect = status not in {HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT}
    return (no_effect if has_no_effect else "") + advice


def _title(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


def _text(value: Any, call: CallContext) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return call.redact(str(value)).rstrip(".")[:_MAX_MESSAGE_LENGTH]


def _details(value: Any, call: CallContext) -> tuple[ErrorDetail, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(
        ErrorDetail(
            reference=_text(one.get("reference"), call),
            message=_text(one.get("message"), call),
            code=_text(one.get("code"), call),
        )
        for one in value[:_MAX_DETAILS]
        if isinstance(one, dict)
    )


def _detail_line(detail: ErrorDetail) -> str:
    return ": ".join(filter(None, [detail.reference, detail.message]))
