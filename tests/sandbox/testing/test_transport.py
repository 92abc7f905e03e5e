"""The in-process transports behave like a socket towards httpx2 and httpx, for many threads and tasks at once."""

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
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """Let a fault that waits wait for `let_go`, and not for real time."""
    go = threading.Event()

    async def blocking(_wire: object, _seconds: float) -> None:
        assert go.wait(PATIENCE)

    async def non_blocking(_wire: object, _seconds: float) -> None:
        await until_async(go.is_set)

    monkeypatch.setattr(wires._BlockingWire, "_wait", blocking)
    monkeypatch.setattr(wires.InProcessWire, "_wait", non_blocking)
    yield SimpleNamespace(let_go=go.set)
    go.set()


def test_many_threads_share_one_client(sandbox: InProcessSandbox, client: Any) -> None:
    def submit(number: int) -> Any:
        return client.post("/order", json=an_order(f"r-{number}")).status_code

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(submit, range(200))) == {200}
    assert len({order["id"] for order in sandbox.orders}) == 200


def test_one_reference_from_many_threads_makes_one_order(sandbox: InProcessSandbox, client: Any) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(client.post, "/order", json=an_order()) for _ in range(40)]
    assert sorted(response.result().status_code for response in answers) == [200] + [409] * 39
    assert len(sandbox.orders) == 1


def test_a_fault_that_waits_holds_up_no_other_thread(
    sandbox: InProcessSandbox, client: Any, held: SimpleNamespace
) -> None:
    sandbox.inject_fault("submitOrder", LATE)
    with ThreadPoolExecutor(1) as thread:
        slow = thread.submit(client.post, "/order", json=an_order())
        until(lambda: sandbox.requests)
        assert client.get("/nothing").status_code == 404
        assert not slow.done()
        held.let_go()
        assert slow.result().status_code == 504


async def test_a_fault_that_waits_holds_up_no_other_task(
    sandbox: InProcessSandbox, async_client: Any, held: SimpleNamespace
) -> None:
    sandbox.inject_fault("submitOrder", LATE)
    async with async_client as client:
        slow = asyncio.create_task(client.post("/order", json=an_order()))
        await until_async(lambda: sandbox.requests)
        answers = await asyncio.gather(*(client.get("/nothing") for _ in range(50)))
        assert not slow.done()
        assert {response.status_code for response in answers} == {404}
        held.let_go()
        assert (await slow).status_code == 504


@pytest.mark.usefixtures("held")
async def test_a_task_cancelled_in_a_fault_leaves_the_sandbox_usable(
    sandbox: InProcessSandbox, async_client: Any
) -> None:
    sandbox.inject_fault("submitOrder", LATE)
    async with async_client as client:
        slow = asyncio.create_task(client.post("/order", json=an_order()))
        await until_async(lambda: sandbox.requests)
        slow.cancel()
        with pytest.raises(asyncio.CancelledError):
            await slow
        assert (await client.get("/nothing")).status_code == 404
    assert sandbox.orders == []


async def test_tasks_and_threads_use_one_sandbox_together(
    sandbox: InProcessSandbox, client: Any, async_client: Any, held: SimpleNamespace
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
        held.let_go()
        assert [(await response).status_code for response in waiting] == [504, 504]
    assert len(sandbox.orders) == 20


def test_a_silence_within_the_clients_patience_is_waited_out(
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
async def test_a_fault_is_the_error_of_the_clients_own_library(
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


def test_both_libraries_meet_one_sandbox(sandbox: InProcessSandbox) -> None:
    httpx, httpx2 = import_module("httpx"), import_module("httpx2")
    with httpx.Client(base_url=sandbox.base_url, transport=sandbox.httpx_transport, headers=CREDENTIALS) as old:
        assert old.post("/order", json=an_order()).status_code == 200
    with httpx2.Client(base_url=sandbox.base_url, transport=sandbox.transport, headers=CREDENTIALS) as new:
        assert new.get("/r-1").json()["orderReferenceId"] == "r-1"
    assert sandbox.httpx_transport is sandbox.httpx_transport
    assert sandbox.httpx_async_transport is sandbox.httpx_async_transport


@pytest.mark.parametrize("name", ["httpx_transport", "httpx_async_transport"])
def test_without_httpx_a_sentence_says_how_to_install_it(
    sandbox: InProcessSandbox, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(sys.modules, "httpx", None)
    with pytest.raises(ImportError, match=r"httpx is not installed: pip install httpx\. .* there are transport and"):
        getattr(sandbox, name)


def test_a_body_may_be_a_stream(sandbox: InProcessSandbox, client: Any, http: Any) -> None:
    pieces = http.Request("POST", "http://unused", json=an_order()).content
    json_type = {"Content-Type": "application/json"}
    streamed = client.post("/order", content=iter([pieces[:100], pieces[100:]]), headers=json_type)
    assert streamed.status_code == 200
    with client.stream("GET", "/r-1") as response:
        assert b"".join(response.iter_bytes()).startswith(b'{"id":"' + streamed.json()["id"].encode())
    assert len(sandbox.orders) == 1


def test_header_names_are_of_any_case_both_ways(client: Any) -> None:
    response = client.post("/search", content=b"{}", headers={"CONTENT-TYPE": "application/json"})
    assert response.status_code == 200
    assert response.headers["X-REQUEST-ID"] == response.headers["x-request-id"]


def test_hooks_elapsed_time_and_the_request_are_there_as_ever(client: Any) -> None:
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


def test_a_call_costs_under_a_millisecond(client: Any, capsys: pytest.CaptureFixture[str]) -> None:
    taken = []
    for number in range(300):
        order = an_order(f"r-{number}")
        # Processor time: what a busy machine does beside the test does not count.
        began = time.thread_time()
        client.post("/order", json=order)
        taken.append(time.thread_time() - began)
    best = sorted(taken)[len(taken) // 4]
    with capsys.disabled():
        print(f"\n  an order in process: {best * 1e3:.2f} ms")  # noqa: T201 - a figure to be seen
    assert best < 0.01, "ten times the promise: a machine may be slow"
