"""Every bad request gets an answer in the contract's error shape, and no other client notices."""

import logging

import pytest
from gelatoconnect_mock.sandbox.server import dispatcher
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import RateLimit

from tests.sandbox.server.bad_requests import ALL, MARK, Bad
from tests.sandbox.server.raw_client import Response, connected, exchange, listen, post, request


def assert_as_the_contract_has_it(response: Response, bad: Bad) -> None:
    assert response.status == bad.status, response
    assert response.headers["x-request-id"]
    assert response.headers["content-type"] == "application/json"
    assert MARK not in response.head
    if bad.code is not None:
        content = response.json()
        assert content.get("code") == bad.code or content == {"status": bad.code}
        assert bad.code == "Unauthorized." or content["message"].endswith((".", "data"))


@pytest.mark.parametrize("bad", ALL, ids=lambda bad: bad.name)
def test_a_bad_request_gets_a_clear_answer(sandbox: SandboxServer, bad: Bad) -> None:
    heard = exchange(sandbox.port, bad.sent, closes=bad.closes)
    assert len(heard.answers) == 1
    assert heard.closed is bad.closes
    assert_as_the_contract_has_it(heard.answers[0], bad)


FOLLOWED = [bad for bad in ALL if not bad.closes and b"Expect" not in bad.sent and not bad.sent.startswith(b"HEAD")]
"""After the others nothing more is read, the client still owes a body, or the length of the answer misleads."""


@pytest.mark.parametrize("bad", FOLLOWED, ids=lambda bad: bad.name)
def test_a_connection_stays_in_step_after_what_could_be_read(sandbox: SandboxServer, bad: Bad) -> None:
    heard = exchange(sandbox.port, bad.sent + post(b"search", b"{}"), answers=2)
    assert [response.status for response in heard.answers] == [bad.status, 200]


_BODY_TO_COME = (b"Content-Type: application/json", b"Content-Length: 2097152")


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (request(b"POST /api/demo/a/b/c", *_BODY_TO_COME), 404),
        (request(b"PUT /api/demo/order", *_BODY_TO_COME), 405),
        (request(b"PUT /api/demo/order", b"Transfer-Encoding: chunked"), 405),
        (request(b"POST /api/demo/order", *_BODY_TO_COME).replace(b"test-secret", b"secret"), 401),
        (request(b"POST /api/demo/order", b"Content-Length: 10").replace(b"test-secret", b"secret"), 401),
        (request(b"POST /api/demo/order", *_BODY_TO_COME), 413),
        (request(b"PUT /_sandbox/clock", *_BODY_TO_COME).replace(b"Host: sandbox", b"Host: localhost"), 413),
    ],
)
def test_a_body_that_changes_nothing_is_neither_awaited_nor_asked_for(
    sandbox: SandboxServer, sent: bytes, status: int
) -> None:
    assert [response.status for response in exchange(sandbox.port, sent).answers] == [status]
    asking = sent.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
    heard = exchange(sandbox.port, asking, closes=True)
    assert [response.status for response in heard.answers] == [status]
    assert heard.answers[0].headers["connection"] == "close"


def test_a_body_that_was_not_awaited_is_passed_over_when_it_comes(sandbox: SandboxServer) -> None:
    refused = request(b"PUT /api/demo/order", b"Content-Length: 100000")
    with connected(sandbox.port) as connection:
        connection.sendall(refused)
        assert [response.status for response in listen(connection, 1, closes=False).answers] == [405]
        connection.sendall(b"x" * 100_000 + post(b"search", b"{}"))
        assert [response.status for response in listen(connection, 1, closes=False).answers] == [200]


def test_the_limit_of_requests_is_told_before_the_size_of_a_body(sandbox: SandboxServer) -> None:
    sandbox.call(lambda sandbox: sandbox.tenant("limited", "test-key").set_rate_limit(RateLimit(1, 1_000)))
    sent = request(b"POST /api/limited/order", *_BODY_TO_COME)
    assert [exchange(sandbox.port, sent).answers[0].status for _ in range(2)] == [413, 429]


def test_a_client_that_asks_whether_to_send_is_told_to_go_on(sandbox: SandboxServer) -> None:
    asking = post(b"search", b"{}", b"Expect: 100-continue")
    heard = exchange(sandbox.port, asking, answers=2)
    assert [response.status for response in heard.answers] == [100, 200]


def test_requests_sent_ahead_are_answered_in_their_order(sandbox: SandboxServer) -> None:
    several = [request(b"GET /api/demo/x"), post(b"search", b"{}"), request(b"DELETE /api/demo/x")] * 5
    heard = exchange(sandbox.port, b"".join(several), answers=15)
    assert [response.status for response in heard.answers] == [404, 200, 405] * 5


@pytest.mark.parametrize(
    "broken",
    [b"\x01garbage\r\n\r\n", request(b"POST /api/demo/order", b"Transfer-Encoding: chunked", body=b"zz\r\n")],
    ids=["no HTTP", "a broken body"],
)
def test_what_cannot_be_read_takes_its_turn_behind_what_could(sandbox: SandboxServer, broken: bytes) -> None:
    heard = exchange(sandbox.port, post(b"search", b"{}") + request(b"GET /api/demo/x") + broken, closes=True)
    assert [response.status for response in heard.answers] == [200, 404, 400]


def test_head_says_what_the_path_takes(sandbox: SandboxServer) -> None:
    for path, allowed in {b"x": "GET, PUT", b"order": "POST", b"x/cancel": "POST"}.items():
        (response,) = exchange(sandbox.port, request(b"HEAD /api/demo/" + path)).answers
        assert (response.status, response.headers["allow"], response.body) == (405, allowed, b"")


def test_a_bug_of_the_sandbox_is_answered_in_the_contracts_shape_too(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(dispatcher, "handle", fail)
    with caplog.at_level(logging.ERROR):
        (response,) = exchange(sandbox.port, post(b"search", b"{}")).answers
    assert (response.status, response.json()["code"]) == (500, "INTERNAL_SERVER_ERROR")
    assert response.headers["x-request-id"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
