"""A receipt never changes: another shipping method is charged, or refunded, by a receipt of its own."""

from decimal import Decimal
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.orders.order import MAX_BILLS, Order
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order


def billed(client: httpx2.Client) -> list[dict[str, Any]]:
    receipts: list[dict[str, Any]] = client.get("/r-1").json()["receipts"]
    return receipts


def sums(receipts: list[dict[str, Any]], name: str = "totalInclVat") -> Decimal:
    signs = {"purchase": 1, "refund": -1}
    return sum((signs[one["transactionType"]] * Decimal(str(one[name])) for one in receipts), Decimal(0))


@pytest.mark.parametrize("state", ["created", "in_production", "packaged", "on_hold"])
def test_another_method_adds_a_receipt_of_the_difference(
    sandbox: InProcessSandbox, client: httpx2.Client, state: str
) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "created")
    if state != "created":
        sandbox.advance("r-1", state)
    (first,) = billed(client)
    for method, transaction in (("express", "purchase"), ("standard", "refund"), ("normal", "refund")):
        before = billed(client)
        sandbox.advance_time(5)
        client.put("/r-1", json={"shipmentMethodUid": method})
        *issued, new = billed(client)
        assert issued == before
        assert new["transactionType"] == transaction
        assert [(line["type"], line["price"]) for line in new["items"]] == [("shipment", new["total"])]
        assert new["createdAt"] > issued[-1]["createdAt"]
        (found,) = client.post("/search", json={}).json()["orders"]
        assert found["totalInclVat"] == f"{sums([*issued, new]):.2f}"
        assert sums([*issued, new], "shippingPrice") == Decimal(str(client.get("/r-1").json()["shipment"]["price"]))
    receipts = billed(client)
    assert sums(receipts) == Decimal(str(first["totalInclVat"])), "back to the first method, back to its price"
    assert len({one["id"] for one in receipts}) == len(receipts)


def test_a_method_of_the_same_price_adds_no_receipt(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    before = billed(client)
    client.put("/r-1", json={"shipmentMethodUid": "express, normal"})
    client.put("/r-1", json={"shippingAddress": an_order()["shippingAddress"]})
    assert billed(client) == before


def test_however_often_the_method_changes_the_receipts_stay_few_and_add_up(
    sandbox: InProcessSandbox, client: httpx2.Client
) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    for number in range(MAX_BILLS + 11):
        sandbox.advance_time(5)
        before = billed(client)[: MAX_BILLS - 1]
        client.put("/r-1", json={"shipmentMethodUid": ("express", "normal")[number % 2]})
        receipts = billed(client)
        assert receipts[: len(before)] == before
        assert len(receipts) <= MAX_BILLS
        assert sums(receipts, "shippingPrice") == Decimal(str(client.get("/r-1").json()["shipment"]["price"]))
    assert receipts[-1]["transactionType"] == "purchase"
    client.post("/r-1/cancel")
    assert sums(billed(client)) == 0


def test_the_same_method_again_is_not_billed_again(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    for _ in range(MAX_BILLS + 1):
        client.put("/r-1", json={"shipmentMethodUid": "express"})
    client.put("/r-1", json={"shipmentMethodUid": "normal"})
    assert [one["transactionType"] for one in billed(client)] == ["purchase", "purchase", "refund"]


def test_method_changed_before_pricing_is_on_the_first_receipt(
    sandbox: InProcessSandbox, client: httpx2.Client
) -> None:
    client.post("/order", json=an_order())
    client.put("/r-1", json={"shipmentMethodUid": "express"})
    sandbox.advance("r-1", "created")
    (receipt,) = billed(client)
    assert "Express" in {line["title"] for line in receipt["items"]}


def test_a_cancellation_gives_everything_back_that_was_paid(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    client.put("/r-1", json={"shipmentMethodUid": "express"})
    client.post("/r-1/cancel")
    receipts = billed(client)
    assert [one["transactionType"] for one in receipts] == ["purchase", "purchase", "refund"]
    assert sums(receipts) == 0


def test_a_canceled_order_that_may_be_updated_is_not_billed_for_it(
    sandbox: InProcessSandbox, client: httpx2.Client
) -> None:
    sandbox.configure(update_canceled="accept")
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    client.post("/r-1/cancel")
    before = billed(client)
    assert client.put("/r-1", json={"shipmentMethodUid": "express"}).status_code == 200
    assert billed(client) == before


def test_the_bills_are_part_of_an_orders_record(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    client.put("/r-1", json={"shipmentMethodUid": "express"})

    def recorded(order: Order) -> bool:
        fields = order.to_dict()
        return Order.from_dict(fields, order.body).to_dict() == fields and len(fields["billed"]) == 2

    assert sandbox._do(lambda tenant: all(map(recorded, tenant.store)))
