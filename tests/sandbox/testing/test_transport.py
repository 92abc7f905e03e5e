"""The in-process transports behave like a socket, for httpx2 and httpx, with many threads and tasks."""

import asyncio
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from gelatoconnect_mock.testing import transport as wires
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import CREDENTIALS, in_process
from tests.waiting import PATIENCE, until, until_async

LATE = "late_commit=5"


@pytest.fixture(params=["httpx2", "httpx"])
def http(request: pytest.FixtureRequest) -> Any:
    """The HTTP library of the code under test."""
    return import_module(request.param)


@pytest.fixture
def sandbox() -> InProcessSandbox:
    return in_process()


@pytest.fixture
def client(http: Any, sandbox: InProcessSandbox) -> Iterator[Any]:
    transport = sandbox.transport if http.__name__ == "httpx2" else sandbox.httpx_transport
    with http.Client(base_url=sandbox.base_url, transport=transport, headers=CREDENTIALS) as client:
        yield client


@pytest.fixture
def async_client(http: Any, sandbox: InProcessSandbox) -> Any:
    transport = sandbox.async_transport if http.__name__ == "httpx2" else sandbox.httpx_async_transport
    return http.AsyncClient(base_url=sandbox.base_url, transport=transport, headers=CREDENTIALS)


@pytest.fixture
def blocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Let a fault that waits wait for `release`, not for real time."""
    go = threading.Event()

    async def blocking(_wire: object, _seconds: float) -> None:
        assert go.wait(PATIENCE)

    async def non_blocking(_wire: object, _seconds: float) -> None:
        await until_async(go.is_set)

    monkeypatch.setattr(wires._BlockingWire, "_wait", blocking)
    monkeypatch.setattr(wires.InProcessWire, "_wait", non_blocking)
    yield SimpleNamespace(release=go.set)
    go.set()


def test_many_threads_share_one_client(sandbox: InProcessSandbox, client: Any) -> None:
    def submit(number: int) -> Any:
        return client.post("/order", json=an_order(f"r-{number}")).status_code

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(submit, range(200))) == {200}
    assert len({order["id"] for order in sandbox.orders}) == 200


def test_one_reference_from_many_threads_makes_one_order(sandbox: InProcessSandbox, client: Any) -> None:
    with ThreadPoolExecutor(8) as threads:
        responses = [threads.submit(client.post, "/order", json=an_order()) for _ in range(40)]
    assert sorted(response.result().status_code for response in responses) == [200] + [409] * 39
    assert len(sandbox.orders) == 1


def test_waiting_fault_blocks_no_other_thread(sandbox: InProcessSandbox, client: Any, blocked: SimpleNamespace) -> None:
    sandbox.inject_fault("submitOrder", LATE)
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(client.post, "/order", json=an_order())
        until(lambda: sandbox.requests)
        assert client.get("/nothing").status_code == 404
        assert not slow.done()
        blocked.release()
        assert slow.result().status_code == 504


async def test_waiting_fault_blocks_no_other_task(
    sandbox: InProcessSandbox, async_client: Any, blocked: SimpleNamespace
) -> None:
    sandbox.inject_fault("submitOrder", LATE)
    async with async_client as client:
        slow = asyncio.create_task(client.post("/order", json=an_order()))
        await until_async(lambda: sandbox.requests)
        responses = await asyncio.gather(*(client.get("/nothing") for _ in range(50)))
        assert not slow.done()
        assert {response.status_code for response in responses} == {404}
        blocked.release()
        assert (await slow).status_code == 504


@pytest.mark.usefixtures("blocked")
async def test_task_canceled_in_a_fault_leaves_the_sandbox_usable(sandbox: InProcessSandbox, async_client: Any) -> None:
    sandbox.inject_fault("submitOrder", LATE)
    async with async_client as client:
        slow = asyncio.create_task(client.post("/order", json=an_order()))
        await until_async(lambda: sandbox.requests)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert (await client.get("/nothing")).status_code == 404
    assert sandbox.orders == []


async def test_tasks_and_threads_share_one_sandbox(
    sandbox: InProcessSandbox, client: Any, async_client: Any, blocked: SimpleNamespace
) -> None:
    sandbox.inject_fault("submitOrder", LATE, times=2)
    async with async_client as tasks:
        waiting = [
            asyncio.create_task(tasks.post("/order", json=an_order("in a task"))),
            asyncio.create_task(asyncio.to_thread(client.post, "/order", json=an_order("in a thread"))),
        ]
        await until_async(lambda: len(sandbox.requests) == 2)
        others = [asyncio.to_thread(client.post, "/order", json=an_order(f"r-{n}")) for n in range(20)]
        assert {response.status_code for response in await asyncio.gather(*others)} == {200}
        blocked.release()
        assert [(await response).status_code for response in waiting] == [504, 504]
    assert len(sandbox.orders) == 20


def test_fault_shorter_than_the_read_timeout_is_waited_for(
    sandbox: InProcessSandbox, client: Any, http: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 0.2)
    sandbox.inject_fault("submitOrder", LATE)
    began = time.perf_counter()
    assert client.post("/order", json=an_order(), timeout=http.Timeout(0.1, read=5)).status_code == 504
    assert time.perf_counter() - began >= 0.2


FAULTS = {
    "before:drop": "RemoteProtocolError",
    "after:drop": "RemoteProtocolError",
    "before:reset": "ReadError",
    "after:truncate": "RemoteProtocolError",
    "before:timeout=600": "ReadTimeout",
    "after:drip=1/60": "ReadTimeout",
}


@pytest.mark.parametrize(("fault", "error"), FAULTS.items())
async def test_fault_raises_the_error_of_the_clients_library(
    sandbox: InProcessSandbox, client: Any, async_client: Any, http: Any, fault: str, error: str
) -> None:
    expected: Any = getattr(http, error)
    sandbox.inject_fault("submitOrder", fault, times=2)
    with pytest.raises(expected) as caught:
        client.post("/order", json=an_order("r-1"))
    assert type(caught.value) is expected
    async with async_client as tasks:
        with pytest.raises(expected) as caught:
            await tasks.post("/order", json=an_order("r-2"))
    assert type(caught.value) is expected
    assert str(caught.value.request.url).endswith("/order")
    assert len(sandbox.orders) == (2 if fault.startswith("after:") else 0)


def test_both_libraries_use_one_sandbox(sandbox: InProcessSandbox) -> None:
    httpx, httpx2 = import_module("httpx"), import_module("httpx2")
    with httpx.Client(base_url=sandbox.base_url, transport=sandbox.httpx_transport, headers=CREDENTIALS) as old:
        assert old.post("/order", json=an_order()).status_code == 200
    with httpx2.Client(base_url=sandbox.base_url, transport=sandbox.transport, headers=CREDENTIALS) as new:
        assert new.get("/r-1").json()["orderReferenceId"] == "r-1"
    assert sandbox.httpx_transport is sandbox.httpx_transport
    assert sandbox.httpx_async_transport is sandbox.httpx_async_transport


@pytest.mark.parametrize("name", ["httpx_transport", "httpx_async_transport"])
def test_missing_httpx_says_how_to_install_it(
    sandbox: InProcessSandbox, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ImportError, match=r"httpx is not installed: pip install httpx\. .* there are transport and"):
        getattr(sandbox, name)


def test_body_may_be_a_stream(sandbox: InProcessSandbox, client: Any, http: Any) -> None:
    pieces = http.Request("POST", "http://unused", json=an_order()).content
    json_type = {"Content-Type": "application/json"}
    streamed = client.post("/order", content=iter([pieces[:100], pieces[100:]]), headers=json_type)
    assert streamed.status_code == 200
    with client.stream("GET", "/r-1") as response:
        assert b"".join(response.iter_bytes()).startswith(b'{"id":"' + streamed.json()["id"].encode())
    assert len(sandbox.orders) == 1


def test_header_names_are_case_insensitive(client: Any) -> None:
    response = client.post("/search", content=b"{}", headers={"CONTENT-TYPE": "application/json"})
    assert response.status_code == 200
    assert response.headers["X-REQUEST-ID"] == response.headers["x-request-id"]


def test_response_has_hooks_elapsed_time_and_request(client: Any) -> None:
    seen: list[Any] = []
    client.event_hooks = {
        "request": [lambda request: seen.append(request.method)],
        "response": [lambda response: seen.append(response.status_code)],
    }
    response = client.get("/nothing")
    assert seen == ["GET", 404]
    assert response.elapsed.total_seconds() >= 0
    assert str(response.request.url) == f"{client.base_url}nothing"


def test_head_has_no_body(client: Any) -> None:
    response = client.head("/order")
    assert (response.status_code, response.headers["Allow"], response.content) == (405, "POST", b"")


def test_call_uses_little_processor_time(client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    taken = []
    for number in range(300):
        order = an_order(f"r-{number}")
        # Processor time, so that other processes do not count.
        began = time.thread_time()
        client.post("/order", json=order)
        taken.append(time.thread_time() - began)
    best = sorted(taken)[len(taken) // 4]
    with capsys.disabled():
        print(f"\n  an order in process: {best * 1e3:.2f} ms")  # noqa: T201 - shows the measurement
    assert best < 0.01, "ten times the promise: a machine may be slow"
