"""The customer header is optional, and an empty one is refused."""

from typing import Any

import httpx2
import pytest

from tests.sandbox.sandbox_orders import an_order


@pytest.mark.parametrize(("method", "path"), [("GET", "/r-1"), ("POST", "/search"), ("POST", "/r-1/cancel")])
def test_empty_customer_header_is_refused_by_name(api: httpx2.Client, method: str, path: str) -> None:
    api.post("/order", json=an_order())
    body: dict[str, Any] = {"json": {}} if path == "/search" else {}
    response = api.request(method, path, headers={"Customer-Reference-ID": ""}, **body)
    assert response.status_code == 400
    assert response.json()["details"][0]["reference"] == "Customer-Reference-ID"
    assert api.request(method, path, **body).status_code == 200
