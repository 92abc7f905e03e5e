"""Every response has a Date: of its tenant's clock, or of the machine's if it has no tenant."""

import time
from collections.abc import Iterator
from email.utils import formatdate, parsedate_to_datetime
from unittest.mock import Mock

import httpx2
import pytest
from gelatoconnect_mock.sandbox.http import date
from gelatoconnect_mock.sandbox.http.date import date_header
from gelatoconnect_mock.sandbox.server.limits import Limits
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.faults.examples import EXAMPLES, every_phase
from tests.sandbox.sandbox_orders import an_order
from tests.sandbox.server.bad_requests import ALL
from tests.sandbox.server.raw_client import exchange, post, request
from tests.sandbox.server.virtual_connection import VirtualConnection
from tests.standins.sandbox import CREDENTIALS, at_socket, control_client, http_client, in_process

START = "Wed, 01 Jan 2025 00:00:00 GMT"


@pytest.fixture(scope="module")
def seeded() -> Iterator[SandboxServer]:
    with at_socket(seed=1) as server:
        yield server


def is_of_this_machine(text: str) -> bool:
    return abs(parsedate_to_datetime(text).timestamp() - time.time()) < 3_600


@pytest.mark.parametrize("sent", [bad.sent for bad in ALL], ids=[bad.name for bad in ALL])
def test_every_bad_request_gets_a_response_with_one_date(seeded: SandboxServer, sent: bytes) -> None:
    received = exchange(seeded.port, sent)
    for response in received.responses:
        assert response.head.lower().count(b"\r\ndate: ") == 1
        assert parsedate_to_datetime(response.headers["date"])


def test_response_of_a_tenant_has_the_date_of_its_clock(seeded: SandboxServer) -> None:
    with http_client(seeded, base_url=f"{seeded.origin}/api/dated") as api, control_client(seeded) as control:
        for method, path in (("GET", "/x"), ("HEAD", "/x"), ("POST", "/search"), ("POST", "/order")):
            assert api.request(method, path).headers["date"] == START
        control.post("/clock/advance", json={"seconds": 86_400.75}, params={"prefix": "dated"})
        assert api.get("/x").headers["date"] == "Thu, 02 Jan 2025 00:00:00 GMT"
        control.put("/clock", json={"now": "9999-11-30T23:59:59+00:00"}, params={"prefix": "dated"})
        assert api.get("/x").headers["date"] == "Tue, 30 Nov 9999 23:59:59 GMT"


def test_response_without_a_tenant_has_the_real_date(seeded: SandboxServer) -> None:
    with http_client(seeded) as api, control_client(seeded) as control:
        preflight = {"Origin": "http://page.example", "Access-Control-Request-Method": "PUT"}
        for response in (
            api.get("/x", headers={"X-API-KEY": "wrong"}), api.get("/a/b/c"), api.delete("/x"),
            api.options("/x", headers=preflight), control.get(""), control.get("/clock"), control.get("/nothing"),
        ):  # fmt: skip
            assert is_of_this_machine(response.headers["date"])


def test_late_request_gets_a_date_with_its_408() -> None:
    client = VirtualConnection().send(b"GET /api/demo/x HTTP/1.1\r\n")
    client.clock.advance(Limits().request_seconds + 1)
    assert client.responses[0].status == 408
    assert parsedate_to_datetime(client.responses[0].headers["date"])


def test_date_of_a_running_clock_is_that_of_the_order(seeded: SandboxServer) -> None:
    with (
        http_client(seeded, base_url=f"{seeded.origin}/api/running") as api,
        control_client(seeded) as control,
    ):
        control.put("/clock", json={"mode": "real", "now": "2031-05-06T07:08:09+00:00"}, params={"prefix": "running"})
        submitted = api.post("/order", json=an_order())
        created = parsedate_to_datetime(submitted.headers["date"]).strftime("%Y-%m-%dT%H:%M:%S+00:00")
        assert submitted.json()["createdAt"] == created


def test_retry_after_date_and_seconds_agree_with_the_date(seeded: SandboxServer) -> None:
    with http_client(seeded, base_url=f"{seeded.origin}/api/limited") as api, control_client(seeded) as control:
        for form in ("seconds", "http-date"):
            limit = {"limit": 1, "per_seconds": 10, "retry_after": form}
            control.put("/rate-limit", json=limit, params={"prefix": "limited"})
            refused = [api.get("/x") for _ in range(2)][1]
            assert refused.status_code == 429
            wait, date = refused.headers["retry-after"], parsedate_to_datetime(refused.headers["date"])
            seconds = int(wait) if form == "seconds" else (parsedate_to_datetime(wait) - date).total_seconds()
            assert seconds == 10


@pytest.mark.parametrize("text", [text for text in EXAMPLES if text.partition("=")[0] not in {"delay", "timeout"}])
def test_response_of_every_fault_has_a_date(text: str) -> None:
    sandbox = in_process(seed=1)
    with http_client(sandbox) as client:
        for fault in every_phase(text):
            headers = {"X-Sandbox-Fault": f"{fault.phase}:{text}"}
            try:
                response = client.post("/order", json=an_order(fault.phase), headers=headers)
            except httpx2.TransportError:
                continue
            assert response.headers["date"] == START


def test_date_in_process_is_that_of_the_clock() -> None:
    sandbox = in_process(seed=1)
    with http_client(sandbox) as client:
        sandbox.advance_time(61)
        assert client.get("/x").headers["date"] == "Wed, 01 Jan 2025 00:01:01 GMT"
        assert is_of_this_machine(client.get("/x", headers={"X-API-KEY": "wrong"}).headers["date"])


def test_text_of_a_date_is_made_once_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    format_date = Mock(wraps=formatdate)
    monkeypatch.setattr(date, "formatdate", format_date)
    date_header.cache_clear()
    sandbox = in_process(seed=1)
    with http_client(sandbox) as client:
        for _ in range(50):
            client.get("/x", headers=CREDENTIALS)
    assert format_date.call_count == 1


def test_pipelined_responses_each_have_a_date(seeded: SandboxServer) -> None:
    received = exchange(seeded.port, (request(b"GET /api/demo/x") + post(b"search", b"{}")) * 5, responses=10)
    assert [response.headers["date"] for response in received.responses] == [START] * 10
