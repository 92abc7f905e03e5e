"""Search: filters, order of the results, and pages."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import orjson
import pytest
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order

JSON = {"Content-Type": "application/json"}


def submit(client: httpx2.Client, reference: str, *, customer: str | None = None, **changes: Any) -> str:
    """Submit an order. ``changes`` replace fields of the order or of its address."""
    order = an_order(reference)
    for name, value in changes.items():
        (order["shippingAddress"] if name in order["shippingAddress"] else order)[name] = value
    response = client.post("/order", json=order, headers={"Customer-Reference-ID": customer} if customer else {})
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


def search(client: httpx2.Client, headers: dict[str, str] | None = None, **wanted: Any) -> list[str]:
    response = client.post("/search", content=orjson.dumps(wanted), headers={**JSON, **(headers or {})})
    assert response.status_code == 200, response.text
    return [order["orderReferenceId"] for order in response.json()["orders"]]


@pytest.fixture
def three(sandbox: InProcessSandbox, client: httpx2.Client) -> dict[str, str]:
    """Three orders, an hour apart: a shipped German one, a draft, and a canceled one."""
    ids = {"a": submit(client, "a", country="DE", currency="EUR", firstName="Änne", lastName="Muster")}
    sandbox.advance("a", "shipped")
    sandbox.advance_time(3600)
    ids["b"] = submit(client, "b", orderType="draft", country="GB", currency="GBP", firstName="Ada", lastName="Sample")
    sandbox.advance_time(3600)
    ids["c"] = submit(client, "c")
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
def test_filters_return_matching_orders(client: httpx2.Client, wanted: dict[str, Any], references: str) -> None:
    assert "".join(search(client, **wanted)) == references


def filters_of(reference: str, order_id: str) -> dict[str, Any]:
    """Return, for each filter, a value that only this one of the three orders matches."""
    values: dict[str, dict[str, Any]] = {
        "a": {"countries": ["DE"], "currencies": ["EUR"], "fulfillmentStatuses": ["shipped"],
              "financialStatuses": ["paid"], "search": "muster", "endDate": "2025-01-01T00:59:59Z"},
        "b": {"countries": ["GB"], "currencies": ["GBP"], "fulfillmentStatuses": ["draft"],
              "financialStatuses": ["draft"], "search": "sample", "orderTypes": ["draft"]},
        "c": {"countries": ["US"], "currencies": ["USD"], "fulfillmentStatuses": ["canceled"],
              "financialStatuses": ["canceled"], "search": "doerte", "startDate": "2025-01-01T01:00:01Z"},
    }  # fmt: skip
    by_name = {"ids": [order_id], "orderReferenceId": reference, "orderReferenceIds": [reference]}
    return {**values[reference], **by_name}


@pytest.mark.parametrize("reference", ["a", "b", "c"])
def test_order_must_match_both_of_any_two_filters(client: httpx2.Client, three: dict[str, str], reference: str) -> None:
    own = filters_of(reference, three[reference])
    for other in three.keys() - {reference}:
        for name, value in filters_of(other, three[other]).items():
            for own_name, own_value in own.items():
                wanted = {own_name: own_value, name: value}
                expected = [other] if own_name == name else []
                assert search(client, **wanted) == expected, wanted
    for own_name, own_value in own.items():
        for name, value in own.items():
            assert search(client, **{own_name: own_value, name: value}) == [reference]


def test_orders_of_given_ids_and_references_come_newest_first(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    sandbox.configure(duplicates="accept")
    ids = []
    for number in range(12):
        ids.append(submit(client, f"r-{number % 3}"))
        sandbox.advance_time(1)
    newest_first = ids[::-1]
    wanted: list[tuple[dict[str, Any], list[str]]] = [
        ({"ids": sorted(ids)}, newest_first),
        ({"orderReferenceIds": ["r-1", "r-0", "r-2"]}, newest_first),
        ({"orderReferenceId": "r-1"}, newest_first[1::3]),
        ({}, newest_first),
    ]
    for body, expected in wanted:
        assert [order["id"] for order in client.post("/search", json=body).json()["orders"]] == expected


@pytest.mark.parametrize("count", [1, 5, 100])
def test_last_page_may_be_exactly_full(client: httpx2.Client, count: int) -> None:
    for number in range(count):
        submit(client, f"r-{number}")
    assert len(search(client, limit=count)) == count
    assert search(client, limit=count, offset=count) == []
    assert len(search(client, limit=count, offset=count - 1)) == 1
    assert len(search(client, limit=max(1, count - 1))) == max(1, count - 1)


def test_ids_find_their_orders(client: httpx2.Client, three: dict[str, str]) -> None:
    assert search(client, ids=[three["a"], three["c"], "nobody"]) == ["c", "a"]
    assert search(client, ids=[three["a"], three["c"]], countries=["DE"]) == ["a"]
    assert search(client, ids=["a"]) == [], "a reference is not an ID"


@pytest.mark.parametrize("impossible", ["2025-02-29", "2025-02-30", "2025-02-31"])
def test_impossible_day_is_between_its_month_and_the_next(
    sandbox: InProcessSandbox, client: httpx2.Client, impossible: str
) -> None:
    start = datetime(2025, 1, 1, tzinfo=UTC)
    for reference, moment in (
        ("last", datetime(2025, 2, 28, 23, 59, 59, tzinfo=UTC)),
        ("next", datetime(2025, 3, 1, tzinfo=UTC)),
    ):
        sandbox.advance_time((moment - start).total_seconds())
        start = moment
        submit(client, reference)
    assert search(client, startDate=f"{impossible}T12:00:00Z") == ["next"]
    assert search(client, endDate=f"{impossible}T12:00:00Z") == ["last"]
    assert search(client, endDate=f"{impossible}T12:00:00.5-01:00") == ["next", "last"], (
        "the midnight of its own offset counts"
    )


def test_draft_is_found_by_creation_then_by_order_date(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    submit(client, "d", orderType="draft")
    assert search(client, endDate="2025-01-01T12:00:00Z") == ["d"]
    sandbox.advance_time(timedelta(days=3).total_seconds())
    sandbox.advance("d", "received")
    assert search(client, endDate="2025-01-01T12:00:00Z") == []
    assert search(client, startDate="2025-01-04T00:00:00Z") == ["d"]


def test_changed_address_is_searched_and_the_old_one_is_not(client: httpx2.Client) -> None:
    submit(client, "moved")
    address = {**an_order()["shippingAddress"], "country": "NO", "lastName": "Nordmann"}
    client.put("/moved", json={"shippingAddress": address})
    assert search(client, countries=["NO"], search="nordmann") == ["moved"]
    assert search(client, countries=["US"]) == []


def test_orders_of_one_second_are_sorted_by_id(client: httpx2.Client) -> None:
    ids = [submit(client, f"r-{number}") for number in range(10)]
    shown = client.post("/search", json={}).json()["orders"]
    assert [order["id"] for order in shown] == sorted(ids) != ids
    by_reference = client.post("/search", json={"orderReferenceIds": [f"r-{number}" for number in range(10)]})
    assert by_reference.json()["orders"] == shown, "both searches have the same order"


def test_pages_together_are_all_results(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    for number in range(23):
        submit(client, f"r-{number}")
        sandbox.advance_time(number % 3)
    whole = search(client, limit=100)
    assert len(whole) == 23
    assert [name for offset in range(0, 30, 5) for name in search(client, limit=5, offset=offset)] == whole


def test_orders_that_arrive_between_pages_hide_no_other(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    old = [f"old-{number}" for number in range(20)]
    for reference in old:
        submit(client, reference)
    seen: list[str] = []
    for page in range(12):
        seen += search(client, limit=4, offset=4 * page)
        submit(client, f"new-{page}")
        sandbox.advance_time(page % 2)
    assert set(old) <= set(seen)


def test_default_limit_is_fifty(client: httpx2.Client) -> None:
    for number in range(51):
        submit(client, f"r-{number}")
    assert len(search(client)) == 50


def test_without_a_customer_header_all_customers_are_found(client: httpx2.Client) -> None:
    for customer in ("c1", "c2", None):
        submit(client, "same", customer=customer)
    assert len(search(client)) == 3
    assert len(search(client, {"Customer-Reference-ID": "c1"}, orderReferenceId="same")) == 1
    assert search(client, {"Customer-Reference-ID": "c3"}) == []


@pytest.mark.parametrize(
    "wanted",
    [{"limit": 0}, {"limit": 101}, {"limit": 1.5}, {"limit": "5"}, {"offset": -1}, {"search": None}, {"ids": "a"},
     {"startDate": "2025-01-01"}, {"startDate": "2025-13-01T00:00:00Z"}, {"countries": ["de"]}, []],
)  # fmt: skip
def test_invalid_search_is_refused(client: httpx2.Client, wanted: Any) -> None:
    response = client.post("/search", json=wanted)
    assert response.status_code == 400
    assert response.json()["details"]
