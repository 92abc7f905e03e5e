"""Saving the state of a tenant, and loading it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.contract.schema_errors import schema_errors
from gelatoconnect_mock.sandbox.control.request import refuse
from gelatoconnect_mock.sandbox.control.tenants import summary
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.http.json_body import MOST_SNAPSHOT_BYTES
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.sandbox.orders.reset import reset
from gelatoconnect_mock.sandbox.storage.snapshot import read_snapshot, take_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.contract.validators import CompiledContract
    from gelatoconnect_mock.sandbox.control.request import Asked


_TOO_DEEP: Final = "An order is nested too deep to be part of a snapshot: about 250 levels are written."


def take(asked: Asked) -> Response:
    """Answer the state as it is now."""
    try:
        return Response(200, orjson.dumps(take_snapshot(asked.tenant), option=orjson.OPT_SORT_KEYS))
    except TypeError:
        raise ApiError(409, _TOO_DEEP) from None


def load(asked: Asked) -> Response:
    """Put the tenant into a state, to which every reset returns; where anything in it is wrong, nothing changes."""
    content = asked.content(MOST_SNAPSHOT_BYTES)
    refuse(asked.problems(content))
    refuse([*_of_orders(content, asked.sandbox.contract)])
    tenant = asked.tenant
    try:
        tenant.loaded = read_snapshot(content)
    except TypeError:
        raise ApiError(400, _TOO_DEEP) from None
    asked.sandbox.request_log.clear(tenant)
    reset(tenant)
    return success(summary(tenant))


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {"/_sandbox/snapshot": {"GET": take, "PUT": load}}


def _of_orders(content: dict[str, Any], rules: CompiledContract) -> Iterator[Detail]:
    """Say what is wrong with orders each of which looks like one: bodies, ids given twice, the order of creation."""
    ids: set[str] = set()
    numbers: set[int] = set()
    for name in ("orders", "due"):
        for index, record in enumerate(content.get(name, ())):
            where = f"{name}[{index}]"
            yield from _of_bodies(record, where, rules)
            if record["id"] in ids:
                yield detail(f"{where}.id", "another order has this id")
            if record["number"] in numbers:
                yield detail(f"{where}.number", "another order has this number")
            ids.add(record["id"])
            numbers.add(record["number"])
    created = 0.0
    for index, record in enumerate(content["orders"]):
        if record["created"] < created:
            yield detail(f"orders[{index}].created", "expected orders in the order of their creation")
        created = max(created, record["created"])
    for index, record in enumerate(content.get("due", ())):
        if record["created"] <= content["clock"]["now"]:
            yield detail(f"due[{index}].created", "expected a moment after that of the clock")


def _of_bodies(record: dict[str, Any], where: str, rules: CompiledContract) -> Iterator[Detail]:
    bodies = [("body", "submitOrder", record["body"])]
    if record.get("address") is not None:
        bodies.append(("address", "updateShipment", {"shippingAddress": record["address"]}))
    for name, operation, body in bodies:
        for problem in schema_errors(rules.requests[operation], body, redact=True):
            place = problem["reference"].removeprefix("shippingAddress.") if name == "address" else problem["reference"]
            yield detail(f"{where}.{name}.{place}".removesuffix("."), problem["message"])
