"""The request logs keep a bounded number of bytes of bodies, and mark exchanges whose bodies were dropped."""

from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.exchange import Exchange
from gelatoconnect_mock.sandbox.api.request_log import RequestLog
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody
from gelatoconnect_mock.sandbox.http.messages import Request, Response
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.control.described_control import Control
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client

MAX_BYTES = 20_000
NOTE = "x" * 5_000
"""In each body that is to make others go: three have room, four have not."""


@pytest.fixture(scope="module")
def _server() -> Iterator[SandboxServer]:
    with at_socket(seed=1) as server:
        yield server


@pytest.fixture
def narrow(_server: SandboxServer) -> SandboxServer:
    """A sandbox as it was when it started, with room for few bodies."""

    def afresh(sandbox: Sandbox) -> None:
        sandbox.request_log = RequestLog(sandbox.settings.request_log_size, MAX_BYTES)
        sandbox.reset(None)

    _server.call(afresh)
    return _server


@pytest.fixture
def control(narrow: SandboxServer) -> Iterator[Control]:
    with control_client(narrow) as client:
        yield Control(client, "demo")


@pytest.fixture
def api(narrow: SandboxServer) -> Iterator[httpx2.Client]:
    with http_client(narrow, base_url=f"{narrow.origin}/api") as client:
        yield client


def crowd_out(api: httpx2.Client) -> None:
    """Have another tenant send so much that nothing of what came before is kept."""
    for number in range(4):
        assert api.post("/other/order", json=an_order(f"o-{number}", note=NOTE)).status_code == 200


def entries(control: Control, **query: Any) -> list[Any]:
    found: list[Any] = control.get("/requests", **query)["requests"]
    return found


def test_oldest_bodies_of_any_journal_make_room_and_entries_say_so(api: httpx2.Client, control: Control) -> None:
    assert api.post("/demo/order", json=an_order("r-1", note=NOTE)).status_code == 200
    assert api.post("/demo/order", json=an_order("r-2", note=NOTE)).status_code == 200
    whole, _older = entries(control)
    crowd_out(api)
    (cut, _older) = entries(control)
    for side in ("request", "response"):
        assert cut[side]["body"] == {"size": whole[side]["body"]["size"], "text": "", "truncated": True}
    assert cut["curl"] is None
    told = ("number", "id", "at", "operation", "request_validation", "response_validation", "fault", "change")
    assert [cut[name] for name in told] == [whole[name] for name in told]
    kept = ["truncated" not in entry["request"]["body"] for entry in entries(control, prefix="other")]
    assert kept == [True, True, True, False]


def test_an_exchange_without_bodies_is_found_by_its_reference_and_status(api: httpx2.Client, control: Control) -> None:
    api.post("/demo/order", json=an_order("r-1"))
    crowd_out(api)
    assert len(entries(control, reference="r-1", status=200)) == 1
    expectation = {"operation": "submitOrder", "where": {"orderReferenceId": "r-1"}, "count": 1}
    assert control.post("/verify", expectation) == {"ok": True, "found": 1}


def test_a_refusal_whose_reasons_are_not_kept_stays_a_refusal(api: httpx2.Client, control: Control) -> None:
    assert api.post("/demo/order", json={}).status_code == 400
    crowd_out(api)
    (entry,) = entries(control)
    assert entry["request_validation"] == {"result": "rejected"}
    assert entry["response_validation"] == {"result": "valid", "reasons": []}


@pytest.mark.parametrize(
    ("reference", "fault", "verdicts"),
    [
        ("SBX-BEFORE-503-1", {"text": "before:status=503", "by": "magic"}, ("accepted", "valid")),
        ("r-1", {"text": "after:missing_field=id", "by": "header"}, ("accepted", "invalid_by_fault")),
        ("r-1", {"text": "after:html=502", "by": "header"}, ("accepted", "invalid_by_fault")),
    ],
)
def test_a_fault_is_told_and_judged_without_the_bodies(
    api: httpx2.Client, control: Control, reference: str, fault: dict[str, str], verdicts: tuple[str, str]
) -> None:
    header = {"X-Sandbox-Fault": fault["text"]} if fault["by"] == "header" else {}
    api.post("/demo/order", json=an_order(reference), headers=header)
    crowd_out(api)
    (entry,) = entries(control)
    assert entry["fault"] == fault
    assert (entry["request_validation"]["result"], entry["response_validation"]["result"]) == verdicts


def test_strays_make_room_as_well(api: httpx2.Client, control: Control) -> None:
    for _ in range(200):
        api.post("/demo/order", json={}, headers={"X-API-KEY": "nobody"})
    crowd_out(api)
    assert {entry["response"]["body"].get("truncated") for entry in entries(control, unmatched=1)} == {True}


def test_what_the_json_of_a_body_was_read_into_is_let_go_of(api: httpx2.Client, narrow: SandboxServer) -> None:
    api.post("/demo/order", json=an_order("r-1", note=[[]] * 100))
    api.post("/demo/search", json={"orderReferenceIds": ["r-1"]})
    payloads = narrow.call(
        lambda sandbox: [each.payload for each in sandbox.request_log.of(sandbox.tenant("demo", "test-key"))]
    )
    assert payloads == [{"orderReferenceId": "r-1"}, {}]


def an_exchange(size: int) -> Exchange:
    exchange = Exchange(Request("POST", b"/", b"", (), b"x" * size))
    exchange.response = Response(200, b"{}")
    return exchange


def entered(log: RequestLog, size: int) -> Exchange:
    exchange = an_exchange(size)
    log.append(exchange)
    log.close(exchange)
    return exchange


def test_exchanges_that_the_log_has_dropped_take_no_room() -> None:
    log = RequestLog(2, MAX_BYTES)
    dropped = [entered(log, MAX_BYTES // 3) for _ in range(20)]
    assert not any(isinstance(exchange.request.body, TruncatedBody) for exchange in dropped)
    assert log._bytes == sum(len(each.request.body) + 2 for each in log.unmatched)
    assert len(log._closed) == len(log.unmatched) == 2


def test_exchange_that_a_reset_forgot_while_it_was_open_takes_no_room() -> None:
    log, exchange = RequestLog(10, MAX_BYTES), an_exchange(100)
    log.append(exchange)
    log.clear(None)
    log.close(exchange)
    assert (log._bytes, len(log._closed), len(log.unmatched)) == (0, 0, 0)


def test_cleared_log_takes_no_room() -> None:
    log = RequestLog(10, MAX_BYTES)
    for _ in range(10):
        entered(log, 100)
    log.clear(None)
    assert (log._bytes, len(log._closed)) == (0, 0)
