"""What counts as a violation, for both fixtures: each kind in a case of its own, allowed, counted, and by whose key."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.testing import SandboxForTests, SandboxServer, ServedSandbox
from gelatoconnect_mock.testing.sandbox import WITHOUT_LIMIT, InProcessSandbox
from gelatoconnect_mock.testing.violations import ContractViolation, failure_message

from tests.gzipped import gzipped
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, http_client

Send = Callable[[httpx2.Client], httpx2.Response]


@pytest.fixture(scope="module")
def server() -> Iterator[SandboxServer]:
    with at_socket() as server:
        yield server


@pytest.fixture(params=["in process", "at a socket"])
def sandbox(request: pytest.FixtureRequest) -> Iterator[SandboxForTests]:
    """A sandbox as the fixtures make it, whose violations fail no test."""
    if request.param == "in process":
        yield InProcessSandbox(WITHOUT_LIMIT)
        return
    served = ServedSandbox(request.getfixturevalue("server"), f"key-{abs(hash(request.node.nodeid))}")
    yield served
    served.close()


def in_text(client: httpx2.Client) -> httpx2.Response:
    return client.post("/order", content=b"{}", headers={"Content-Type": "text/plain"})


def inflated(client: httpx2.Client) -> httpx2.Response:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return client.post("/order", content=gzipped(b" " * 2_000_000), headers=headers)


VIOLATIONS: dict[str, tuple[int, Send]] = {
    "a broken order": (400, lambda client: client.post("/order", json={})),
    "a broken search": (400, lambda client: client.post("/search", json={"limit": 0})),
    "a broken update": (400, lambda client: client.put("/r-1", json={})),
    "no JSON": (400, lambda client: client.post("/order", content=b"{", headers={"Content-Type": "application/json"})),
    "an empty customer": (400, lambda client: client.get("/r-1", headers={"Customer-Reference-ID": ""})),
    "another content type": (415, in_text),
    "a body that is too large": (413, inflated),
    "no such path": (404, lambda client: client.get("/r-1/x/y")),
    "no such method": (405, lambda client: client.delete("/r-1")),
    "a wrong secret": (401, lambda client: client.get("/r-1", headers={"X-API-KEY": key_of(client) + ":no"})),
    "another prefix": (
        400,
        lambda client: client.post(str(client.base_url).replace("/demo/", "/acme/") + "order", json={}),
    ),
}
ALLOWED: dict[str, tuple[int, Send]] = {
    "a stored order": (200, lambda client: client.post("/order", json=an_order())),
    "an unknown order": (404, lambda client: client.get("/r-2")),
    "a refused duplicate": (409, lambda client: [client.post("/order", json=an_order("r-3")) for _ in range(2)][1]),
    "a body that is compressed": (200, lambda client: client.post("/search", content=gzipped(b"{}"), headers={
        "Content-Type": "application/json", "Content-Encoding": "gzip"})),
}  # fmt: skip


def key_of(client: httpx2.Client) -> str:
    return client.headers["X-API-KEY"].partition(":")[0]


@pytest.mark.parametrize("name", VIOLATIONS)
def test_each_kind_of_violation_is_reported(sandbox: SandboxForTests, name: str) -> None:
    status, send = VIOLATIONS[name]
    with http_client(sandbox) as client:
        assert send(client).status_code == status
    (violation,) = sandbox.contract_violations()
    assert f"refused with {status}" in violation.text
    assert (violation.key, violation.by_the_sandbox) == (sandbox.api_key, False)
    assert sandbox.violations() == [violation.text]


@pytest.mark.parametrize("name", ALLOWED)
def test_ordinary_refusal_is_no_violation(sandbox: SandboxForTests, name: str) -> None:
    status, send = ALLOWED[name]
    with http_client(sandbox) as client:
        assert send(client).status_code == status
    assert sandbox.violations() == []


@pytest.mark.parametrize("name", VIOLATIONS)
def test_block_allows_each_kind_and_only_inside(sandbox: SandboxForTests, name: str) -> None:
    _status, send = VIOLATIONS[name]
    with http_client(sandbox) as client:
        with sandbox.allow_violations():
            send(client)
            assert len(sandbox.contract_violations()) == 1, "the block is not over"
        assert sandbox.contract_violations() == []
        send(client)
        assert len(sandbox.contract_violations()) == 1
        with sandbox.allow_violations(), sandbox.allow_violations():
            send(client)
        assert len(sandbox.contract_violations()) == 1


def test_block_that_raises_allows_what_was_sent_in_it(sandbox: SandboxForTests) -> None:
    with http_client(sandbox) as client:
        block = sandbox.allow_violations()
        block.__enter__()
        client.post("/order", json={})
        assert not block.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
        assert sandbox.violations() == []


@pytest.mark.parametrize("status", [400, 413, 415, 401, 404, 405])
def test_error_of_a_fault_is_no_violation(sandbox: SandboxForTests, status: int) -> None:
    sandbox.inject_fault("submitOrder", f"before:status={status}")
    with http_client(sandbox) as client:
        assert client.post("/order", json=an_order()).status_code == status
    assert sandbox.violations() == []


def test_broken_response_of_the_sandbox_is_reported_even_inside_a_block(
    sandbox: SandboxForTests, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Response(200, b'{"orders": 1}', (), b"application/json")
    monkeypatch.setitem(
        sys.modules["gelatoconnect_mock.sandbox.api.pipeline"].OPERATIONS,
        "searchOrders",
        lambda _exchange, _tenant: broken,
    )
    with http_client(sandbox) as client, sandbox.allow_violations():
        assert client.post("/search", json={}).status_code == 500
    (violation,) = sandbox.contract_violations()
    assert violation.by_the_sandbox
    assert "the sandbox broke the contract in its response, which is a bug of the sandbox:\n    " in violation.text


def test_violations_are_in_their_order_with_their_numbers(sandbox: SandboxForTests) -> None:
    with http_client(sandbox) as client:
        client.post("/order", json={})
        client.get("/r-1")
        client.post("/search", json={"limit": 0})
    assert [text.partition(":")[0] for text in sandbox.violations()] == [
        "request 1, POST /api/demo/order (submitOrder)", "request 3, POST /api/demo/search (searchOrders)"
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["no such path", "no such method", "a wrong secret"])
def test_unmatched_has_the_request_and_requests_has_not(sandbox: SandboxForTests, name: str) -> None:
    status, send = VIOLATIONS[name]
    before = len(sandbox.unmatched)
    with http_client(sandbox) as client:
        client.get("/r-1")
        send(client)
    assert [one.response.status for one in sandbox.unmatched[before:] if one.response is not None] == [status]
    assert [one.operation for one in sandbox.requests] == ["getOrder"]


def test_requests_of_another_key_are_not_a_tests_own(server: SandboxServer) -> None:
    one, other = ServedSandbox(server, "key-one"), ServedSandbox(server, "key-other")
    try:
        with http_client(other) as client:
            for _status, send in VIOLATIONS.values():
                send(client)
            client.post("/order", json=an_order(extra=1))
        assert (one.violations(), one.advisories(), one.requests, one.orders) == ([], [], [], [])
        assert len(other.violations()) == len(VIOLATIONS)
        assert len(other.advisories()) == 1
    finally:
        one.close()
        other.close()


def test_closed_sandbox_leaves_nothing_to_a_later_one_of_its_key(server: SandboxServer) -> None:
    def state(sandbox: SandboxForTests) -> Any:
        with http_client(sandbox) as client:
            found = client.post("/search", json={})
            return found.status_code, found.json(), len(sandbox.requests), sandbox._do(lambda tenant: tenant.rules)

    first = ServedSandbox(server, "key-again")
    fresh = state(first)
    with http_client(first) as client:
        client.post("/order", json=an_order())
    first.configure(duplicates="accept", lifecycle="time")
    first.advance_time(1_000)
    plan = first.inject_fault("searchOrders", "before:status=503", times=5)
    first.close()
    again = ServedSandbox(server, "key-again")
    try:
        assert state(again) == fresh
        assert not plan.completed
        assert server.call(lambda sandbox: [each for each in sandbox.plans.all() if each.key == "key-again"]) == []
    finally:
        again.close()


def test_forgotten_plans_strike_no_request(sandbox: SandboxForTests) -> None:
    sandbox.inject_fault("searchOrders", "before:status=503", times=2)
    with http_client(sandbox) as client:
        assert client.post("/search", json={}).status_code == 503
        sandbox.forget_plans()
        assert client.post("/search", json={}).status_code == 200


def violation(number: int, *, by_the_sandbox: bool = False) -> ContractViolation:
    return ContractViolation("key", by_the_sandbox, f"violation {number}")


@pytest.mark.parametrize(
    ("count", "listed", "end"), [(1, 1, None), (20, 20, None), (21, 20, "  and 1 more"), (25, 20, "  and 5 more")]
)
def test_message_lists_twenty_violations_and_counts_the_rest(count: int, listed: int, end: str | None) -> None:
    lines = failure_message([violation(number) for number in range(count)], "sandbox").splitlines()
    expected = ["The contract was broken:", *(f"  violation {number}" for number in range(listed))]
    assert lines == [
        *expected, *([end] if end else []),
        "Correct what the code under test sends. If the test means to send it, do so within",
        "    with sandbox.allow_violations():",
    ]  # fmt: skip


def test_message_about_the_sandbox_alone_asks_for_no_correction() -> None:
    own = violation(1, by_the_sandbox=True)
    assert failure_message([own], "sandbox") == "The contract was broken:\n  violation 1"
    assert "allow_violations" in failure_message([own, own._replace(by_the_sandbox=False)], "sandbox")


SHOP = """
import httpx2
import pytest

@pytest.fixture(params=["gelatoconnect_sandbox", "gelatoconnect_server"])
def sandbox(request):
    return request.getfixturevalue(request.param)

def ask(sandbox, method, path, secret=None, **content):
    key = f"{sandbox.api_key}:{secret or sandbox.api_secret}"
    with httpx2.Client(transport=sandbox.transport, headers={"X-API-KEY": key}, trust_env=False) as client:
        return client.request(method, sandbox.base_url + path, **content).status_code

def test_path(sandbox):
    assert ask(sandbox, "GET", "/a/b/c") == 404

def test_method(sandbox):
    assert ask(sandbox, "DELETE", "/r-1") == 405

def test_key(sandbox):
    assert ask(sandbox, "GET", "/r-1", secret="wrong") == 401

def test_body(sandbox):
    assert ask(sandbox, "POST", "/order", json={}) == 400

def test_content_type(sandbox):
    assert ask(sandbox, "POST", "/order", content=b"{}", headers={"Content-Type": "text/plain"}) == 415

def test_after_a_block(sandbox):
    with sandbox.allow_violations():
        ask(sandbox, "POST", "/order", json={})
    ask(sandbox, "POST", "/search", json={"limit": 0})

def test_fine(sandbox):
    assert ask(sandbox, "GET", "/r-1") == 404
    with sandbox.allow_violations():
        assert ask(sandbox, "POST", "/order", json={}) == 400
    assert sandbox.orders == []
"""


def test_each_kind_of_violation_fails_its_test_at_the_end(tmp_path: Path) -> None:
    tmp_path.joinpath("test_shop.py").write_text(SHOP)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shop.py"]
    output = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True).stdout  # noqa: S603
    for name in ("path", "method", "key", "body", "content_type", "after_a_block"):
        for fixture in ("gelatoconnect_sandbox", "gelatoconnect_server"):
            assert f"ERROR test_shop.py::test_{name}[{fixture}]" in output
    assert "14 passed, 12 errors" in output
    # The summary repeats them, in full if CI is set.
    failures, _, _ = output.partition("short test summary info")
    assert failures.count("refused with") == 12, "each failure names its own violation alone"
