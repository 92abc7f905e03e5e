"""Responses of a future or broken server, by faults of the sandbox. The client loses no data or names the violation."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import GelatoConnect, Options
from gelatoconnect.errors import OrderOutcomeUnknown, ResponseInvalid

from tests.waiting import PATIENCE
from tools.proof.contract import reachable
from tools.proof.judges.judge import validator
from tools.proof.places import inside, replaced
from tools.proof.small_order import address, order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.testing.sandbox import InProcessSandbox

ORDER = order()


@pytest.fixture
def client(gelatoconnect_sandbox: InProcessSandbox) -> Iterator[GelatoConnect]:
    sandbox = gelatoconnect_sandbox
    with GelatoConnect(
        api_key=sandbox.api_key,
        api_secret=sandbox.api_secret,
        base_url=sandbox.base_url,
        transport=sandbox.transport,
        options=Options(requests_per_second=None),
    ) as client:
        yield client


def test_unknown_fields_in_every_response_are_kept(
    gelatoconnect_sandbox: InProcessSandbox, client: GelatoConnect
) -> None:
    for operation in ("submitOrder", "getOrder", "searchOrders", "updateShipment", "cancelOrder"):
        gelatoconnect_sandbox.inject_fault(operation, "after:extra_field")
    submitted = client.orders.submit(ORDER)
    assert not submitted.recovered
    responses: list[Any] = [
        client.orders.get(submitted.id),
        *client.orders.search(order_reference_ids=["r"]),
        client.orders.update_shipment(submitted.id, shipping_address=address("Bergen")),
        client.orders.cancel(submitted.id),
    ]
    for response in responses:
        objects = [part for _, part in inside(response.to_dict()) if isinstance(part, dict) and "list" not in part]
        assert objects
        assert all("fromTheFuture" in part for part in objects)


@pytest.mark.off_contract(responses="null in required fields too")
def test_null_in_a_field_gives_none_or_an_error_with_its_name(
    gelatoconnect_sandbox: InProcessSandbox, client: GelatoConnect
) -> None:
    order_id = client.orders.submit(ORDER).id
    gelatoconnect_sandbox.advance(order_id, "delivered")
    shown = gelatoconnect_sandbox.order(order_id)
    allows = validator("Order", reachable("Order")).is_valid
    outcomes = Counter[bool]()
    for place in (place for place, _ in inside(shown) if place and isinstance(place[-1], str)):
        name = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place).removeprefix(".")
        gelatoconnect_sandbox.inject_fault("getOrder", f"after:null_field={name}", times=100)
        allowed = allows(replaced(shown, place, None))
        outcomes[allowed] += 1
        if allowed:
            assert client.orders.get(order_id).to_dict() == replaced(shown, place, None)
        else:
            with pytest.raises(ResponseInvalid, match=str(place[-1])):
                client.orders.get(order_id, deadline=PATIENCE)
        gelatoconnect_sandbox.forget_plans()
    assert outcomes[True] > 50
    assert outcomes[False] > 0


def test_unknown_status_is_read_unchanged(gelatoconnect_sandbox: InProcessSandbox, client: GelatoConnect) -> None:
    order_id = client.orders.submit(ORDER).id
    gelatoconnect_sandbox.inject_fault("getOrder", "after:unknown_status")
    status = client.orders.get(order_id).fulfillment_status
    assert isinstance(status, str)
    assert status not in {"received", ""}


@pytest.mark.off_contract(responses="responses without a required field")
def test_missing_required_field_raises_with_its_name(
    gelatoconnect_sandbox: InProcessSandbox, client: GelatoConnect
) -> None:
    order_id = client.orders.submit(ORDER).id
    gelatoconnect_sandbox.inject_fault("getOrder", "after:missing_field=fulfillmentStatus", times=100)
    with pytest.raises(ResponseInvalid, match="fulfillmentStatus"):
        client.orders.get(order_id, deadline=PATIENCE)


@pytest.mark.off_contract(responses="a response without the id")
def test_submit_response_without_id_starts_a_lookup(
    gelatoconnect_sandbox: InProcessSandbox, client: GelatoConnect
) -> None:
    gelatoconnect_sandbox.inject_fault("submitOrder", "after:missing_field=id")
    submitted = client.orders.submit(ORDER)
    assert submitted.recovered
    assert [known["id"] for known in gelatoconnect_sandbox.orders] == [submitted.id]


def test_late_commit_makes_one_order_and_no_early_success(
    gelatoconnect_sandbox: InProcessSandbox, client: GelatoConnect
) -> None:
    gelatoconnect_sandbox.inject_fault("submitOrder", "late_commit=3600")
    with pytest.raises(OrderOutcomeUnknown):
        client.orders.submit(ORDER, deadline=2.5)
    gelatoconnect_sandbox.advance_time(3600)
    assert client.orders.submit(ORDER).recovered
    assert len(gelatoconnect_sandbox.orders) == 1
