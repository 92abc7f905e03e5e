"""`html`: the error page of a proxy."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored, submit


@pytest.mark.parametrize(("phase", "is_stored"), [("before", False), ("after", True)])
def test_a_page_with_that_status_comes(api: httpx2.Client, phase: str, is_stored: bool) -> None:
    response = submit(api, f"{phase}:html=502")
    assert (response.status_code, response.headers["Content-Type"]) == (502, "text/html; charset=utf-8")
    assert "<h1>502 Bad Gateway</h1>" in response.text
    assert stored(api) is is_stored


def test_it_is_a_200_where_nothing_else_is_said(api: httpx2.Client) -> None:
    response = api.post("/search", json={}, headers={"X-Sandbox-Fault": "after:html"})
    assert (response.status_code, "<h1>200 OK</h1>" in response.text) == (200, True)


def test_what_no_server_says_of_a_stored_order_is_refused_after() -> None:
    parse("before:html=403", "submitOrder")
    with pytest.raises(
        InvalidFault, match="no server responds with 403 to a request that it has carried out; write before:html=403"
    ):
        parse("after:html=403", "submitOrder")


def test_a_page_needs_a_status_with_a_body() -> None:
    with pytest.raises(InvalidFault, match="html cannot have the status 204"):
        parse("after:html=204", "submitOrder")
