"""The in-process transports behave like a socket towards httpx2, for many threads and tasks at once."""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx2
import pytest
from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import in_process

_KEY = {"X-API-KEY": "test-key:test-secret"}
_LATE = "late_commit=5"
"""Waits for a real second before it answers."""


@pytest.fixture
def sandbox() -> InProcessSandbox:
    return in_process()


@pytest.fixture
def client(sandbox: InProcessSandbox) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=sandbox.base_url, transport=sandbox.transport, headers=_KEY) as client:
        yield client


def async_client(sandbox: InProcessSandbox) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(base_url=sandbox.base_url, transport=sandbox.async_transport, headers=_KEY)


def test_many_threads_share_one_client(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    def submit(number: int) -> int:
        return client.post("/order", json=an_order(f"r-{number}")).status_code

    with ThreadPoolExecutor(16) as threads:
        assert set(threads.map(submit, range(400))) == {200}
    assert len({order["id"] for order in sandbox.orders}) == 400


def test_one_reference_from_many_threads_makes_one_order(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    with ThreadPoolExecutor(8) as threads:
        answers = [threads.submit(client.post, "/order", json=an_order()) for _ in range(40)]
    assert sorted(answer.result().status_code for answer in answers) == [200] + [409] * 39
    assert len(sandbox.orders) == 1


def test_a_fault_that_waits_holds_up_no_other_thread(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    sandbox.faults("submitOrder", _LATE)
    slow = threading.Thread(target=client.post, args=("/order",), kwargs={"json": an_order()})
    slow.start()
    while not sandbox.requests:
        time.sleep(0.001)
    assert client.get("/nothing").status_code == 404
    assert slow.is_alive()
    slow.join()


async def test_a_fault_that_waits_holds_up_no_other_task(sandbox: InProcessSandbox) -> None:
    sandbox.faults("submitOrder", _LATE)
    async with async_client(sandbox) as client:
        slow = asyncio.create_task(client.post("/order", json=an_order()))
        answers = await asyncio.gather(*(client.get("/nothing") for _ in range(50)))
        assert not slow.done()
        assert {answer.status_code for answer in answers} == {404}
        assert (await slow).status_code == 504


async def test_a_task_that_is_cancelled_in_a_fault_leaves_the_sandbox_usable(sandbox: InProcessSandbox) -> None:
    sandbox.faults("submitOrder", _LATE)
    async with async_client(sandbox) as client:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.post("/order", json=an_order()), 0.05)
        assert (await client.get("/nothing")).status_code == 404
    assert sandbox.orders == []


async def test_tasks_and_threads_use_one_sandbox_together(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    sandbox.faults("submitOrder", _LATE, times=2)
    async with async_client(sandbox) as tasks:
        waiting = [
            asyncio.create_task(tasks.post("/order", json=an_order("in a task"))),
            asyncio.create_task(asyncio.to_thread(client.post, "/order", json=an_order("in a thread"))),
        ]
        others = [asyncio.to_thread(client.post, "/order", json=an_order(f"r-{n}")) for n in range(20)]
        await asyncio.sleep(0.05)
        assert {answer.status_code for answer in await asyncio.gather(*others)} == {200}
        assert [(await answer).status_code for answer in waiting] == [504, 504]
    assert len(sandbox.orders) == 20


def test_a_silence_within_the_clients_patience_is_waited_out(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    sandbox.faults("submitOrder", _LATE)
    began = time.perf_counter()
    assert client.post("/order", json=an_order(), timeout=httpx2.Timeout(0.1, read=5)).status_code == 504
    assert time.perf_counter() - began >= 1


def test_a_body_may_be_a_stream(sandbox: InProcessSandbox, client: httpx2.Client) -> None:
    pieces = httpx2.Request("POST", "http://unused", json=an_order()).content
    json_type = {"Content-Type": "application/json"}
    streamed = client.post("/order", content=iter([pieces[:100], pieces[100:]]), headers=json_type)
    assert streamed.status_code == 200
    with client.stream("GET", "/r-1") as answer:
        assert b"".join(answer.iter_bytes()).startswith(b'{"id":"' + streamed.json()["id"].encode())
    assert len(sandbox.orders) == 1


def test_header_names_are_of_any_case_both_ways(client: httpx2.Client) -> None:
    answer = client.post("/search", content=b"{}", headers={"CONTENT-TYPE": "application/json"})
    assert answer.status_code == 200
    assert answer.headers["X-REQUEST-ID"] == answer.headers["x-request-id"]


def test_hooks_elapsed_time_and_the_request_are_there_as_ever(sandbox: InProcessSandbox) -> None:
    seen: list[str] = []
    hooks = {
        "request": [lambda request: seen.append(request.method)],
        "response": [lambda response: seen.append(response.status_code)],
    }
    with httpx2.Client(transport=sandbox.transport, event_hooks=hooks, follow_redirects=True) as client:
        answer = client.get(f"{sandbox.base_url}/nothing", headers=_KEY)
    assert seen == ["GET", 404]
    assert answer.elapsed.total_seconds() >= 0
    assert str(answer.request.url) == f"{sandbox.base_url}/nothing"


def test_head_has_no_body(client: httpx2.Client) -> None:
    answer = client.head("/order")
    assert (answer.status_code, answer.headers["Allow"], answer.content) == (405, "POST", b"")


def test_a_call_costs_under_a_millisecond(client: httpx2.Client, capsys: pytest.CaptureFixture[str]) -> None:
    taken = []
    for number in range(300):
        order = an_order(f"r-{number}")
        began = time.perf_counter()
        client.post("/order", json=order)
        taken.append(time.perf_counter() - began)
    best = sorted(taken)[len(taken) // 4]
    with capsys.disabled():
        print(f"\n  an order in process: {best * 1e3:.2f} ms")  # noqa: T201 - a figure to be seen
    assert best < 0.01, "ten times the promise: a machine may be busy"
