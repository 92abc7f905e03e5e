"""What a future or broken server answers, by the sandbox's faults: the client loses nothing, or says what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gelatoconnect import GelatoConnect
from gelatoconnect.errors import OrderOutcomeUnknown, ResponseInvalid
from small_order import address, order

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox

ORDER = order("r", draft=False, prevent=True, city="Oslo", bad_file=False)


@pytest.fixture
def connect(gelatoconnect_sandbox: InProcessSandbox) -> Iterator[GelatoConnect]:
    sandbox = gelatoconnect_sandbox
    with GelatoConnect(
        api_key=sandbox.api_key, api_secret=sandbox.api_secret, base_url=sandbox.base_url, transport=sandbox.transport
    ) as connect:
        yield connect


def test_unknown_fields_everywhere_are_kept(gelatoconnect_sandbox: InProcessSandbox, connect: GelatoConnect) -> None:
    for operation in ("submitOrder", "getOrder", "searchOrders", "updateShipment", "cancelOrder"):
        gelatoconnect_sandbox.faults(operation, "after:extra_field")
    submitted = connect.orders.submit(ORDER)
    assert not submitted.recovered
    read = connect.orders.get(submitted.id)
    assert "fromTheFuture" in read.additional_properties
    assert [found.id for found in connect.orders.search(order_reference_ids=["r"])] == [submitted.id]
    assert connect.orders.update_shipment(submitted.id, shipping_address=address("Bergen"))
    assert connect.orders.cancel(submitted.id)


def test_a_status_that_nobody_knows_is_read_as_it_is(
    gelatoconnect_sandbox: InProcessSandbox, connect: GelatoConnect
) -> None:
    order_id = connect.orders.submit(ORDER).id
    gelatoconnect_sandbox.faults("getOrder", "after:unknown_status")
    status = connect.orders.get(order_id).fulfillment_status
    assert isinstance(status, str)
    assert status not in {"received", ""}


@pytest.mark.off_contract(answers="a broken server leaves out what no reader can do without")
def test_what_no_reader_can_do_without_is_missed_by_name(
    gelatoconnect_sandbox: InProcessSandbox, connect: GelatoConnect
) -> None:
    order_id = connect.orders.submit(ORDER).id
    gelatoconnect_sandbox.faults("getOrder", "after:missing_field=fulfillmentStatus", times=100)
    with pytest.raises(ResponseInvalid, match="fulfillmentStatus"):
        connect.orders.get(order_id, deadline=2)


@pytest.mark.off_contract(answers="a broken server leaves out the id")
def test_a_submission_answered_without_its_id_is_looked_up_and_not_sent_again(
    gelatoconnect_sandbox: InProcessSandbox, connect: GelatoConnect
) -> None:
    gelatoconnect_sandbox.faults("submitOrder", "after:missing_field=id")
    submitted = connect.orders.submit(ORDER)
    assert submitted.recovered
    assert [known["id"] for known in gelatoconnect_sandbox.orders] == [submitted.id]


def test_a_late_commit_is_one_order_and_no_success_before(
    gelatoconnect_sandbox: InProcessSandbox, connect: GelatoConnect
) -> None:
    gelatoconnect_sandbox.faults("submitOrder", "late_commit=3600")
    with pytest.raises(OrderOutcomeUnknown):
        connect.orders.submit(ORDER, deadline=2.5)
    gelatoconnect_sandbox.advance_time(3600)
    assert connect.orders.submit(ORDER).recovered
    assert len(gelatoconnect_sandbox.orders) == 1
