"""The request log of a tenant, filtered and in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.contract.wording import quote
from gelatoconnect_mock.sandbox.control.log_entry import log_entry, references
from gelatoconnect_mock.sandbox.control.request import validation_error
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.orders.clock import parse_timestamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response

MAX_PAGE_BYTES: Final = 4_194_304
"""The largest page, as JSON, unless one entry alone is larger."""
_DEFAULT_LIMIT: Final = 100
_MAX_DIGITS: Final = 18


def list_requests(request: ControlRequest) -> Response:
    """Return a page of the request log, newest first, shortened if it is too large.

    Raises ApiError: 400 for an unreadable ``since``.
    """
    query, sandbox = request.query, request.sandbox
    log = sandbox.request_log
    exchanges = log.unmatched if query.get("unmatched") == "1" else log.of(request.tenant)
    number, time = _parse_since(query.get("since", "0"))
    matched = [
        exchange
        for exchange in reversed(exchanges)
        if exchange.number > number and exchange.at >= time and _matches(exchange, query)
    ]
    start = query.get("offset", 0)
    wanted = matched[start : start + query.get("limit", _DEFAULT_LIMIT)]
    page = _page(
        orjson.dumps(log_entry(exchange, sandbox.contract, sandbox.credentials, request.origin)) for exchange in wanted
    )
    return success({
        "total": len(matched), "unmatched": len(log.unmatched), "left_out": len(wanted) - len(page), "requests": page
    })  # fmt: skip


PATHS: Final[Paths] = {"/_sandbox/requests": {"GET": list_requests}}


def _page(entries: Iterator[bytes]) -> list[orjson.Fragment]:
    """Return the first entries that fit into a page, and at least one. No further one is computed."""
    page: list[orjson.Fragment] = []
    left = MAX_PAGE_BYTES
    for entry in entries:
        left -= len(entry) + len(",")
        if page and left < 0:
            break
        page.append(orjson.Fragment(entry))
    return page


def _matches(exchange: Exchange, query: dict[str, Any]) -> bool:
    return (
        query.get("operation") in {None, exchange.operation}
        and query.get("id") in {None, exchange.id}
        and query.get("status") in {None, exchange.response and exchange.response.status}
        and ("reference" not in query or query["reference"] in references(exchange))
    )


def _parse_since(text: str) -> tuple[int, float]:
    """Return a number and a time: the log is wanted after that number, and from that time on."""
    if text.isascii() and text.isdigit() and len(text) <= _MAX_DIGITS:
        return int(text), 0.0
    time = parse_timestamp(text.replace(" ", "+"))  # a plus that was not percent-encoded arrives as a space
    if time is None:
        message = f"expected the number of a request, or a timestamp with an offset, found {quote(text)}"
        raise validation_error([detail("since", message)])
    return 0, time
