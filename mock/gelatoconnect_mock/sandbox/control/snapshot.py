"""Saves the state of a tenant, and loads it again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.contract.schema_errors import first_errors
from gelatoconnect_mock.sandbox.api.pipeline import request_violations
from gelatoconnect_mock.sandbox.control.request import validation_error
from gelatoconnect_mock.sandbox.control.tenants import tenant_summary
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.http.json_body import MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_VALUES
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.sandbox.storage.consistency import contradictions
from gelatoconnect_mock.sandbox.storage.snapshot import VERSION, read_snapshot, take_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.contract.validators import CompiledContract
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths


MAX_LOADED_BYTES: Final = 268_435_456
"""Bytes of the snapshots of all tenants that a reset returns to, as they were sent."""
_TOO_DEEP: Final = "An order is nested too deep for a snapshot, which has about 250 levels."


def get_snapshot(request: ControlRequest) -> Response:
    """Return the state of the tenant. Raises ApiError: 409 if an order is nested too deep."""
    try:
        return Response(200, orjson.dumps(take_snapshot(request.tenant), option=orjson.OPT_SORT_KEYS))
    except TypeError:
        raise ApiError(409, _TOO_DEEP) from None


def load_snapshot(request: ControlRequest) -> Response:
    """Set the state of the tenant, which every later reset restores. Raises ApiError: 400, 409; nothing has changed."""
    content = request.read_body(MAX_SNAPSHOT_BYTES, MAX_SNAPSHOT_VALUES)
    version = content.get("version") if isinstance(content, dict) else None
    if isinstance(version, int) and not isinstance(version, bool) and version != VERSION:
        message = f"expected version {VERSION}, found {version}: take the snapshot again with this sandbox"
        raise validation_error([detail("version", message)])
    if errors := request.body_errors(content) or first_errors(_order_errors(content, request.sandbox.contract)):
        raise validation_error(errors)
    tenant = request.tenant
    others = sum(each.loaded.size for each in request.sandbox.tenants.values() if each.loaded and each is not tenant)
    if others + request.body_size > MAX_LOADED_BYTES:
        raise ApiError(
            409,
            f"The snapshots that tenants return to may have {MAX_LOADED_BYTES:,} bytes together, the limit, and others "
            f"have {others:,}. Load a smaller one, or start a sandbox anew.",
        )
    try:
        snapshot = read_snapshot(content, request.body_size)
    except TypeError:
        raise ApiError(400, _TOO_DEEP) from None
    request.sandbox.load(tenant, snapshot)
    return success(tenant_summary(tenant))


PATHS: Final[Paths] = {"/_sandbox/snapshot": {"GET": get_snapshot, "PUT": load_snapshot}}


def _order_errors(content: dict[str, Any], contract: CompiledContract) -> Iterator[Detail]:
    """Yield what no schema can check: the bodies, unique ids and numbers, contradictions, and the order of creation."""
    ids: set[str] = set()
    numbers: set[int] = set()
    for name in ("orders", "due"):
        for index, record in enumerate(content.get(name, ())):
            path = f"{name}[{index}]"
            yield from _record_errors(record, path, contract)
            if record["id"] in ids:
                yield detail(f"{path}.id", "another order has this id")
            if record["number"] in numbers:
                yield detail(f"{path}.number", "another order has this number")
            ids.add(record["id"])
            numbers.add(record["number"])
    latest = 0.0
    for index, record in enumerate(content["orders"]):
        created = record["history"][0][1]  # `created` is the same, or it is named already
        if created < latest:
            yield detail(f"orders[{index}].created", "expected the orders sorted by their time of creation")
        latest = max(latest, created)
        if record["updated"] > content["clock"]["now"]:
            yield detail(f"orders[{index}].updated", "expected a time that is not after that of the clock")
    for index, record in enumerate(content.get("due", ())):
        if record["created"] <= content["clock"]["now"]:
            yield detail(f"due[{index}].created", "expected a time after that of the clock")


def _record_errors(record: dict[str, Any], path: str, contract: CompiledContract) -> Iterator[Detail]:
    """Yield what contradicts in an order, and violations of its body and its later address, without personal values."""
    for field, message in contradictions(record):
        yield detail(f"{path}.{field}", message)
    if not contract.requests["submitOrder"].is_valid(record["body"]):
        for error in request_violations(contract, "submitOrder", record["body"]):
            yield detail(f"{path}.body.{error['reference']}".removesuffix("."), error["message"])
    update = {"shippingAddress": record["address"]}
    if record["address"] is not None and not contract.requests["updateShipment"].is_valid(update):
        for error in request_violations(contract, "updateShipment", update):
            reference = error["reference"].removeprefix("shippingAddress").removeprefix(".")
            yield detail(f"{path}.address.{reference}".removesuffix("."), error["message"])
