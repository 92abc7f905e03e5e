"""A receipt never changes. Another shipping method adds a receipt with the difference."""

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


def total(receipts: list[dict[str, Any]], name: str = "totalInclVat") -> Decimal:
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
        assert found["totalInclVat"] == f"{total([*issued, new]):.2f}"
        assert total([*issued, new], "shippingPrice") == Decimal(str(client.get("/r-1").json()["shipment"]["price"]))
    receipts = billed(client)
    assert total(receipts) == Decimal(str(first["totalInclVat"])), "the first method has its first price again"
    assert len({one["id"] for one in receipts}) == len(receipts)


def test_method_of_the_same_price_adds_no_receipt(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    before = billed(client)
    client.put("/r-1", json={"shipmentMethodUid": "express, normal"})
    client.put("/r-1", json={"shippingAddress": an_order()["shippingAddress"]})
    assert billed(client) == before


def test_many_method_changes_keep_receipts_few_and_correct(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    for number in range(MAX_BILLS + 11):
        sandbox.advance_time(5)
        before = billed(client)[: MAX_BILLS - 1]
        client.put("/r-1", json={"shipmentMethodUid": ("express", "normal")[number % 2]})
        receipts = billed(client)
        assert receipts[: len(before)] == before
        assert len(receipts) <= MAX_BILLS
        assert total(receipts, "shippingPrice") == Decimal(str(client.get("/r-1").json()["shipment"]["price"]))
    assert receipts[-1]["transactionType"] == "purchase"
    client.post("/r-1/cancel")
    assert total(billed(client)) == 0


def test_repeated_method_is_not_billed_again(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
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


def test_cancellation_refunds_all_receipts(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    client.put("/r-1", json={"shipmentMethodUid": "express"})
    client.post("/r-1/cancel")
    receipts = billed(client)
    assert [one["transactionType"] for one in receipts] == ["purchase", "purchase", "refund"]
    assert total(receipts) == 0


def test_update_of_a_canceled_order_is_not_billed(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    sandbox.configure(update_canceled="accept")
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    client.post("/r-1/cancel")
    before = billed(client)
    assert client.put("/r-1", json={"shipmentMethodUid": "express"}).status_code == 200
    assert billed(client) == before


def test_bills_are_part_of_the_order_record(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "in_production")
    client.put("/r-1", json={"shipmentMethodUid": "express"})

    def is_recorded(order: Order) -> bool:
        fields = order.to_dict()
        return Order.from_dict(fields, order.body).to_dict() == fields and len(fields["billed"]) == 2

    assert sandbox._do(lambda tenant: all(map(is_recorded, tenant.store)))
