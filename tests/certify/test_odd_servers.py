"""A server that answers oddly is reported in a sentence, in time, and confirms nothing."""

import socket
import time
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from gelatoconnect_mock.certify.report import junit, text
from gelatoconnect_mock.certify.run import certify
from gelatoconnect_mock.certify.target import Reply, Target
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.certify.certify_runs import CONTRACT, PAIR, Answer, failed, said


@pytest.mark.parametrize(
    "answer",
    [
        said("401 Unauthorized", b'{"status":"Unauthorized."}', b"Content-Type: application/json"),
        said("404 Not Found", b'{"code":"NOT_FOUND","message":"No such path"}', b"Content-Type: application/json"),
        said("200 OK", b"<html>Please log in</html>", b"Content-Type: text/html"),
        said("302 Found", b"", b"Location: https://example.com/login"),
        said("429 Too Many Requests", b"{}"),
        said("503 Service Unavailable", b"<html>"),
    ],
    ids=["key refused", "wrong URL", "a web page", "redirected", "limited", "failing"],
)
def test_wrong_key_or_url_tells_no_fact_and_places_no_order(answer: bytes, answering: Callable[[bytes], str]) -> None:
    findings = certify(Target(answering(answer), PAIR), CONTRACT, place_orders=True)
    assert failed(findings) == {"A search with the key that was given is a success of the contract"}
    assert findings.facts == []
    assert findings.created == {}


def trickling(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        connection.sendall(b" ")
        time.sleep(0.05)


def endless(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"10000\r\n" + b" " * 65_536 + b"\r\n")


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (trickling, "no answer to searchOrders (TimeoutError)"),
        (endless, "the body is longer than 8,388,608 bytes"),
        (said("200 OK", b"plain", b"Content-Encoding: gzip"), "no answer to searchOrders (DecodingError)"),
    ],
    ids=["a byte at a time", "without an end", "not what it says"],
)
def test_an_answer_that_is_none_is_a_sentence_in_time(
    answer: bytes | Answer, why: str, answering: Callable[[bytes | Answer], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gelatoconnect_mock.certify.target._PATIENCE", 0.5 if answer is trickling else 10.0)
    findings = certify(Target(answering(answer), PAIR), CONTRACT, place_orders=True)
    assert why in findings.checks[0].sentence
    assert findings.count("skipped") == len(findings.checks) - 1


class Echoes(Target):
    """Repeats the key as the state of an order, and worse."""

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        reply = super().ask(operation, *given, **named)
        if operation == "getOrder" and reply.success:
            reply.content["fulfillmentStatus"] = f"{PAIR}\n  passed   evil\x1b[31m"
        return reply


@pytest.mark.usefixtures("_looks_follow_at_once")
def test_what_a_server_says_is_shown_on_one_line_without_the_secret(sandbox: SandboxServer) -> None:
    target = Echoes(sandbox.url, PAIR)
    findings = certify(target, CONTRACT, place_orders=True)
    told = text(findings, target) + junit(findings, target)
    assert "test-secret" not in told
    assert "\n  passed   evil" not in told
    assert "\x1b" not in told
    ET.fromstring(junit(findings, target))  # noqa: S314 - written a moment ago
    assert "seen: ***:***?  passed   evil" in told or "seen: ***?  passed   evil" in told


def test_a_large_answer_with_millions_of_faults_is_told_by_the_first(answering: Callable[[bytes], str]) -> None:
    body = b'{"orders":[' + b"{}," * 1_500_000 + b"{}]}"
    findings = certify(Target(answering(said("200 OK", body, b"Content-Type: application/json")), PAIR), CONTRACT)
    assert findings.checks[0].outcome == "failed"
    assert len(findings.checks[0].sentence) < 200


def test_plain_http_does_not_leave_this_machine_by_a_proxy(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    assert Target(sandbox.url, PAIR).ask("searchOrders", body={"limit": 1}).success


class LimitedAfterTheFirst(Target):
    """Answers one request, and then no more for now."""

    asked = 0

    def ask(self, operation: str, *given: Any, **named: Any) -> Reply:
        self.asked += 1
        reply = super().ask(operation, *given, **named)
        return reply if self.asked == 1 else Reply(operation, 429, {"code": "TOO_MANY_REQUESTS", "message": "No"}, ())


def test_a_limit_confirms_and_refutes_nothing(sandbox: SandboxServer) -> None:
    findings = certify(LimitedAfterTheFirst(sandbox.url, PAIR), CONTRACT, place_orders=True)
    assert findings.facts == []
    assert findings.has_failed
