"""Search: every filter alone and together, newest first, page by page."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import orjson
import pytest
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order

JSON = {"Content-Type": "application/json"}


def placed(client: httpx2.Client, reference: str, *, customer: str | None = None, **changes: Any) -> str:
    """Submit an order; names of the address go there."""
    order = an_order(reference)
    for name, value in changes.items():
        (order["shippingAddress"] if name in order["shippingAddress"] else order)[name] = value
    response = client.post("/order", json=order, headers={"Customer-Reference-ID": customer} if customer else {})
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def found(client: httpx2.Client, headers: dict[str, str] | None = None, **wanted: Any) -> list[str]:
    response = client.post("/search", content=orjson.dumps(wanted), headers={**JSON, **(headers or {})})
    assert response.status_code == 200, response.text
    return [order["orderReferenceId"] for order in response.json()["orders"]]


@pytest.fixture
def three(sandbox: InProcessSandbox, client: httpx2.Client) -> dict[str, str]:
    """Three orders, an hour apart: a German one on its way, a draft, and a canceled one."""
    ids = {"a": placed(client, "a", country="DE", currency="EUR", firstName="Änne", lastName="Muster")}
    sandbox.advance("a", "shipped")
    sandbox.advance_time(3600)
    ids["b"] = placed(client, "b", orderType="draft", country="GB", currency="GBP", firstName="Ada", lastName="Sample")
    sandbox.advance_time(3600)
    ids["c"] = placed(client, "c")
    client.post("/c/cancel")
    return ids


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    ("wanted", "references"),
    [
        ({}, "cba"),
        ({"unknownFilter": ["x"]}, "cba"),
        ({"orderReferenceId": "b"}, "b"),
        ({"orderReferenceId": "nobody"}, ""),
        ({"orderReferenceIds": ["a", "c", "nobody", "a"]}, "ca"),
        ({"orderReferenceIds": []}, ""),
        ({"orderReferenceId": "a", "orderReferenceIds": ["b"]}, ""),
        ({"orderTypes": ["draft"]}, "b"),
        ({"orderTypes": ["draft", "order"]}, "cba"),
        ({"fulfillmentStatuses": ["shipped", "draft"]}, "ba"),
        ({"fulfillmentStatuses": ["a_status_of_tomorrow"]}, ""),
        ({"financialStatuses": ["paid"]}, "a"),
        ({"financialStatuses": ["canceled", "draft"]}, "cb"),
        ({"countries": ["DE", "US"]}, "ca"),
        ({"currencies": ["GBP"]}, "b"),
        ({"channels": ["api"]}, "cba"),
        ({"channels": ["shopify"]}, ""),
        ({"storeIds": ["anything"]}, ""),
        ({"search": "änn"}, "a"),
        ({"search": "SAMPLE"}, "b"),
        ({"search": ""}, "cba"),
        ({"search": "C"}, "c"),
        ({"countries": ["DE", "US"], "fulfillmentStatuses": ["canceled"]}, "c"),
        ({"countries": ["DE"], "fulfillmentStatuses": ["canceled"]}, ""),
        ({"limit": 2}, "cb"),
        ({"limit": 2, "offset": 2}, "a"),
        ({"limit": 60.0, "offset": 1.0}, "ba"),
        ({"offset": 3}, ""),
        ({"offset": 2**63}, ""),
        ({"offset": 1e300}, ""),
        ({"startDate": "2025-01-01T01:00:00Z"}, "cb"),
        ({"startDate": "2025-01-01T01:00:00.000001Z"}, "c"),
        ({"startDate": "2025-01-01T01:00:01Z"}, "c"),
        ({"endDate": "2025-01-01T01:00:00+00:00"}, "ba"),
        ({"endDate": "2025-01-01T00:59:59.999999999999Z"}, "a"),
        ({"startDate": "2025-01-01T03:00:00+02:00", "endDate": "2024-12-31T20:00:00-05:00"}, "b"),
        ({"startDate": "2025-01-02T00:00:00Z", "endDate": "2025-01-01T00:00:00Z"}, ""),
        ({"startDate": "0000-01-01T00:00:00Z"}, "cba"),
        ({"endDate": "0000-02-31T00:00:00Z"}, ""),
        ({"startDate": "0001-01-01T00:00:00+23:59", "endDate": "9999-12-31T23:59:59-23:59"}, "cba"),
        ({"endDate": "9999-12-31T23:59:59.9Z"}, "cba"),
    ],
)
def test_filters_let_through_what_they_name(client: httpx2.Client, wanted: dict[str, Any], references: str) -> None:
    assert "".join(found(client, **wanted)) == references


def test_orders_are_found_by_their_ids(client: httpx2.Client, three: dict[str, str]) -> None:
    assert found(client, ids=[three["a"], three["c"], "nobody"]) == ["c", "a"]
    assert found(client, ids=[three["a"], three["c"]], countries=["DE"]) == ["a"]
    assert found(client, ids=["a"]) == [], "a reference is no id"


@pytest.mark.parametrize("impossible", ["2025-02-29", "2025-02-30", "2025-02-31"])
def test_a_day_that_no_month_has_lies_between_its_month_and_the_next(
    sandbox: InProcessSandbox, client: httpx2.Client, impossible: str
) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for reference, moment in (
        ("last", datetime(2025, 2, 28, 23, 59, 59, tzinfo=UTC)),
        ("next", datetime(2025, 3, 1, tzinfo=UTC)),
    ):
        sandbox.advance_time((moment - start).total_seconds())
        start = moment
        placed(client, reference)
    assert found(client, startDate=f"{impossible}T12:00:00Z") == ["next"]
    assert found(client, endDate=f"{impossible}T12:00:00Z") == ["last"]
    assert found(client, endDate=f"{impossible}T12:00:00.5-01:00") == ["next", "last"], "its own midnight counts"


def test_draft_is_found_by_its_first_day_then_by_the_day_it_was_ordered(
    sandbox: InProcessSandbox, client: httpx2.Client
) -> None:
    placed(client, "d", orderType="draft")
    assert found(client, endDate="2025-01-01T12:00:00Z") == ["d"]
    sandbox.advance_time(timedelta(days=3).total_seconds())
    sandbox.advance("d", "received")
    assert found(client, endDate="2025-01-01T12:00:00Z") == []
    assert found(client, startDate="2025-01-04T00:00:00Z") == ["d"]


def test_a_changed_address_is_searched_and_the_old_one_is_not(client: httpx2.Client) -> None:
    placed(client, "moved")
    address = {**an_order()["shippingAddress"], "country": "NO", "lastName": "Nordmann"}
    client.put("/moved", json={"shippingAddress": address})
    assert found(client, countries=["NO"], search="nordmann") == ["moved"]
    assert found(client, countries=["US"]) == []


def test_orders_of_one_second_are_sorted_by_id(client: httpx2.Client) -> None:
    ids = [placed(client, f"r-{number}") for number in range(10)]
    shown = client.post("/search", json={}).json()["orders"]
    assert [order["id"] for order in shown] == sorted(ids) != ids
    by_reference = client.post("/search", json={"orderReferenceIds": [f"r-{number}" for number in range(10)]})
    assert by_reference.json()["orders"] == shown, "both ways of looking give one order"


def test_pages_put_together_are_the_whole(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    for number in range(23):
        placed(client, f"r-{number}")
        sandbox.advance_time(number % 3)
    whole = found(client, limit=100)
    assert len(whole) == 23
    assert [name for offset in range(0, 30, 5) for name in found(client, limit=5, offset=offset)] == whole


def test_no_order_is_missed_while_others_arrive(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    old = [f"old-{number}" for number in range(20)]
    for reference in old:
        placed(client, reference)
    seen: list[str] = []
    for page in range(12):
        seen += found(client, limit=4, offset=4 * page)
        placed(client, f"new-{page}")
        sandbox.advance_time(page % 2)
    assert set(old) <= set(seen)


def test_fifty_are_given_where_no_limit_is(client: httpx2.Client) -> None:
    for number in range(51):
        placed(client, f"r-{number}")
    assert len(found(client)) == 50


def test_the_customer_header_narrows_and_its_absence_means_all_customers(client: httpx2.Client) -> None:
    for customer in ("c1", "c2", None):
        placed(client, "same", customer=customer)
    assert len(found(client)) == 3
    assert len(found(client, {"Customer-Reference-ID": "c1"}, orderReferenceId="same")) == 1
    assert found(client, {"Customer-Reference-ID": "c3"}) == []


@pytest.mark.parametrize(
    "wanted",
    [{"limit": 0}, {"limit": 101}, {"limit": 1.5}, {"limit": "5"}, {"offset": -1}, {"search": None}, {"ids": "a"},
     {"startDate": "2025-01-01"}, {"startDate": "2025-13-01T00:00:00Z"}, {"countries": ["de"]}, []],
)  # fmt: skip
def test_what_is_no_search_is_refused(client: httpx2.Client, wanted: Any) -> None:
    response = client.post("/search", json=wanted)
    assert response.status_code == 400
    assert response.json()["details"]
