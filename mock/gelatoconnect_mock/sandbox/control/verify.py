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
_MAX_DIFFERENCES: Final = 20
_MAX_SHOWN_BYTES: Final = 4_096
"""The largest value that a difference repeats."""
_STEP: Final = re.compile(r"\[([0-9]{1,9})\]|([^.\[\]]+)")
_ABSENT: Final = object()


def verify_requests(request: ControlRequest) -> Response:
    """Return whether the number of matching requests of an operation is the expected one.

    The result names the unknown properties and the advisories of those requests, if they have any.
    """
    body, log = request.body(), request.sandbox.request_log
    expected = [_Expected(field, value) for field, value in body.get("where", {}).items()]
    compared = [
        (exchange, _differing(exchange, expected))
        for exchange in log.of(request.tenant)
        if exchange.operation == body["operation"]
    ]
    matching = [exchange for exchange, differing in compared if not differing]
    matched = [exchange.number for exchange in matching]
    named = request.sandbox.credentials.secret_values.masked_data(_named(matching))
    if len(matched) == body["count"]:
        return success({"ok": True, "found": len(matched), **named})
    misses = [pair for pair in compared if pair[1]]
    # Of misses with equally many differences, the newest comes first.
    misses.sort(key=lambda pair: (len(pair[1]), -pair[0].number))
    return success({
        "ok": False, "found": len(matched), "expected": body["count"], "matched": matched[-_MAX_MATCHED:], **named,
        "near_misses": request.sandbox.credentials.secret_values.masked_data([
            {
                "number": exchange.number, "id": exchange.id, "differences": _differences(exchange, differing),
                **_named([exchange]),
            }
            for exchange, differing in misses[:_MAX_MISSES]
        ]),
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


class _Expected:
    """The expected value of a field.

    Attributes:
        field: The field as it was written.
        steps: The field as a path: indexes and names.
        value: The value.
    """

    def __init__(self, field: str, value: Any) -> None:
        self.field, self.value = field, value
        self.steps = [int(index) if index else name for index, name in _STEP.findall(field)]


def _differing(exchange: Exchange, expected: list[_Expected]) -> list[_Expected]:
    """Return the expectations that an exchange does not meet. Its body is read once."""
    content = json_body(exchange)
    return [
        one for one in expected if not any(_is_equal(value, one.value) for value in _values(exchange, content, one))
    ]


def _differences(exchange: Exchange, differing: list[_Expected]) -> list[dict[str, Any]]:
    """Return the first expectations that an exchange does not meet, each with what was found."""
    content = json_body(exchange)
    differences: list[dict[str, Any]] = []
    for one in differing[:_MAX_DIFFERENCES]:
        values = _values(exchange, content, one)
        difference = {"field": one.field, "expected": _shown(one.value)}
        differences.append({**difference, "found": _shown(values[0])} if values else difference)
    return differences


def _values(exchange: Exchange, content: Any, expected: _Expected) -> list[Any]:
    """Return the values of a field, each of which may match; empty if the request has no such field."""
    field = expected.field
    if field == "status":
        return [] if exchange.response is None else [exchange.response.status]
    if field == "orderId":
        name = order_name(exchange)
        return [] if name is None else [name]
    value = _value_at(content, expected)
    if value is not _ABSENT:
        return [value]
    return sorted(references(exchange)) if field == "orderReferenceId" else []


def _value_at(content: Any, expected: _Expected) -> Any:
    """Return the value at a path such as ``items[0].quantity``. A name of the top level may itself contain dots."""
    if isinstance(content, dict) and expected.field in content:
        return content[expected.field]
    for step in expected.steps:
        is_index = isinstance(step, int) and isinstance(content, list) and step < len(content)
        if not is_index and not (isinstance(content, dict) and step in content):
            return _ABSENT
        content = content[step]
    return content


def _shown(value: Any) -> Any:
    """Return a value, or words in its place if it is too large for a response."""
    try:
        return value if len(orjson.dumps(value)) <= _MAX_SHOWN_BYTES else "too large to be shown"
    except TypeError:
        return "nested too deep to be shown"


def _is_equal(value: Any, expected: Any) -> bool:
    """Return True if two JSON values are equal. In JSON, true is not 1."""
    try:
        return value == expected and isinstance(value, bool) == isinstance(expected, bool)
    except RecursionError:  # JSON may be nested deeper than Python compares
        return False
