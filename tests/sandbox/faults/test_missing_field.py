"""`missing_field`: the answer lacks a field."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored, submit


def test_a_submission_is_answered_without_an_id_and_stored(api: httpx2.Client) -> None:
    response = submit(api, "after:missing_field=id")
    assert response.status_code == 200
    assert set(response.json()) == {"orderReferenceId", "createdAt"}
    assert stored(api)


def test_a_path_names_one_field_deep_in_the_answer(api: httpx2.Client) -> None:
    submit(api)
    real = api.get("/r-1").json()
    spoiled = api.get("/r-1", headers={"X-Sandbox-Fault": "after:missing_field=shippingAddress.city"}).json()
    assert real["shippingAddress"].pop("city") == "New York"
    assert spoiled == real


def test_path_counts_in_lists_and_plain_name_means_every_order(api: httpx2.Client) -> None:
    submit(api, reference="r-1")
    submit(api, reference="r-2")

    def with_id(field: str) -> list[bool]:
        found = api.post("/search", json={}, headers={"X-Sandbox-Fault": f"after:missing_field={field}"})
        return ["id" in order for order in found.json()["orders"]]

    assert with_id("orders[0].id") == [False, True]
    assert with_id("id") == [False, False]
    assert (
        "orders" not in api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:missing_field=orders"}).json()
    )


def test_an_answer_that_has_no_such_field_is_as_ever(api: httpx2.Client) -> None:
    response = api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:missing_field=orders[3].id"})
    assert response.json() == {"orders": []}


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        ("submitOrder", "items[0].id"), ("submitOrder", "orderId"), ("getOrder", "items[0].prise"),
        ("getOrder", "items.id"), ("cancelOrder", "id"), ("searchOrders", "items[0].id"),
    ],
)  # fmt: skip
def test_a_field_that_never_comes_is_refused(operation: str, field: str) -> None:
    with pytest.raises(InvalidFault, match=f"the response of {operation} has no field "):
        parse(f"after:missing_field={field}", operation)


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        ("getOrder", "items[0].id"), ("getOrder", "items[0].files[1].url"),
        ("getOrder", "shipment.packages[0].trackingCode"), ("updateShipment", "shippingAddress.city"),
        ("cancelOrder", "code"), ("searchOrders", "orders[2].id"),
    ],
)  # fmt: skip
def test_a_field_that_may_come_is_taken(operation: str, field: str) -> None:
    parse(f"after:missing_field={field}", operation)


@pytest.mark.parametrize("text", ["missing_field", "missing_field=", "missing_field=items[0]", "missing_field=a..b"])
def test_what_names_no_field_is_refused(text: str) -> None:
    with pytest.raises(InvalidFault, match=r"missing_field takes a field, as in missing_field=items\[0\].id"):
        parse(f"after:{text}", "getOrder")


def test_it_needs_a_real_answer() -> None:
    with pytest.raises(InvalidFault, match="missing_field needs after:, because it changes a real response"):
        parse("before:missing_field=id", "getOrder")
