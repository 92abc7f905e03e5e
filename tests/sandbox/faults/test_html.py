"""`html`: the web page of a proxy."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import is_stored, submit


@pytest.mark.parametrize(("phase", "stored"), [("before", False), ("after", True)])
def test_status_argument_sends_a_page_with_that_status(api: httpx2.Client, phase: str, stored: bool) -> None:
    response = submit(api, f"{phase}:html=502")
    assert (response.status_code, response.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert "<h1>502 Bad Gateway</h1>" in response.text
    assert is_stored(api) is stored


def test_no_argument_means_200(api: httpx2.Client) -> None:
    response = api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:html"})
    assert (response.status_code, "<h1>200 OK</h1>" in response.text) == (200, True)


def test_4xx_after_raises_invalid_fault() -> None:
    parse("before:html=403", "submitOrder")
    with pytest.raises(
        InvalidFault, match="no server responds with 403 to a request that it has carried out; write before:html=403"
    ):
        parse("after:html=403", "submitOrder")


def test_status_without_a_body_raises_invalid_fault() -> None:
    with pytest.raises(InvalidFault, match="html cannot have the status 204"):
        parse("after:html=204", "submitOrder")
