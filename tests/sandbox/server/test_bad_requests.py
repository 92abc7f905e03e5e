"""Every bad request gets a response in the error shape of the contract."""

import logging

import pytest
from gelatoconnect_mock.sandbox.server import dispatcher
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import RateLimit

from tests.sandbox.server.bad_requests import ALL, MARKER, BadRequest
from tests.sandbox.server.raw_client import Response, connect, exchange, post, receive, request


def assert_expected_error(response: Response, bad: BadRequest) -> None:
    assert response.status == bad.status, response
    assert response.headers["x-request-id"]
    assert response.headers["content-type"] == "application/json"
    assert MARKER not in response.head
    if bad.code is not None:
        content = response.json()
        assert content.get("code") == bad.code or content == {"status": bad.code}
        assert bad.code == "Unauthorized." or content["message"].endswith((".", "data"))


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.name)
def test_bad_request_gets_one_response_in_the_error_shape(sandbox: SandboxServer, bad: BadRequest) -> None:
    received = exchange(sandbox.port, bad.sent, closes=bad.closes)
    assert len(received.responses) == 1
    assert received.closed is bad.closes
    assert_expected_error(received.responses[0], bad)


REUSABLE = [bad for bad in ALL if not bad.closes and b"Expect" not in bad.sent and not bad.sent.startswith(b"HEAD")]
"""Bad requests that leave the connection usable for the next one."""


@pytest.mark.parametrize("bad", REUSABLE, ids=lambda bad: bad.name)
def test_request_after_a_bad_one_gets_a_response(sandbox: SandboxServer, bad: BadRequest) -> None:
    received = exchange(sandbox.port, bad.sent + post(b"search", b"{}"), responses=2)
    assert [response.status for response in received.responses] == [bad.status, 200]


_ANNOUNCED_BODY = (b"Content-Type: application/json", b"Content-Length: 2097152")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request(b"POST /api/demo/a/b/c", *_ANNOUNCED_BODY), 404),
        (request(b"PUT /api/demo/order", *_ANNOUNCED_BODY), 405),
        (request(b"PUT /api/demo/order", b"Transfer-Encoding: chunked"), 405),
        (request(b"POST /api/demo/order", *_ANNOUNCED_BODY).replace(b"test-secret", b"secret"), 401),
        (request(b"POST /api/demo/order", b"Content-Length: 10").replace(b"test-secret", b"secret"), 401),
        (request(b"POST /api/demo/order", *_ANNOUNCED_BODY), 413),
        (request(b"PUT /_sandbox/clock", *_ANNOUNCED_BODY).replace(b"Host: sandbox", b"Host: localhost"), 413),
    ],
)
def test_refused_request_gets_its_response_before_its_body_arrives(
    sandbox: SandboxServer, sent: bytes, status: int
) -> None:
    assert [response.status for response in exchange(sandbox.port, sent).responses] == [status]
    expecting = sent.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
    received = exchange(sandbox.port, expecting, closes=True)
    assert [response.status for response in received.responses] == [status]
    assert received.responses[0].headers["connection"] == "close"


def test_late_body_of_a_refused_request_is_skipped(sandbox: SandboxServer) -> None:
    refused = request(b"PUT /api/demo/order", b"Content-Length: 100000")
    with connect(sandbox.port) as connection:
        connection.sendall(refused)
        assert [response.status for response in receive(connection, 1, closes=False).responses] == [405]
        connection.sendall(b"x" * 100_000 + post(b"search", b"{}"))
        assert [response.status for response in receive(connection, 1, closes=False).responses] == [200]


def test_rate_limit_is_checked_before_the_body_size(sandbox: SandboxServer) -> None:
    sandbox.call(lambda sandbox: sandbox.tenant("limited", "test-key").set_rate_limit(RateLimit(1, 1_000)))
    sent = request(b"POST /api/limited/order", *_ANNOUNCED_BODY)
    assert [exchange(sandbox.port, sent).responses[0].status for _ in range(2)] == [413, 429]


def test_expect_100_continue_gets_a_100_response(sandbox: SandboxServer) -> None:
    expecting = post(b"search", b"{}", b"Expect: 100-continue")
    received = exchange(sandbox.port, expecting, responses=2)
    assert [response.status for response in received.responses] == [100, 200]


def test_pipelined_requests_get_responses_in_order(sandbox: SandboxServer) -> None:
    several = [request(b"GET /api/demo/x"), post(b"search", b"{}"), request(b"DELETE /api/demo/x")] * 5
    received = exchange(sandbox.port, b"".join(several), responses=15)
    assert [response.status for response in received.responses] == [404, 200, 405] * 5


@pytest.mark.parametrize(
    "broken",
    [b"\x01garbage\r\n\r\n", request(b"POST /api/demo/order", b"Transfer-Encoding: chunked", body=b"zz\r\n")],
    ids=["no HTTP", "a broken body"],
)
def test_malformed_request_gets_its_response_after_those_before_it(sandbox: SandboxServer, broken: bytes) -> None:
    received = exchange(sandbox.port, post(b"search", b"{}") + request(b"GET /api/demo/x") + broken, closes=True)
    assert [response.status for response in received.responses] == [200, 404, 400]


def test_internal_error_is_a_500_in_the_error_shape(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(dispatcher, "handle", fail)
    with caplog.at_level(logging.ERROR):
        (response,) = exchange(sandbox.port, post(b"search", b"{}")).responses
    assert (response.status, response.json()["code"]) == (500, "INTERNAL_SERVER_ERROR")
    assert response.headers["x-request-id"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
