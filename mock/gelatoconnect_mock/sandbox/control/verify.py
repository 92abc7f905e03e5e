"""Counts the requests that fit, and where their number is not the expected one, shows what came near."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.control import log_entry
from gelatoconnect_mock.sandbox.http.errors import success

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response

_MOST_MATCHED: Final = 20
_MOST_MISSES: Final = 5
_STEP: Final = re.compile(r"\[([0-9]{1,9})\]|([^.\[\]]+)")
_ABSENT: Final = object()


def verify(asked: Asked) -> Response:
    """Answer whether so many requests of an operation came as were expected."""
    wanted = asked.body()
    where, expected = wanted.get("where", {}), wanted["count"]
    log, operation = asked.sandbox.request_log.of(asked.tenant), wanted["operation"]
    exchanges = [exchange for exchange in log if exchange.operation == operation]
    judged = [(exchange, _differences(exchange, where)) for exchange in exchanges]
    matched = [exchange.number for exchange, differences in judged if not differences]
    told: dict[str, Any] = {"ok": len(matched) == expected, "found": len(matched)}
    if told["ok"]:
        return success(told)
    # Of requests that differ in as many fields, the newest is the nearest.
    misses = sorted((pair for pair in judged if pair[1]), key=lambda pair: (len(pair[1]), -pair[0].number))
    return success({
        **told, "expected": expected, "matched": matched[-_MOST_MATCHED:],
        "near_misses": [
            {"number": exchange.number, "id": exchange.id, "differences": differences}
            for exchange, differences in misses[:_MOST_MISSES]
        ],
        "log_full": asked.sandbox.request_log.is_full(asked.tenant),
    })  # fmt: skip


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {"/_sandbox/verify": {"POST": verify}}


def _differences(exchange: Exchange, where: dict[str, Any]) -> list[dict[str, Any]]:
    differences: list[dict[str, Any]] = []
    for field, expected in where.items():
        found = _found(exchange, field)
        if not any(_same(value, expected) for value in found):
            told = {"field": field, "expected": _showable(expected)}
            differences.append({**told, "found": _showable(found[0])} if found else told)
    return differences


def _found(exchange: Exchange, field: str) -> list[Any]:
    """Return what a request has for a field: several values where several count."""
    if field == "status":
        return [] if exchange.response is None else [exchange.response.status]
    if field == "orderId":
        name = log_entry.order_name(exchange)
        return [] if name is None else [name]
    value = _at(log_entry.payload(exchange), field)
    if value is not _ABSENT:
        return [value]
    return sorted(log_entry.references(exchange)) if field == "orderReferenceId" else []


def _at(content: Any, field: str) -> Any:
    """Return the value at a path such as ``items[0].quantity``; a name of the top level may itself have dots."""
    if isinstance(content, dict) and field in content:
        return content[field]
    for index, name in _STEP.findall(field):
        if name and isinstance(content, dict) and name in content:
            content = content[name]
        elif index and isinstance(content, list) and int(index) < len(content):
            content = content[int(index)]
        else:
            return _ABSENT
    return content


def _showable(value: Any) -> Any:
    try:
        orjson.dumps(value)
    except TypeError:
        return "nested too deep to be shown"
    return value


def _same(one: Any, other: Any) -> bool:
    """Whether two JSON values are equal; true is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)
