"""`status`: an error in the contract's shape, before or after the operation."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import is_stored, submit


def test_before_stores_nothing_and_the_next_request_succeeds(api: httpx2.Client) -> None:
    response = submit(api, "before:status=503")
    assert (response.status_code, response.json()["code"]) == (503, "SERVICE_UNAVAILABLE")
    assert response.headers["X-Request-Id"]
    assert not is_stored(api)
    assert submit(api).status_code == 200


def test_after_stores_the_order(api: httpx2.Client) -> None:
    assert submit(api, "after:status=502").status_code == 502
    assert is_stored(api)


@pytest.mark.parametrize("value", ["2", "0", "soon", "Wed, 21 Oct 2026 07:28:00 GMT"])
def test_retry_after_is_sent_as_it_is_written(api: httpx2.Client, value: str) -> None:
    response = submit(api, f"before:status=429,retry_after={value}")
    assert (response.status_code, response.headers["Retry-After"]) == (429, value)


def test_no_option_sends_no_retry_after(api: httpx2.Client) -> None:
    assert "Retry-After" not in submit(api, "before:status=429").headers


def test_401_has_its_own_shape(api: httpx2.Client) -> None:
    assert submit(api, "before:status=401").json() == {"status": "Unauthorized."}


def test_status_without_a_name_in_http_is_sent(api: httpx2.Client) -> None:
    response = submit(api, "after:status=520")
    assert (response.status_code, response.json()["code"]) == (520, "HTTP_520")


@pytest.mark.parametrize("status", [408, 409])
def test_408_or_409_after_parses(status: int) -> None:
    parse(f"after:status={status}", "submitOrder")


@pytest.mark.parametrize("status", [400, 401, 404, 429])
def test_other_4xx_after_raises_invalid_fault(status: int) -> None:
    parse(f"before:status={status}", "submitOrder")
    with pytest.raises(
        InvalidFault,
        match=f"no server responds with {status} to a request that it has carried out; write before:status={status}",
    ):
        parse(f"after:status={status}", "submitOrder")


@pytest.mark.parametrize("text", ["status", "status=", "status=200", "status=600", "status=50.5", "status=5xx"])
def test_invalid_status_raises_invalid_fault(text: str) -> None:
    with pytest.raises(InvalidFault, match="status takes a status from 300 to 599"):
        parse(f"before:{text}", "submitOrder")


def test_status_without_a_body_raises_invalid_fault() -> None:
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
def test_invalid_option_raises_invalid_fault(text: str, sentence: str) -> None:
    with pytest.raises(InvalidFault, match=sentence):
        parse(text, "submitOrder")
