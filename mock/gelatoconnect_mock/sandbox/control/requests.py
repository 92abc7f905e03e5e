"""The journal: what came in, what went out, and what is to be said of both."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.schema_errors import detail, shown
from gelatoconnect_mock.sandbox.control import log_entry
from gelatoconnect_mock.sandbox.control.curl import curl
from gelatoconnect_mock.sandbox.control.redaction import masked
from gelatoconnect_mock.sandbox.control.request import wrong
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody
from gelatoconnect_mock.sandbox.http.wire import framing
from gelatoconnect_mock.sandbox.orders.clock import format_timestamp, parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response

_PAGE: Final = 100
_MOST_DIGITS: Final = 18


def listed(asked: Asked) -> Response:
    """Answer a page of the journal, newest first."""
    query = asked.query
    log = asked.sandbox.request_log
    exchanges = log.unmatched if asked.flag("unmatched") else log.of(asked.tenant)
    fits = _filter(query)
    found = [exchange for exchange in reversed(exchanges) if fits(exchange)]
    start = query.get("offset", 0)
    page = [_entry(exchange, asked) for exchange in islice(found, start, start + query.get("limit", _PAGE))]
    return success({"total": len(found), "unmatched": len(log.unmatched), "requests": page})


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {"/_sandbox/requests": {"GET": listed}}


def _filter(query: dict[str, Any]) -> Callable[[Exchange], bool]:
    after, moment = _since(query.get("since"))

    def fits(exchange: Exchange) -> bool:
        return (
            query.get("operation") in {None, exchange.operation}
            and query.get("id") in {None, exchange.id}
            and query.get("status") in {None, exchange.response and exchange.response.status}
            and exchange.number > after
            and exchange.at >= moment
            and ("reference" not in query or query["reference"] in log_entry.references(exchange))
        )

    return fits


def _since(text: str | None) -> tuple[int, float]:
    """Return the number and the moment to begin after and at."""
    if text is None:
        return 0, 0.0
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        return int(text), 0.0
    moment = parse_timestamp(text.replace(" ", "+"))  # what becomes of a plus that was not percent-encoded
    if moment is None:
        raise wrong([detail("since", f"expected a request's number, or a moment with an offset, found {shown(text)}")])
    return 0, moment


def _entry(exchange: Exchange, asked: Asked) -> dict[str, Any]:
    request, response, credentials = exchange.request, exchange.response, asked.sandbox.credentials
    host = (asked.request.header(b"host") or b"").decode("latin-1")
    return {
        "number": exchange.number, "id": exchange.id, "operation": exchange.operation,
        "at": None if exchange.tenant is None else format_timestamp(exchange.at),
        "request": {
            "method": request.method, "path": request.path.decode("latin-1"), "query": request.query.decode("latin-1"),
            "headers": masked(request.headers, credentials), "body": _body(request.body),
        },
        "response": response and {
            "status": response.status,
            "headers": masked((*framing(response)[:1], *response.headers), credentials),
            "body": _body(response.body),
        },
        "request_validation": log_entry.request_validation(exchange),
        "response_validation": log_entry.response_validation(asked.sandbox.rules, exchange),
        "fault": log_entry.fault(exchange), "change": exchange.change,
        "curl": curl(request, f"http://{host}", credentials),
    }  # fmt: skip


def _body(body: bytes) -> dict[str, Any]:
    if isinstance(body, TruncatedBody):
        return {"size": body.size, "text": body.decode("utf-8", "replace"), "truncated": True}
    if not body:
        return {"size": 0}
    try:
        orjson.loads(body)
    except orjson.JSONDecodeError:
        return {"size": len(body), "text": body.decode("utf-8", "replace")}
    # As it came: what is nested deeper than JSON is written here can still be shown.
    return {"size": len(body), "json": orjson.Fragment(body)}
