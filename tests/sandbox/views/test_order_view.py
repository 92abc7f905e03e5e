"""The order view in each status: generated parts appear in time, and amounts add up."""

from decimal import Decimal
from itertools import chain
from typing import Any

import httpx2
import orjson
import pytest
from gelatoconnect_mock.sandbox.orders import outcomes as magic
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import http_client, in_process


def a_customer_product(**changes: Any) -> dict[str, Any]:
    return {
        "itemReferenceId": "card",
        "productName": "Business Card",
        "productVariant": {"Size": "Standard", "Paper": "Premium Matte"},
        "quantity": 250,
        "files": [{"type": "default", "url": "https://example.com/card.png"}],
        **changes,
    }


def views_by_status(
    sandbox: InProcessSandbox, client: httpx2.Client, order: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    order_id = client.post("/order", json=order).json()["id"]
    shown = {"received": client.get(f"/{order_id}").json()}
    for state in MAIN_PATH[1:]:
        sandbox.advance(order_id, state)
        shown[state] = client.get(f"/{order_id}").json()
    return shown


def first_status(shown: dict[str, dict[str, Any]], has_part: Any) -> str:
    states = [state for state in MAIN_PATH if has_part(shown[state])]
    assert states == list(MAIN_PATH[MAIN_PATH.index(states[0]) :]), "a part that appeared stays"
    return states[0]


def test_each_part_appears_in_its_status(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    shown = views_by_status(sandbox, client, an_order(items=[a_customer_product()]))
    assert first_status(shown, lambda order: order["items"][0]["previews"]) == "passed"
    assert first_status(shown, lambda order: order["items"][0]["processedFileUrl"]) == "passed"
    assert first_status(shown, lambda order: order["shipment"]) == "passed"
    assert first_status(shown, lambda order: order["receipts"]) == "created"
    assert first_status(shown, lambda order: order["items"][0]["price"]) == "created"
    assert first_status(shown, lambda order: order["items"][0]["productUid"]) == "created"
    assert first_status(shown, lambda order: (order["shipment"] or {}).get("packages")) == "shipped"
    assert all(order["items"][0]["fulfillmentStatus"] == state for state, order in shown.items())


def test_packages_have_tracking_and_contain_every_item(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    items = [a_customer_product(itemReferenceId=f"card {number}") for number in range(25)]
    order_id = client.post("/order", json=an_order(items=items)).json()["id"]
    sandbox.advance(order_id, "shipped")
    shown = client.get(f"/{order_id}").json()
    packages = shown["shipment"]["packages"]
    assert shown["shipment"]["packageCount"] == len(packages) > 1
    assert len({package["trackingCode"] for package in packages}) == len(packages)
    assert all(package["trackingUrl"].endswith(package["trackingCode"]) for package in packages)
    packed = list(chain.from_iterable(package["orderItemIds"] for package in packages))
    assert packed == [item["id"] for item in shown["items"]]


@pytest.mark.parametrize("quantity", [1, 3, 250, 2.0, 10**15, 1e300])
def test_receipt_adds_up_to_the_cent(sandbox: InProcessSandbox, client: httpx2.Client, quantity: float) -> None:
    items = [*an_order()["items"], a_customer_product(quantity=quantity), a_customer_product(productName="Book")]
    order = an_order(items=items, shipmentMethodUid="express", currency="JPY")
    order_id = client.post("/order", content=orjson.dumps(order), headers=JSON).json()["id"]
    sandbox.advance(order_id, "created")
    shown = client.get(f"/{order_id}").json()
    (receipt,) = shown["receipts"]
    cents = {name: exact(value) for name, value in receipt.items() if isinstance(value, int | float)}
    lines = receipt["items"]
    for kind, title in (("product", "productsPrice"), ("shipment", "shippingPrice"), ("packaging", "packagingPrice")):
        of_kind = [line for line in lines if line["type"] == kind]
        assert sum(exact(line["price"]) for line in of_kind) == cents[title]
        assert sum(exact(line["vat"]) for line in of_kind) == cents[f"{title}Vat"]
        assert cents[title] + cents[f"{title}Vat"] == cents[f"{title}InclVat"]
    assert cents["total"] == sum(exact(line["price"]) for line in lines)
    assert cents["total"] + cents["totalVat"] == cents["totalInclVat"] > 0
    assert receipt["currency"] == "JPY"
    assert [exact(item["price"]) for item in shown["items"]] == [exact(line["price"]) for line in lines[:3]]
    (found,) = client.post("/search", json={"ids": [order_id]}).json()["orders"]
    assert found["totalInclVat"] == f"{cents['totalInclVat']:.2f}"


JSON = {"Content-Type": "application/json"}


def exact(number: float) -> Decimal:
    decimal = Decimal(str(number))
    assert decimal == decimal.quantize(Decimal("0.01")), "no more than two decimals"
    return decimal


def test_product_has_one_price_and_double_for_two(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    prices: list[Any] = []
    for quantity in (1, 1, 2):
        order = an_order(f"r-{len(prices)}", items=[a_customer_product(quantity=quantity)])
        client.post("/order", json=order)
        sandbox.advance(order["orderReferenceId"], "created")
        prices.append(exact(client.get(f"/{order['orderReferenceId']}").json()["items"][0]["price"]))
    assert prices == [prices[0], prices[0], 2 * prices[0]]


@pytest.mark.parametrize(
    ("canceled_in", "financial", "transactions"),
    [
        ("received", "canceled", []),
        ("created", "canceled", ["purchase"]),
        ("printed", "refunded", ["purchase", "refund"]),
    ],
)
def test_cancellation_refunds_a_paid_order(
    sandbox: InProcessSandbox, client: httpx2.Client, canceled_in: str, financial: str, transactions: list[str]
) -> None:
    client.post("/order", json=an_order())
    if canceled_in != "received":
        sandbox.advance("r-1", canceled_in)
    sandbox.advance_time(60)
    assert client.post("/r-1/cancel").status_code == 200
    shown = client.get("/r-1").json()
    assert shown["financialStatus"] == financial
    assert [receipt["transactionType"] for receipt in shown["receipts"]] == transactions
    if "refund" in transactions:
        purchase, refund = shown["receipts"]
        assert refund["totalInclVat"] == purchase["totalInclVat"]
        assert refund["createdAt"] == shown["updatedAt"] > purchase["createdAt"]
        assert refund["id"] != purchase["id"]


@pytest.mark.parametrize("name", ["sandbox-404.pdf", "sandbox-403.pdf", "sandbox-lowres.pdf", "sandbox-corrupt.pdf"])
def test_order_with_a_bad_print_file_fails_with_a_reason(
    sandbox: InProcessSandbox, client: httpx2.Client, name: str
) -> None:
    order = an_order()
    order["items"][0]["files"][0]["url"] = f"https://example.com/{name}"
    client.post("/order", json=order)
    before = client.get("/r-1").json()
    assert (before["refusalReason"], before["refusalReasonCode"]) == (None, None)
    sandbox.advance("r-1")
    shown = client.get("/r-1").json()
    assert shown["fulfillmentStatus"] == "failed"
    assert shown["financialStatus"] == "canceled"
    assert magic.REASONS[shown["refusalReasonCode"]] == shown["refusalReason"]
    assert shown["shipment"] is None
    assert shown["receipts"] == []


def test_order_advanced_to_failed_has_a_reason(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "failed")
    shown = client.get("/r-1").json()
    assert shown["refusalReason"]
    assert shown["refusalReasonCode"]


@pytest.mark.parametrize(
    ("header", "body", "shown"),
    [
        (None, None, "sandbox-customer"),
        (None, "c-body", "c-body"),
        ("c-head", None, "c-head"),
        ("c-head", "c-body", "c-head"),
    ],
)
def test_customer_header_has_precedence_over_the_body(
    client: httpx2.Client, header: str | None, body: str | None, shown: str
) -> None:
    order = an_order() if body is None else an_order(customerReferenceId=body)
    headers = {} if header is None else {"Customer-Reference-ID": header}
    client.post("/order", json=order, headers=headers)
    assert client.get("/r-1", headers=headers).json()["customerReferenceId"] == shown
    assert client.post("/search", json={}).json()["orders"][0]["customerReferenceId"] == shown


def test_draft_has_no_order_date_until_it_is_submitted(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order(orderType="draft"))
    draft = client.get("/r-1").json()
    assert (draft["orderedAt"], draft["shipment"], draft["receipts"]) == (None, None, [])
    (found,) = client.post("/search", json={"orderTypes": ["draft"]}).json()["orders"]
    assert (found["orderedAt"], found["totalInclVat"]) == (None, "0.00")
    sandbox.advance_time(10)
    sandbox.advance("r-1", "received")
    assert client.get("/r-1").json()["orderedAt"] > draft["createdAt"]


def test_missing_address_fields_are_shown_as_the_api_does(client: httpx2.Client) -> None:
    order = an_order(returnAddress={"city": "Rotterdam"})
    del order["shippingAddress"]["state"]
    client.post("/order", json=order)
    shown = client.get("/r-1").json()
    address = shown["shippingAddress"]
    assert {name: address[name] for name in ("companyName", "addressLine2", "state")} == {
        "companyName": "", "addressLine2": "", "state": ""
    }  # fmt: skip
    assert (address["isBusiness"], address["federalTaxId"]) == (False, None)
    assert address["orderId"] == shown["id"]
    assert shown["returnAddress"]["city"] == "Rotterdam"
    assert shown["returnAddress"]["phone"] is None
    assert client.put("/r-1", json={"shipmentMethodUid": "express"}).json()["shippingAddress"]["federalTaxId"] == ""


@pytest.mark.parametrize(
    ("sent", "chosen"),
    [(None, "normal"), ("express", "express"), ("express,normal", "normal"), ("fed_ex_2_day,express", "express"),
     ("", "normal"), ("my_own_way", "my_own_way")],
)  # fmt: skip
def test_cheapest_of_several_methods_is_chosen(
    sandbox: InProcessSandbox, client: httpx2.Client, sent: str | None, chosen: str
) -> None:
    client.post("/order", json=an_order() if sent is None else an_order(shipmentMethodUid=sent))
    sandbox.advance("r-1", "passed")
    assert client.get("/r-1").json()["shipment"]["shipmentMethodUid"] == chosen


def test_changed_method_keeps_the_initial_delivery_date(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "passed")
    before = client.get("/r-1").json()["shipment"]
    assert before["minDeliveryDate"] == before["initialMinDeliveryDate"] == "2025-01-04"
    response = client.put("/r-1", json={"shipmentMethodUid": "express"}).json()["shipment"]
    after = client.get("/r-1").json()["shipment"]
    assert after["minDeliveryDate"] == "2025-01-02"
    assert after["initialMinDeliveryDate"] == before["initialMinDeliveryDate"]
    assert response == {name: after[name] for name in response}
    assert sorted(response) == [
        "fulfillmentCountry", "fulfillmentFacilityId", "initialMaxDeliveryDate", "initialMinDeliveryDate",
        "packageCount", "serviceType", "shipmentMethodName", "shipmentMethodUid",
    ]  # fmt: skip


def test_same_seed_shows_the_same_bytes() -> None:
    def run() -> bytes:
        sandbox = in_process(seed=7)
        with http_client(sandbox) as client:
            client.post("/order", json=an_order(items=[a_customer_product(), *an_order()["items"]]))
            sandbox.advance("r-1", "delivered")
            return client.get("/r-1").content + client.post("/search", json={}).content

    assert run() == run()


def test_generated_urls_and_addresses_use_example_com(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    client.post("/order", json=an_order())
    sandbox.advance("r-1", "delivered")
    text = client.get("/r-1").text
    assert "https://" in text
    assert text.count("https://") == text.count("https://example.com/")
    assert text.count("@") == text.count("@example.com")


@pytest.mark.parametrize(("position", "chosen"), [(1, "normal"), (20, "normal"), (21, "fed_ex_2_day")])
def test_first_twenty_methods_of_a_list_are_read(
    sandbox: InProcessSandbox, client: httpx2.Client, position: int, chosen: str
) -> None:
    listed = ["fed_ex_2_day"] * (position - 1) + ["normal"]
    client.post("/order", json=an_order(shipmentMethodUid=",".join(listed)))
    sandbox.advance("r-1", "passed")
    assert client.get("/r-1").json()["shipment"]["shipmentMethodUid"] == chosen
