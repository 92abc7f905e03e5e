"""Whatever arrives at the socket gets a clear answer in the contract's error shape, and no other client notices."""

import logging

import pytest
from bad_requests import ALL, MARK, Bad
from gelatoconnect_mock.sandbox import application
from gelatoconnect_mock.sandbox.server import SandboxServer
from stranger import Answer, exchange, post, request


def assert_as_the_contract_has_it(answer: Answer, bad: Bad) -> None:
    assert answer.status == bad.status, answer
    assert answer.headers["x-request-id"]
    assert answer.headers["content-type"] == "application/json"
    assert MARK not in answer.head
    if bad.code is not None:
        content = answer.json()
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
    assert [answer.status for answer in heard.answers] == [bad.status, 200]


def test_a_body_that_is_too_large_is_refused_before_it_is_asked_for(sandbox: SandboxServer) -> None:
    length, asked = b"Content-Length: 2097152", b"Expect: 100-continue"
    heard = exchange(sandbox.port, request(b"POST /api/demo/order", b"Content-Type: application/json", length, asked))
    assert [answer.status for answer in heard.answers] == [413]


def test_a_client_that_asks_whether_to_send_is_told_to_go_on(sandbox: SandboxServer) -> None:
    asking = post(b"search", b"{}", b"Expect: 100-continue")
    heard = exchange(sandbox.port, asking, answers=2)
    assert [answer.status for answer in heard.answers] == [100, 200]


def test_requests_sent_ahead_are_answered_in_their_order(sandbox: SandboxServer) -> None:
    several = [request(b"GET /api/demo/x"), post(b"search", b"{}"), request(b"DELETE /api/demo/x")] * 5
    heard = exchange(sandbox.port, b"".join(several), answers=15)
    assert [answer.status for answer in heard.answers] == [404, 200, 405] * 5


@pytest.mark.parametrize(
    "broken",
    [b"\x01garbage\r\n\r\n", request(b"POST /api/demo/order", b"Transfer-Encoding: chunked", body=b"zz\r\n")],
    ids=["no HTTP", "a broken body"],
)
def test_what_cannot_be_read_takes_its_turn_behind_what_could(sandbox: SandboxServer, broken: bytes) -> None:
    heard = exchange(sandbox.port, post(b"search", b"{}") + request(b"GET /api/demo/x") + broken, closes=True)
    assert [answer.status for answer in heard.answers] == [200, 404, 400]


def test_head_says_what_the_path_takes(sandbox: SandboxServer) -> None:
    for path, allowed in {b"x": "GET, PUT", b"order": "POST", b"x/cancel": "POST"}.items():
        (answer,) = exchange(sandbox.port, request(b"HEAD /api/demo/" + path)).answers
        assert (answer.status, answer.headers["allow"], answer.body) == (405, allowed, b"")


def test_a_bug_of_the_sandbox_is_answered_in_the_contracts_shape_too(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(*_: object) -> None:
        raise LookupError

    monkeypatch.setattr(application, "converse", fail)
    with caplog.at_level(logging.ERROR):
        (answer,) = exchange(sandbox.port, post(b"search", b"{}")).answers
    assert (answer.status, answer.json()["code"]) == (500, "INTERNAL_SERVER_ERROR")
    assert answer.headers["x-request-id"]
    assert [record.levelname for record in caplog.records] == ["ERROR"]
