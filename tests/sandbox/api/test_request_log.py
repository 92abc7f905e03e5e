"""The request log keeps a bounded number of bytes, and marks exchanges whose bodies it dropped."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.exchange import Exchange
from gelatoconnect_mock.sandbox.api.pipeline import complete, receive, respond
from gelatoconnect_mock.sandbox.api.request_log import MAX_BODY_BYTES, RequestLog
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody
from gelatoconnect_mock.sandbox.http.messages import Request, Response
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, control_client, http_client

MAX_BYTES = 24_000
NOTE = "x" * 5_000
"""Part of a body that fills the log: it has room for three of them."""


@pytest.fixture(scope="module")
def _server() -> Iterator[SandboxServer]:
    with at_socket(seed=1) as server:
        yield server


@pytest.fixture
def small_log(_server: SandboxServer) -> SandboxServer:
    """A sandbox in its first state, with a log for few bodies."""

    def restart(sandbox: Sandbox) -> None:
        sandbox.request_log = RequestLog(sandbox.settings.request_log_size, MAX_BYTES)
        sandbox.reset(None)

    _server.call(restart)
    return _server


@pytest.fixture
def control(small_log: SandboxServer) -> Iterator[ControlClient]:
    with control_client(small_log) as client:
        yield ControlClient(client, "demo")


@pytest.fixture
def api(small_log: SandboxServer) -> Iterator[httpx2.Client]:
    with http_client(small_log, base_url=f"{small_log.origin}/api") as client:
        yield client


def fill_log(api: httpx2.Client) -> None:
    """Have another tenant send so much that the log drops all earlier bodies."""
    for number in range(4):
        assert api.post("/other/order", json=an_order(f"o-{number}", note=NOTE)).status_code == 200


def log_entries(control: ControlClient, **query: Any) -> list[Any]:
    entries: list[Any] = control.get("/requests", **query)["requests"]
    return entries


def test_oldest_bodies_of_any_tenant_are_dropped_and_marked(api: httpx2.Client, control: ControlClient) -> None:
    assert api.post("/demo/order", json=an_order("r-1", note=NOTE)).status_code == 200
    assert api.post("/demo/order", json=an_order("r-2", note=NOTE)).status_code == 200
    before, _older = log_entries(control)
    fill_log(api)
    (after, _older) = log_entries(control)
    for side in ("request", "response"):
        assert after[side]["body"] == {"size": before[side]["body"]["size"], "text": "", "truncated": True}
    assert after["curl"] is None
    unchanged = ("number", "id", "at", "operation", "request_validation", "response_validation", "fault", "change")
    assert [after[name] for name in unchanged] == [before[name] for name in unchanged]
    has_body = ["truncated" not in entry["request"]["body"] for entry in log_entries(control, prefix="other")]
    assert has_body == [True, True, True, False]


def test_names_of_a_body_count_and_go_with_it(api: httpx2.Client, control: ControlClient) -> None:
    names = {f"x{number}": 1 for number in range(20)}
    api.post("/demo/order", json={**an_order("r-1"), **names})
    assert len(log_entries(control)[0]["unknown_fields"]) == 20
    fill_log(api)
    (entry,) = log_entries(control)
    assert entry["unknown_fields"] == []


def test_memory_of_names_is_counted(api: httpx2.Client, small_log: SandboxServer) -> None:
    names = {f"x{number}{'y' * 40}": 1 for number in range(20)}
    api.post("/demo/order", json=an_order("r-1"))
    api.post("/demo/order", json={**an_order("r-2"), **names})

    def uncounted(exchange: Exchange) -> int:
        assert exchange.response is not None
        assert exchange.logged_bytes is not None
        return exchange.logged_bytes - len(exchange.request.body) - len(exchange.response.body)

    plain, named = small_log.call(lambda sandbox: [*sandbox.request_log.of(sandbox.tenant("demo", "test-key"))])
    assert uncounted(named) > uncounted(plain) + 20 * 40


def test_exchange_without_bodies_is_found_by_reference_and_status(api: httpx2.Client, control: ControlClient) -> None:
    api.post("/demo/order", json=an_order("r-1"))
    fill_log(api)
    assert len(log_entries(control, reference="r-1", status=200)) == 1
    expectation = {"operation": "submitOrder", "where": {"orderReferenceId": "r-1"}, "count": 1}
    assert control.post("/verify", expectation) == {"ok": True, "found": 1}


def test_rejected_request_without_bodies_stays_rejected(api: httpx2.Client, control: ControlClient) -> None:
    assert api.post("/demo/order", json={}).status_code == 400
    fill_log(api)
    (entry,) = log_entries(control)
    assert entry["request_validation"] == {"result": "rejected"}
    assert entry["response_validation"] == {"result": "valid", "reasons": []}


@pytest.mark.parametrize(
    ("reference", "fault", "results"),
    [
        ("SBX-BEFORE-503-1", {"text": "before:status=503", "by": "magic"}, ("accepted", "valid")),
        ("r-1", {"text": "after:missing_field=id", "by": "header"}, ("accepted", "invalid_by_fault")),
        ("r-1", {"text": "after:html=502", "by": "header"}, ("accepted", "invalid_by_fault")),
    ],
)
def test_fault_without_bodies_keeps_its_validation_results(
    api: httpx2.Client, control: ControlClient, reference: str, fault: dict[str, str], results: tuple[str, str]
) -> None:
    header = {"X-Sandbox-Fault": fault["text"]} if fault["by"] == "header" else {}
    api.post("/demo/order", json=an_order(reference), headers=header)
    fill_log(api)
    (entry,) = log_entries(control)
    assert entry["fault"] == fault
    assert (entry["request_validation"]["result"], entry["response_validation"]["result"]) == results


def test_bodies_of_unmatched_requests_are_dropped_too(api: httpx2.Client, control: ControlClient) -> None:
    for _ in range(200):
        api.post("/demo/order", json={}, headers={"X-API-KEY": "nobody"})
    fill_log(api)
    assert {entry["response"]["body"].get("truncated") for entry in log_entries(control, unmatched=1)} == {True}


def test_closed_exchange_keeps_only_the_reference_of_its_json(api: httpx2.Client, small_log: SandboxServer) -> None:
    api.post("/demo/order", json=an_order("r-1", note=[[]] * 100))
    api.post("/demo/search", json={"orderReferenceIds": ["r-1"]})
    payloads = small_log.call(
        lambda sandbox: [each.payload for each in sandbox.request_log.of(sandbox.tenant("demo", "test-key"))]
    )
    assert payloads == [{"orderReferenceId": "r-1"}, {}]


def an_exchange(size: int) -> Exchange:
    exchange = Exchange(Request("POST", b"/", b"", (), b"x" * size))
    exchange.response = Response(200, b"{}")
    return exchange


def add_exchange(log: RequestLog, size: int) -> Exchange:
    exchange = an_exchange(size)
    log.append(exchange)
    log.close(exchange)
    return exchange


def test_dropped_exchanges_count_no_bytes() -> None:
    log = RequestLog(2, MAX_BYTES)
    dropped = [add_exchange(log, MAX_BYTES // 3) for _ in range(20)]
    assert not any(isinstance(exchange.request.body, TruncatedBody) for exchange in dropped)
    assert log._bytes == sum(len(each.request.body) + 2 for each in log.unmatched)
    assert len(log._closed) == len(log.unmatched) == 2


def test_open_exchange_that_was_cleared_counts_no_bytes() -> None:
    log, exchange = RequestLog(10, MAX_BYTES), an_exchange(100)
    log.append(exchange)
    log.clear(None)
    log.close(exchange)
    assert (log._bytes, len(log._closed), len(log.unmatched)) == (0, 0, 0)


def test_cleared_log_counts_no_bytes() -> None:
    log = RequestLog(10, MAX_BYTES)
    for _ in range(10):
        add_exchange(log, 100)
    log.clear(None)
    assert (log._bytes, len(log._closed)) == (0, 0)


def head_of(exchange: Exchange) -> int:
    """Return the characters that are kept of a head, each as often as it is kept."""
    request = exchange.request
    kept = len(request.path) + len(request.query) + sum(len(name) + len(value) for name, value in request.headers)
    texts = (exchange.name, exchange.customer, exchange.route and exchange.route.name)
    return kept + sum(len(text) for text in texts if text)


def body_of(exchange: Exchange) -> int:
    return len(exchange.request.body) + (0 if exchange.response is None else len(exchange.response.body))


KINDS = {
    "path": (b"/api/%b/" + b"x" * 60_000, b"", ()),
    "query": (b"/api/%b/x", b"x=" + b"y" * 60_000, ()),
    "header": (b"/api/%b/x", b"", ((b"customer-reference-id", b"z" * 60_000),)),
    "headers": (b"/api/%b/x", b"", ((b"a", b"b"),) * 12_000),
    "unmatched": (b"/%b/" + b"x" * 60_000, b"", ()),
}


def send_large_head(sandbox: Sandbox, kind: str, prefix: bytes) -> None:
    path, query, headers = KINDS[kind]
    path %= prefix
    headers = (*headers, (b"x-api-key", b"test-key:test-secret"), (b"x-sandbox-fault", b"before:status=503"))
    size = len(path) + len(query) + sum(len(name) + len(value) for name, value in headers)
    exchange = receive(sandbox, Request("GET", path, query, headers, b"", size))
    if exchange.response is None:
        respond(sandbox, exchange)
    complete(sandbox, exchange)


def logged(log: RequestLog) -> list[Exchange]:
    return [*log.unmatched, *(exchange for entries in log._of_tenants.values() for exchange in entries)]


@pytest.mark.parametrize("kind", KINDS)
def test_heads_of_all_tenants_are_kept_within_the_limit(kind: str) -> None:
    sandbox = Sandbox()
    log = sandbox.request_log = RequestLog(1_000, max_bytes=1_000_000, max_stripped=50)
    for number in range(400):
        send_large_head(sandbox, kind, b"p%d" % (number % 20))
        assert sum(head_of(each) + body_of(each) for each in logged(log)) <= 1_000_000 + 50 * 8_192
    assert len(log._stripped) == 50
    assert len(logged(log)) == len(log._closed) + 50
    if kind != "unmatched":
        assert log.is_full(sandbox.tenant("p0", "test-key"))
        assert {each.fault is not None for each in logged(log)} == {True}
    for name in [tenant.name for tenant in sandbox.tenants.values()]:
        log.clear(sandbox.tenants[name])
    log.clear(None)
    assert (log._bytes, len(log._closed), len(log._stripped)) == (0, 0, 0)


@pytest.mark.parametrize("kind", ["path", "query", "header", "headers"])
def test_truncated_head_is_marked_and_keeps_its_fault(kind: str) -> None:
    with at_socket(seed=1) as server, control_client(server) as client:
        control = ControlClient(client, "demo")

        def send(sandbox: Sandbox) -> None:
            sandbox.request_log = RequestLog(1_000, max_bytes=2_000_000)
            for _ in range(60):
                send_large_head(sandbox, kind, b"demo")

        server.call(send)
        entries = log_entries(control)
        assert len(entries) == 60
        assert "truncated" not in entries[0]["request"]
        last = entries[-1]
        assert (last["request"]["truncated"], last["curl"]) == (True, None)
        assert last["fault"] == {"text": "before:status=503", "by": "header"}
        assert len(str(last["request"])) < 8_192


def test_small_head_is_kept_without_its_bodies(api: httpx2.Client, control: ControlClient) -> None:
    api.get("/demo/x?a=b", headers={"X-Mine": "yes"})
    fill_log(api)
    (entry,) = log_entries(control)
    assert (entry["request"]["query"], "truncated" in entry["request"]) == ("a=b", False)
    assert ["x-mine", "yes"] in entry["request"]["headers"]


PROBE = """
import resource, sys
from tests.sandbox.api.test_request_log import KINDS, Sandbox, send_large_head
sandbox = Sandbox()
for kind in KINDS:
    send_large_head(sandbox, kind, b"first")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
for number in range(12_000):
    send_large_head(sandbox, [*KINDS][number % len(KINDS)], b"p%d" % (number % 600))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.whole
@pytest.mark.skipif(sys.platform != "linux", reason="sizes are counted in other units")
def test_any_request_heads_keep_the_process_small() -> None:
    command, root = [sys.executable, "-c", PROBE], Path(__file__).parents[3]
    result = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True)  # noqa: S603 - our own
    # KiB. The heads have 720 MB, those with many small headers four times that in memory.
    assert int(result.stdout) < 250_000


@pytest.mark.parametrize(
    ("size", "is_whole"), [(MAX_BODY_BYTES - 1, True), (MAX_BODY_BYTES, True), (MAX_BODY_BYTES + 1, False)]
)
def test_body_of_exactly_the_limit_is_kept_whole(size: int, is_whole: bool) -> None:
    log, exchange = RequestLog(10), an_exchange(size)
    exchange.response = Response(200, b"r" * size)
    log.append(exchange)
    log.close(exchange)
    for body in (exchange.request.body, exchange.response.body):
        assert isinstance(body, TruncatedBody) is not is_whole
        assert (body.size if isinstance(body, TruncatedBody) else len(body)) == size


def test_log_of_exactly_its_size_keeps_every_body() -> None:
    sizes = [each + 2 for each in (100, 200, 300)]  # each response has two bytes
    log = RequestLog(10, sum(sizes))
    kept = [add_exchange(log, size - 2) for size in sizes]
    assert [len(each.request.body) for each in kept] == [100, 200, 300]
    add_exchange(log, 0)
    assert [isinstance(each.request.body, TruncatedBody) for each in kept] == [True, False, False]


@pytest.mark.parametrize("entries", [1, 2, 5])
def test_log_keeps_exactly_its_number_of_exchanges(entries: int) -> None:
    log = RequestLog(entries)
    for number in range(entries + 2):
        add_exchange(log, 1)
        assert len(log.unmatched) == min(number + 1, entries)


def test_cleared_log_of_a_tenant_is_complete_again() -> None:
    sandbox = Sandbox(Settings(seed=1, request_log_size=1_000))
    sandbox.request_log = RequestLog(1_000, max_bytes=1, max_stripped=2)
    tenant = sandbox.tenant("demo", "test-key")
    assert not sandbox.request_log.is_full(tenant)
    for _ in range(4):
        exchange = an_exchange(10)
        exchange.tenant = tenant
        sandbox.request_log.append(exchange)
        sandbox.request_log.close(exchange)
    assert sandbox.request_log.is_full(tenant), "some are gone"
    sandbox.reset(tenant)
    assert not sandbox.request_log.is_full(tenant)


@pytest.mark.parametrize("entries", [1, 3])
def test_log_that_holds_exactly_its_number_may_lack_older_ones(entries: int) -> None:
    sandbox = Sandbox(Settings(seed=1, request_log_size=entries))
    tenant = sandbox.tenant("demo", "test-key")
    for number in range(entries):
        assert sandbox.request_log.is_full(tenant) is (number >= entries)
        exchange = an_exchange(1)
        exchange.tenant = tenant
        sandbox.request_log.append(exchange)
    assert sandbox.request_log.is_full(tenant)
