"""`missing_field`: the response lacks a field."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import is_stored, submit


def test_submission_without_an_id_in_the_response_is_stored(api: httpx2.Client) -> None:
    response = submit(api, "after:missing_field=id")
    assert response.status_code == 200
    assert set(response.json()) == {"orderReferenceId", "createdAt"}
    assert is_stored(api)


def test_path_removes_one_field_deep_in_the_response(api: httpx2.Client) -> None:
    submit(api)
    real = api.get("/r-1").json()
    changed = api.get("/r-1", headers={"X-Sandbox-Fault": "after:missing_field=shippingAddress.city"}).json()
    assert real["shippingAddress"].pop("city") == "Springfield"
    assert changed == real


def test_path_has_an_index_and_a_name_means_every_order(api: httpx2.Client) -> None:
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


def test_response_without_the_field_is_unchanged(api: httpx2.Client) -> None:
    response = api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:missing_field=orders[3].id"})
    assert response.json() == {"orders": []}


@pytest.mark.parametrize(
    ("operation", "field"),
    [
        ("submitOrder", "items[0].id"), ("submitOrder", "orderId"), ("getOrder", "items[0].prise"),
        ("getOrder", "items.id"), ("cancelOrder", "id"), ("searchOrders", "items[0].id"),
    ],
)  # fmt: skip
def test_field_unknown_to_the_contract_raises_invalid_fault(operation: str, field: str) -> None:
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
def test_field_known_to_the_contract_parses(operation: str, field: str) -> None:
    parse(f"after:missing_field={field}", operation)


@pytest.mark.parametrize("text", ["missing_field", "missing_field=", "missing_field=items[0]", "missing_field=a..b"])
def test_invalid_path_raises_invalid_fault(text: str) -> None:
    with pytest.raises(InvalidFault, match=r"missing_field takes a field, as in missing_field=items\[0\].id"):
        parse(f"after:{text}", "getOrder")


def test_before_raises_invalid_fault() -> None:
    with pytest.raises(InvalidFault, match="missing_field needs after:, because it changes a real response"):
        parse("before:missing_field=id", "getOrder")
