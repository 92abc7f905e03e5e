"""A test can accept further keys, and each tenant has its own state."""

import httpx2
import pytest

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order


def key_of(control: ControlClient) -> str:
    return f"key-{control.prefix}"


def test_second_secret_of_a_key_is_rejected_and_not_repeated(control: ControlClient) -> None:
    control.post("/tenants", {"key": f"{key_of(control)}:one"})
    steps = [{"operation": "getOrder", "fault": "none"}]
    for path, body in (("/tenants", {}), ("/plans", {"steps": steps})):
        (detail,) = control.error(400, "POST", path, {"key": f"{key_of(control)}:two", **body})["details"]
        assert (detail["reference"], "two" in detail["message"]) == ("key", False)


def test_accepted_pair_works_under_every_prefix(api: httpx2.Client, control: ControlClient) -> None:
    key = key_of(control)
    headers = {"X-API-KEY": f"{key}:s"}
    assert api.get("/x", headers=headers).status_code == 401
    assert control.post("/tenants", {"key": f"{key}:s"}) == {"key": key, "accepted": True}
    assert api.get("/x", headers=headers).status_code == 404
    assert {"prefix": control.prefix, "key": key, "orders": 0} in control.get("/tenants")["tenants"]


def test_unknown_key_gets_404_that_says_how_to_accept_it(control: ControlClient) -> None:
    message = control.error(404, "GET", "/orders", key="nobody")["message"]
    assert "POST /_sandbox/tenants" in message
    assert "--key" in message


def test_whole_pair_as_key_is_rejected_and_not_repeated(control: ControlClient) -> None:
    error = control.error(400, "GET", "/orders", key="test-key:hush")
    assert "hush" not in str(error)
    assert error["details"][0]["reference"] == "key"
    assert "the half before the colon" in error["details"][0]["message"]


@pytest.mark.parametrize("pair", ["no-colon", ":s", "k:", "k k:s", "k:é"])
def test_malformed_pair_is_rejected(control: ControlClient, pair: str) -> None:
    (detail,) = control.error(400, "POST", "/tenants", {"key": pair})["details"]
    assert detail["reference"] == "key"


def test_tenants_share_neither_orders_nor_rate_limit(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/order", json=an_order())
    assert control.get("/orders")["total"] == 1
    assert control.get("/orders", prefix=f"{control.prefix}-other")["total"] == 0
    assert control.put("/rate-limit", {"limit": 5}, prefix=f"{control.prefix}-other") != control.get("/rate-limit")
