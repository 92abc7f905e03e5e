"""Amounts have the number of decimals of the order's currency."""

from itertools import chain
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order


def order_in_production(sandbox: InProcessSandbox, client: httpx2.Client, currency: str) -> dict[str, Any]:
    (item,) = an_order()["items"]
    items = [item, {**item, "itemReferenceId": "seven", "productUid": "mug", "quantity": 7}]
    client.post("/order", json=an_order(currency, currency=currency, items=items))
    sandbox.advance(currency, "in_production")
    client.put(f"/{currency}", json={"shipmentMethodUid": "express"})
    shown: dict[str, Any] = client.get(f"/{currency}").json()
    return shown


def amounts(order: dict[str, Any]) -> list[float]:
    receipts = order["receipts"]
    parts = [*receipts, *chain.from_iterable(receipt["items"] for receipt in receipts), *order["items"]]
    numbers = [
        value for part in parts for name, value in part.items() if isinstance(value, int | float) and value is not False
    ]
    return [*numbers, order["shipment"]["price"]]


@pytest.mark.parametrize("currency", ["JPY", "KRW", "ISK", "CLP", "IDR", "HUF"])
def test_currency_without_decimals_has_whole_amounts(
    sandbox: InProcessSandbox, client: httpx2.Client, currency: str
) -> None:
    shown, dollars = (order_in_production(sandbox, client, code) for code in (currency, "USD"))
    assert len(amounts(shown)) > 50
    assert [amount for amount in amounts(shown) if amount != int(amount)] == []
    assert [amount for amount in amounts(dollars) if amount != int(amount)] != []
    assert shown["receipts"][0]["total"] > 50 * dollars["receipts"][0]["total"]
    (found,) = client.post("/search", json={"orderReferenceId": currency}).json()["orders"]
    assert found["totalInclVat"].endswith(".00")
