"""`status`: an error in the contract's shape, before or after the order was stored."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored, submit


def test_before_nothing_is_stored_and_the_next_try_succeeds(api: httpx2.Client) -> None:
    response = submit(api, "before:status=503")
    assert (response.status_code, response.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert response.headers["X-Request-Id"]
    assert not stored(api)
    assert submit(api).status_code == 200


def test_after_the_order_is_stored_all_the_same(api: httpx2.Client) -> None:
    assert submit(api, "after:status=502").status_code == 502
    assert stored(api)


@pytest.mark.parametrize("value", ["2", "0", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_retry_after_goes_out_as_it_is_written(api: httpx2.Client, value: str) -> None:
    response = submit(api, f"before:status=429,retry_after={value}")
    assert (response.status_code, response.headers["Retry-After"]) == (429, value)


def test_without_retry_after_there_is_no_such_header(api: httpx2.Client) -> None:
    assert "Retry-After" not in submit(api, "before:status=429").headers


def test_a_401_has_the_shape_of_its_own(api: httpx2.Client) -> None:
    assert submit(api, "before:status=401").json() == {"status": "Unauthorized."}


def test_a_status_that_http_does_not_name_is_answered(api: httpx2.Client) -> None:
    response = submit(api, "after:status=520")
    assert (response.status_code, response.json()["code"]) == (520, "HTTP_520")


@pytest.mark.parametrize("status", [408, 409])
def test_what_a_server_can_say_of_a_stored_order_is_allowed_after(status: int) -> None:
    parse(f"after:status={status}", "submitOrder")


@pytest.mark.parametrize("status", [400, 401, 404, 429])
def test_what_no_server_says_of_a_stored_order_is_refused_after(status: int) -> None:
    parse(f"before:status={status}", "submitOrder")
    with pytest.raises(
        InvalidFault,
        match=f"no server responds with {status} to a request that it has carried out; write before:status={status}",
    ):
        parse(f"after:status={status}", "submitOrder")


@pytest.mark.parametrize("text", ["status", "status=", "status=200", "status=600", "status=50.5", "status=5xx"])
def test_what_is_no_error_status_is_refused(text: str) -> None:
    with pytest.raises(InvalidFault, match="status takes a status from 300 to 599"):
        parse(f"before:{text}", "submitOrder")


def test_a_status_without_a_body_is_refused() -> None:
    with pytest.raises(InvalidFault, match="a response with that status has no body"):
        parse("before:status=304", "getOrder")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("before:status=429,retry_after=2\r\nX-More: 1", "plain ASCII"),
        ("before:status=429,retry_after=später", "plain ASCII"),
        ("before:status=429,after=2", "status takes the option retry_after, found 'after'"),
        ("before:status=429,2", "expected an option as name=value, found '2'"),
    ],
)
def test_an_option_that_cannot_be_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(InvalidFault, match=sentence):
        parse(text, "submitOrder")
