"""Every accepted order can be read, searched and changed in every status, with its fields unchanged."""

import string
from typing import Any

import httpx2
import orjson
import pytest
from gelatoconnect_mock.sandbox.orders.statuses import STATUSES
from gelatoconnect_mock.strategies import orders, searches, updates
from gelatoconnect_mock.testing.sandbox import InProcessSandbox
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import CREDENTIALS, http_client, in_process

UNUSUAL_QUANTITIES = st.sampled_from((None, 2.0, 1e20, 1e300, 2**53, 2**63 - 1))
UNUSUAL_METHODS = st.sampled_from((None, "", ",", " , ", ",,x,", "a" * 500, "," * 500, "é_è"))
fewer_examples = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def sandbox() -> InProcessSandbox:
    return in_process(seed=1, magic=False, duplicates="accept", update_canceled="accept")


@pytest.fixture(scope="module")
def client(sandbox: InProcessSandbox) -> httpx2.Client:
    return http_client(sandbox, headers={**CREDENTIALS, "Content-Type": "application/json"})


def submit(client: httpx2.Client, order: dict[str, Any]) -> str:
    response = client.post("/order", content=orjson.dumps(order))
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def advance_to(sandbox: InProcessSandbox, order_id: str, state: str) -> None:
    if sandbox.order(order_id)["fulfillmentStatus"] != state:
        sandbox.advance(order_id, state)


@pytest.mark.parametrize("state", STATUSES)
@given(order=orders(), quantity=UNUSUAL_QUANTITIES, method=UNUSUAL_METHODS)
@settings(fewer_examples, max_examples=12)
def test_order_in_every_status_shows_its_fields_unchanged(
    sandbox: InProcessSandbox, client: httpx2.Client, state: str, order: dict[str, Any], quantity: Any, method: Any
) -> None:
    order["orderType"] = "draft" if state == "draft" else order.get("orderType", "order")
    if quantity is not None:
        order["items"][0]["quantity"] = quantity
    if method is not None:
        order["shipmentMethodUid"] = method
    order_id = submit(client, order)
    advance_to(sandbox, order_id, state)
    response = client.get(f"/{order_id}")
    assert response.status_code == 200, response.text
    shown = orjson.loads(response.content)
    assert shown["fulfillmentStatus"] == state
    assert shown["orderReferenceId"] == order["orderReferenceId"]
    assert_contains(shown["shippingAddress"], order["shippingAddress"], DOCUMENTED_ADDRESS)
    assert_contains(shown["returnAddress"] or {}, order.get("returnAddress", {}), DOCUMENTED_ADDRESS)
    assert len(shown["items"]) == len(order["items"])
    for shown_item, sent in zip(shown["items"], order["items"], strict=True):
        assert_contains(
            shown_item, sent, ("itemReferenceId", "productUid", "quantity", "pageCount", "retailPriceInclVat")
        )
        for file, sent_file in zip(shown_item["files"], sent.get("files", ()), strict=True):
            assert_contains(file, sent_file, ("type", "url", "id", "threadColors", "isVisible"))
    assert_contains(shown, order, ("currency", "retailCurrency", "customerReferenceId"))
    notes = [{name: note[name] for name in ("key", "value")} for note in order.get("metadata", ())]
    assert shown["metadata"] == notes
    found = client.post("/search", content=orjson.dumps({"ids": [order_id]}))
    assert found.status_code == 200, found.text
    assert found.json()["orders"][0]["itemsCount"] == len(order["items"])


DOCUMENTED_ADDRESS = (
    "country", "firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "state",
    "email", "phone", "isBusiness", "federalTaxId", "stateTaxId", "registrationState",
)  # fmt: skip


def assert_contains(shown: dict[str, Any], sent: dict[str, Any], names: tuple[str, ...]) -> None:
    # Compared as bytes, because 1 == 1.0.
    expected = {name: sent[name] for name in names if name in sent}
    assert orjson.dumps({name: shown[name] for name in expected}) == orjson.dumps(expected)


@given(
    order=orders(), update=updates(), state=st.sampled_from(("received", "passed", "packaged", "canceled", "on_hold"))
)
@fewer_examples
def test_accepted_update_is_in_the_response_and_in_the_order(
    sandbox: InProcessSandbox, client: httpx2.Client, order: dict[str, Any], update: dict[str, Any], state: str
) -> None:
    order_id = submit(client, {**order, "orderType": "order"})
    advance_to(sandbox, order_id, state)
    response = client.put(f"/{order_id}", content=orjson.dumps(update))
    assert response.status_code == 200, response.text
    for address in (response.json()["shippingAddress"], client.get(f"/{order_id}").json()["shippingAddress"]):
        if "shippingAddress" in update:
            assert_contains(address, update["shippingAddress"], DOCUMENTED_ADDRESS)
    chosen = update.get("shipmentMethodUid", order.get("shipmentMethodUid", "")).replace(",", " ").strip()
    assert (response.json()["shipment"] is None) == (not chosen and state in {"received", "canceled", "on_hold"})


@given(wanted=searches())
@fewer_examples
def test_valid_search_gets_a_response(client: httpx2.Client, wanted: dict[str, Any]) -> None:
    submit(client, an_order())
    response = client.post("/search", content=orjson.dumps(wanted))
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("part", ["order", "address", "item", "file", "note"])
def test_deeply_nested_unknown_field_is_ignored(sandbox: InProcessSandbox, client: httpx2.Client, part: str) -> None:
    nested: Any = "NESTED"
    order = an_order(f"deep {part}", metadata=[{"key": "a", "value": "b"}])
    target = {
        "order": order,
        "address": order["shippingAddress"],
        "item": order["items"][0],
        "file": order["items"][0]["files"][0],
        "note": order["metadata"][0],
    }[part]
    target["unknown"] = nested
    deep = b"[" * 900 + b"]" * 900
    submission = client.post("/order", content=orjson.dumps(order).replace(b'"NESTED"', deep))
    assert submission.status_code == 200, submission.text
    sandbox.advance(submission.json()["id"], "shipped")
    assert client.get(f"/{submission.json()['id']}").status_code == 200
    assert client.post("/search", json={"orderReferenceId": f"deep {part}"}).status_code == 200


def test_deeply_nested_unknown_field_in_an_update_is_ignored(client: httpx2.Client) -> None:
    order_id = submit(client, an_order("deep update"))
    update = orjson.dumps({"shippingAddress": {**an_order()["shippingAddress"], "unknown": "NESTED"}})
    response = client.put(f"/{order_id}", content=update.replace(b'"NESTED"', b"[" * 900 + b"]" * 900))
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("name", ["id", "orderId", "fitMethod", "mimeType", "fulfillmentStatus", "options", "price"])
def test_unknown_field_does_not_replace_a_response_field(client: httpx2.Client, name: str) -> None:
    order = an_order(f"collision {name}")
    for part in (order, order["shippingAddress"], order["items"][0]):
        part[name] = {"made": "up"}
    if name != "id":  # a file has its own id
        order["items"][0]["files"][0][name] = {"made": "up"}
    response = client.get(f"/{submit(client, order)}")
    assert response.status_code == 200, response.text
    assert "made" not in response.text


@given(st.text(string.printable, max_size=30))
@fewer_examples
def test_any_text_is_accepted_as_product_and_file_url(
    sandbox: InProcessSandbox, client: httpx2.Client, text: str
) -> None:
    order = an_order()
    order["items"][0]["productUid"] = f"flat_pt_{text}"
    order["items"][0]["files"][0]["url"] = f"http://[{text}"
    order_id = submit(client, order)
    sandbox.advance(order_id, "created")
    assert client.get(f"/{order_id}").status_code == 200
