"""Every accepted order can be read, searched and changed in every status, and comes back as it was sent."""

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
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="module")
def world() -> InProcessSandbox:
    return in_process(seed=1, magic=False, duplicates="accept", update_canceled="accept")


@pytest.fixture(scope="module")
def ask(world: InProcessSandbox) -> httpx2.Client:
    return http_client(world, headers={**CREDENTIALS, "Content-Type": "application/json"})


def submitted(ask: httpx2.Client, order: dict[str, Any]) -> str:
    response = ask.post("/order", content=orjson.dumps(order))
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def brought(world: InProcessSandbox, order_id: str, state: str) -> None:
    if world.order(order_id)["fulfillmentStatus"] != state:
        world.advance(order_id, state)


@pytest.mark.parametrize("state", STATUSES)
@given(order=orders(), quantity=UNUSUAL_QUANTITIES, method=UNUSUAL_METHODS)
@settings(few, max_examples=12)
def test_an_order_is_shown_in_every_state_with_what_was_sent_unchanged(
    world: InProcessSandbox, ask: httpx2.Client, state: str, order: dict[str, Any], quantity: Any, method: Any
) -> None:
    order["orderType"] = "draft" if state == "draft" else order.get("orderType", "order")
    if quantity is not None:
        order["items"][0]["quantity"] = quantity
    if method is not None:
        order["shipmentMethodUid"] = method
    order_id = submitted(ask, order)
    brought(world, order_id, state)
    response = ask.get(f"/{order_id}")
    assert response.status_code == 200, response.text
    shown = orjson.loads(response.content)
    assert shown["fulfillmentStatus"] == state
    assert shown["orderReferenceId"] == order["orderReferenceId"]
    assert_holds(shown["shippingAddress"], order["shippingAddress"], DOCUMENTED_ADDRESS)
    assert_holds(shown["returnAddress"] or {}, order.get("returnAddress", {}), DOCUMENTED_ADDRESS)
    assert len(shown["items"]) == len(order["items"])
    for placed, sent in zip(shown["items"], order["items"], strict=True):
        assert_holds(placed, sent, ("itemReferenceId", "productUid", "quantity", "pageCount", "retailPriceInclVat"))
        for file, sent_file in zip(placed["files"], sent.get("files", ()), strict=True):
            assert_holds(file, sent_file, ("type", "url", "id", "threadColors", "isVisible"))
    assert_holds(shown, order, ("currency", "retailCurrency", "customerReferenceId"))
    notes = [{name: note[name] for name in ("key", "value")} for note in order.get("metadata", ())]
    assert shown["metadata"] == notes
    found = ask.post("/search", content=orjson.dumps({"ids": [order_id]}))
    assert found.status_code == 200, found.text
    assert found.json()["orders"][0]["itemsCount"] == len(order["items"])


DOCUMENTED_ADDRESS = (
    "country", "firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "state",
    "email", "phone", "isBusiness", "federalTaxId", "stateTaxId", "registrationState",
)  # fmt: skip


def assert_holds(shown: dict[str, Any], sent: dict[str, Any], names: tuple[str, ...]) -> None:
    # Compared as bytes, so that 1 and 1.0 are two things.
    expected = {name: sent[name] for name in names if name in sent}
    assert orjson.dumps({name: shown[name] for name in expected}) == orjson.dumps(expected)


@given(
    order=orders(), update=updates(), state=st.sampled_from(("received", "passed", "packaged", "canceled", "on_hold"))
)
@few
def test_an_accepted_update_is_answered_and_shown(
    world: InProcessSandbox, ask: httpx2.Client, order: dict[str, Any], update: dict[str, Any], state: str
) -> None:
    order_id = submitted(ask, {**order, "orderType": "order"})
    brought(world, order_id, state)
    response = ask.put(f"/{order_id}", content=orjson.dumps(update))
    assert response.status_code == 200, response.text
    for address in (response.json()["shippingAddress"], ask.get(f"/{order_id}").json()["shippingAddress"]):
        if "shippingAddress" in update:
            assert_holds(address, update["shippingAddress"], DOCUMENTED_ADDRESS)
    chosen = update.get("shipmentMethodUid", order.get("shipmentMethodUid", "")).replace(",", " ").strip()
    assert (response.json()["shipment"] is None) == (not chosen and state in {"received", "canceled", "on_hold"})


@given(wanted=searches())
@few
def test_every_valid_search_is_answered(ask: httpx2.Client, wanted: dict[str, Any]) -> None:
    submitted(ask, an_order())
    response = ask.post("/search", content=orjson.dumps(wanted))
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("where", ["order", "address", "item", "file", "note"])
def test_a_deeply_nested_unknown_field_is_ignored_wherever_it_stands(
    world: InProcessSandbox, ask: httpx2.Client, where: str
) -> None:
    nested: Any = "NESTED"
    order = an_order(f"deep {where}", metadata=[{"key": "a", "value": "b"}])
    place = {
        "order": order,
        "address": order["shippingAddress"],
        "item": order["items"][0],
        "file": order["items"][0]["files"][0],
        "note": order["metadata"][0],
    }[where]
    place["unknown"] = nested
    deep = b"[" * 900 + b"]" * 900
    submitted_answer = ask.post("/order", content=orjson.dumps(order).replace(b'"NESTED"', deep))
    assert submitted_answer.status_code == 200, submitted_answer.text
    world.advance(submitted_answer.json()["id"], "shipped")
    assert ask.get(f"/{submitted_answer.json()['id']}").status_code == 200
    assert ask.post("/search", json={"orderReferenceId": f"deep {where}"}).status_code == 200


def test_a_deeply_nested_unknown_field_in_an_update_is_ignored(ask: httpx2.Client) -> None:
    order_id = submitted(ask, an_order("deep update"))
    update = orjson.dumps({"shippingAddress": {**an_order()["shippingAddress"], "unknown": "NESTED"}})
    response = ask.put(f"/{order_id}", content=update.replace(b'"NESTED"', b"[" * 900 + b"]" * 900))
    assert response.status_code == 200, response.text


@pytest.mark.parametrize("name", ["id", "orderId", "fitMethod", "mimeType", "fulfillmentStatus", "options", "price"])
def test_an_unknown_field_cannot_pass_for_one_of_the_answer(ask: httpx2.Client, name: str) -> None:
    order = an_order(f"collision {name}")
    for part in (order, order["shippingAddress"], order["items"][0]):
        part[name] = {"made": "up"}
    if name != "id":  # a file has an id of its own
        order["items"][0]["files"][0][name] = {"made": "up"}
    response = ask.get(f"/{submitted(ask, order)}")
    assert response.status_code == 200, response.text
    assert "made" not in response.text


@given(st.text(string.printable, max_size=30))
@few
def test_any_text_may_name_a_product_or_a_file(world: InProcessSandbox, ask: httpx2.Client, text: str) -> None:
    order = an_order()
    order["items"][0]["productUid"] = f"flat_pt_{text}"
    order["items"][0]["files"][0]["url"] = f"http://[{text}"
    order_id = submitted(ask, order)
    world.advance(order_id, "created")
    assert ask.get(f"/{order_id}").status_code == 200
