"""`null_field`: a field of the response is null."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import submit


def test_path_sets_one_field_deep_in_the_response_to_null(api: httpx2.Client) -> None:
    submit(api)
    real = api.get("/r-1").json()
    changed = api.get("/r-1", headers={"X-Sandbox-Fault": "after:null_field=items[0].quantity"}).json()
    assert real["items"][0]["quantity"] is not None
    real["items"][0]["quantity"] = None
    assert changed == real


def test_name_means_every_order_of_a_search(api: httpx2.Client) -> None:
    submit(api, reference="r-1")
    submit(api, reference="r-2")
    found = api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:null_field=channel"}).json()["orders"]
    assert [order["channel"] for order in found] == [None, None]


def test_response_without_the_field_is_unchanged(api: httpx2.Client) -> None:
    response = api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:null_field=orders[3].id"})
    assert response.json() == {"orders": []}


def test_missing_or_unknown_field_raises_invalid_fault() -> None:
    with pytest.raises(InvalidFault, match=r"null_field takes a field, as in null_field=items\[0\].id"):
        parse("after:null_field", "getOrder")
    with pytest.raises(InvalidFault, match="the response of getOrder has no field prise"):
        parse("after:null_field=prise", "getOrder")
