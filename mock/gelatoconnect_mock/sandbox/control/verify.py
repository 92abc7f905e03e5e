"""Counts the requests that match an expectation. If the count differs, shows the nearest misses."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.control.log_entry import advisories, json_body, order_name, references, unknown_fields
from gelatoconnect_mock.sandbox.http.errors import success

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response

_MAX_MATCHED: Final = 20
_MAX_MISSES: Final = 5
_MAX_NAMED: Final = 20
_STEP: Final = re.compile(r"\[([0-9]{1,9})\]|([^.\[\]]+)")
_ABSENT: Final = object()


def verify_requests(request: ControlRequest) -> Response:
    """Return whether the number of matching requests of an operation is the expected one.

    The result names the unknown properties and the advisories of those requests, if they have any.
    """
    body, log = request.body(), request.sandbox.request_log
    compared = [
        (exchange, _differences(exchange, body.get("where", {})))
        for exchange in log.of(request.tenant)
        if exchange.operation == body["operation"]
    ]
    matching = [exchange for exchange, differences in compared if not differences]
    matched, named = [exchange.number for exchange in matching], _named(matching)
    if len(matched) == body["count"]:
        return success({"ok": True, "found": len(matched), **named})
    misses = [pair for pair in compared if pair[1]]
    # Of misses with equally many differences, the newest comes first.
    misses.sort(key=lambda pair: (len(pair[1]), -pair[0].number))
    return success({
        "ok": False, "found": len(matched), "expected": body["count"], "matched": matched[-_MAX_MATCHED:], **named,
        "near_misses": [
            {"number": exchange.number, "id": exchange.id, "differences": differences, **_named([exchange])}
            for exchange, differences in misses[:_MAX_MISSES]
        ],
        "log_full": log.is_full(request.tenant),
    })  # fmt: skip


PATHS: Final[Paths] = {"/_sandbox/verify": {"POST": verify_requests}}


def _named(exchanges: list[Exchange]) -> dict[str, list[dict[str, Any]]]:
    """Return the unknown properties and the advisories of requests, newest request first; empty lists are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for name, entries_of in (("unknown_fields", unknown_fields), ("advisories", advisories)):
        entries = ({"number": one.number, **entry} for one in reversed(exchanges) for entry in entries_of(one))
        if listed := list(islice(entries, _MAX_NAMED)):
            found[name] = listed
    return found


def _differences(exchange: Exchange, where: dict[str, Any]) -> list[dict[str, Any]]:
    differences: list[dict[str, Any]] = []
    for field, expected in where.items():
        values = _field_values(exchange, field)
        if not any(_is_equal(value, expected) for value in values):
            difference = {"field": field, "expected": _serializable(expected)}
            differences.append({**difference, "found": _serializable(values[0])} if values else difference)
    return differences


def _field_values(exchange: Exchange, field: str) -> list[Any]:
    """Return the values of a field, each of which may match; empty if the request has no such field."""
    if field == "status":
        return [] if exchange.response is None else [exchange.response.status]
    if field == "orderId":
        name = order_name(exchange)
        return [] if name is None else [name]
    value = _value_at(json_body(exchange), field)
    if value is not _ABSENT:
        return [value]
    return sorted(references(exchange)) if field == "orderReferenceId" else []


def _value_at(content: Any, path: str) -> Any:
    """Return the value at a path such as ``items[0].quantity``. A name of the top level may itself contain dots."""
    if isinstance(content, dict) and path in content:
        return content[path]
    for index, name in _STEP.findall(path):
        if name and isinstance(content, dict) and name in content:
            content = content[name]
        elif index and isinstance(content, list) and int(index) < len(content):
            content = content[int(index)]
        else:
            return _ABSENT
    return content


def _serializable(value: Any) -> Any:
    try:
        orjson.dumps(value)
    except TypeError:
        return "nested too deep to be shown"
    return value


def _is_equal(value: Any, expected: Any) -> bool:
    """Return True if two JSON values are equal. In JSON, true is not 1."""
    return value == expected and isinstance(value, bool) == isinstance(expected, bool)
