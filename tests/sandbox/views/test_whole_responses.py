"""Every field of every response has its exact value: orders in several statuses, compared field by field.

`whole_responses.json` has each field by its path. A later response to the same question has only what changed.

The clock stands at fractions of a second, and each step has a second of its own: no time stands for another.
"""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.views.test_sent_fields import ADDRESS, CUSTOMER_ITEM, FILE, ITEM, ORDER, RETURN_ADDRESS
from tests.standins.sandbox import http_client, in_process

EXPECTED = json.loads(Path(__file__).with_name("whole_responses.json").read_text("utf-8"))


def fields(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the path and the value of each field; an empty list or object is a value."""
    if value and isinstance(value, dict | list):
        for name, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from fields(part, f"{path}/{name}")
    else:
        yield path, value


def whole_order(**changes: Any) -> dict[str, Any]:
    files = [FILE, {"url": "https://example.com/back.svg"}]
    long_uid = "flat_product_pf_a4_pt_200-gsm-uncoated_cl_4-0_ct_none_prt_none_hor"
    third = {**CUSTOMER_ITEM, "itemReferenceId": "item-30", "productName": "Ärmel & Co!", "files": []}
    return {
        **ORDER, "shippingAddress": ADDRESS, "returnAddress": RETURN_ADDRESS, "shipmentMethodUid": "fed_ex_2_day",
        "items": [{**ITEM, "files": files}, CUSTOMER_ITEM, {**ITEM, "productUid": long_uid, "quantity": 2}, third],
        "retailShippingPriceInclVat": 22.75, **changes,
    }  # fmt: skip


def sparse_order() -> dict[str, Any]:
    order = an_order("sparse", items=[{"itemReferenceId": "only", "productUid": "mug", "quantity": 1}])
    del order["orderType"]
    return order


def responses() -> dict[str, dict[str, Any]]:
    """Return the fields of every response of a run; of a later one to the same question, only those that changed."""
    sandbox = in_process(seed=1)
    found: dict[str, dict[str, Any]] = {}
    before: dict[str, dict[str, Any]] = {}
    with http_client(sandbox) as client:

        def record(name: str, response: httpx2.Response, question: str = "") -> None:
            assert response.status_code == 200, response.text
            now, earlier = dict(fields(response.json())), before.get(question, {})
            found[name] = {path: value for path, value in now.items() if path not in earlier or earlier[path] != value}
            found[name] |= {path: "(gone)" for path in earlier if path not in now}
            if question:
                before[question] = now

        def wait_and_record(name: str, reference: str) -> None:
            sandbox.advance_time(7.75)
            record(f"get {name}", client.get(f"/{reference}"), f"get {reference}")
            found_orders = client.post("/search", json={"orderReferenceId": reference})
            record(f"search {name}", found_orders, f"search {reference}")

        sandbox.advance_time(0.75)
        record("submit", client.post("/order", json=whole_order(orderType="draft")))
        wait_and_record("draft", "r-18")
        for status in ("received", "passed", "created", "in_production", "shipped", "delivered"):
            advance(sandbox, "r-18", status)
            if status == "in_production":
                record("update", client.put("/r-18", json={"shipmentMethodUid": "my_own_way"}))
            wait_and_record(status, "r-18")
        record("submit sparse", client.post("/order", json=sparse_order()))
        wait_and_record("sparse", "sparse")
        record("update sparse", client.put("/sparse", json={"shippingAddress": ADDRESS}))
        wait_and_record("updated", "sparse")
        advance(sandbox, "sparse", "printed")
        record("cancel", client.post("/sparse/cancel"))
        wait_and_record("refunded", "sparse")
        client.post("/order", json=an_order("bad", items=[bad_item()]))
        for status in ("received", "failed"):
            advance(sandbox, "bad", status)
            wait_and_record(f"bad product {status}", "bad")
        client.post("/order", json=an_order("refused"))
        advance(sandbox, "refused", "failed")
        wait_and_record("refused", "refused")
    return found


def bad_item() -> dict[str, Any]:
    return {**an_order()["items"][0], "productUid": "sbx_unknown"}


def advance(sandbox: InProcessSandbox, reference: str, to: str) -> None:
    """Move an order on, each status in a second of its own."""
    while sandbox.order(reference)["fulfillmentStatus"] != to:
        sandbox.advance_time(61.5)
        sandbox.advance(reference, to if to == "failed" else None)


@pytest.fixture(scope="module")
def shown() -> dict[str, dict[str, Any]]:
    return responses()


@pytest.mark.parametrize("name", EXPECTED)
def test_response_has_exactly_these_fields_and_values(shown: dict[str, dict[str, Any]], name: str) -> None:
    expected = EXPECTED[name]
    assert {
        path: (value, expected.get(path)) for path, value in shown[name].items() if value != expected.get(path)
    } == {}
    assert shown[name] == expected


def test_every_response_of_the_run_is_expected(shown: dict[str, dict[str, Any]]) -> None:
    assert list(shown) == list(EXPECTED)


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="this system cannot change the time zone of a process")
@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns"])
def test_responses_are_the_same_in_another_time_zone(monkeypatch: pytest.MonkeyPatch, zone: str) -> None:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", zone)
        time.tzset()
        there = responses()
    time.tzset()
    assert there == EXPECTED
