"""What the two drivers hand over: time spent on a connection, 429s and slots, interruptions, transports."""

from __future__ import annotations

import asyncio
import threading
from math import inf
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect._config import Credential
from gelatoconnect._engine.commands import NoResponse, Request, Reservation, Reserve, Response, Send, Throttle
from gelatoconnect._transport import sync_driver
from gelatoconnect._transport.async_driver import AsyncDriver
from gelatoconnect._transport.sync_driver import SyncDriver, _ProcessState
from gelatoconnect.options import Options

from tests.standins.virtual_loop import virtual_loop
from tests.unit.transports.loopback import TransportCalls, send_ok
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from gelatoconnect._engine.commands import Command, Outcome, Steps

    from tests.standins.raw_sockets import Serve

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")
URL = "https://drivers.example/api"
START = 1_000.328125


def one(command: Command) -> Steps[Any]:
    """Return the steps of a call that gives one command and returns its reply."""
    return (yield command)


def send_command(total: float, connect: float = 100.0, read: float = 100.0) -> Send:
    return Send(Request("get", "GET", URL), connect=connect, read=read, total=total)


class Transport(httpx2.BaseTransport):
    """A transport that keeps the extensions of each request, and that fails if it is told to.

    Attributes:
        failure: What to raise in place of a response.
        closed: How often it was closed.
    """

    def __init__(self, failure: BaseException | None = None) -> None:
        self.failure = failure
        self.extensions: list[dict[str, Any]] = []
        self.closed = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.extensions.append(dict(request.extensions))
        if self.failure is not None:
            raise self.failure
        return httpx2.Response(200, json={})

    def close(self) -> None:
        self.closed += 1


class BusyConnections:
    """A semaphore in virtual time. A free connection comes after `seconds`, or not in time."""

    def __init__(self, seconds: float, clock: list[float]) -> None:
        self.seconds, self.clock = seconds, clock
        self.asked: list[float | None] = []
        self.held = 0

    def acquire(self, timeout: float | None) -> bool:
        assert timeout is None or timeout >= 0, "threading refuses less than 0"
        self.asked.append(timeout)
        self.clock[0] += min(self.seconds, inf if timeout is None else timeout)
        is_free = timeout is None or self.seconds <= timeout
        self.held += is_free
        return is_free

    def release(self) -> None:
        self.held -= 1


def busy(
    seconds: float, monkeypatch: pytest.MonkeyPatch, failure: BaseException | None = None
) -> tuple[SyncDriver, Transport, BusyConnections]:
    clock = [START]
    monkeypatch.setattr(sync_driver, "monotonic", lambda: clock[0])
    transport, connections = Transport(failure), BusyConnections(seconds, clock)
    driver = SyncDriver(Credential("key", "secret"), Options(), transport)
    driver._state.get().semaphore = connections  # type: ignore[assignment]
    return driver, transport, connections


@pytest.mark.parametrize(("waited", "left"), [(0.0, 10.0), (4.25, 5.75), (9.5, 0.5), (10.0, 0.0)])
def test_wait_for_a_free_connection_is_deducted(waited: float, left: float, monkeypatch: pytest.MonkeyPatch) -> None:
    driver, transport, connections = busy(waited, monkeypatch)
    assert isinstance(driver.run(one(send_command(10.0, connect=8.0, read=9.0))), Response)
    assert connections.asked == [10.0]
    assert transport.extensions[0]["total"] == left
    limits = {"connect": min(8.0, left), "pool": min(8.0, left), "read": min(9.0, left), "write": min(9.0, left)}
    assert transport.extensions[0]["timeout"] == limits


def test_wait_for_a_free_connection_without_a_bound_is_deducted_from_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    driver, transport, connections = busy(500.0, monkeypatch)
    driver.run(one(send_command(inf, read=9.0)))
    assert connections.asked == [None]
    assert "total" not in transport.extensions[0]
    assert transport.extensions[0]["timeout"]["read"] == 9.0


@pytest.mark.parametrize("total", [3.0, 0.0, -1.0])
def test_request_without_a_free_connection_in_time_is_not_sent(total: float, monkeypatch: pytest.MonkeyPatch) -> None:
    driver, transport, connections = busy(4.0, monkeypatch)
    outcome = driver.run(one(send_command(total)))
    assert outcome == NoResponse(maybe_sent=False, reason="all connections were busy", pool_exhausted=True)
    assert (transport.extensions, connections.held) == ([], 0)


@pytest.mark.parametrize("failure", [None, httpx2.ReadError("x"), RuntimeError(), KeyboardInterrupt()], ids=repr)
def test_connection_is_free_again_whatever_happened(
    failure: BaseException | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver, _, connections = busy(0.0, monkeypatch, failure)
    if failure is None or isinstance(failure, httpx2.HTTPError):
        driver.run(one(send_command(10.0)))
    else:
        with pytest.raises(type(failure)):
            driver.run(one(send_command(10.0)))
    assert connections.held == 0


def test_async_wait_for_a_free_connection_is_deducted() -> None:
    """The first request holds the only connection for 4 s of the second one's 10 s."""
    with virtual_loop() as loop:

        async def respond(request: httpx2.Request) -> httpx2.Response:
            await asyncio.sleep(4.0 if request.url.path.endswith("first") else 100.0)
            return httpx2.Response(200, json={})

        driver = AsyncDriver(Credential("key", "secret"), Options(max_connections=1), httpx2.MockTransport(respond))

        async def run() -> tuple[Any, Any, float]:
            first = send_command(inf)
            first = first._replace(request=first.request._replace(url=f"{URL}/first"))
            started = loop.time()
            outcomes = await asyncio.gather(driver.run(one(first)), driver.run(one(send_command(10.0, read=9.0))))
            return *outcomes, loop.time() - started

        first, second, seconds = loop.run_until_complete(run())
    assert isinstance(first, Response)
    assert second == NoResponse(maybe_sent=True, reason="no complete response in time")
    assert seconds == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("total", "read", "seconds"), [(10.0, 3.0, 3.0), (3.0, 10.0, 3.0), (3.0, 3.0, 3.0), (inf, 2.5, 2.5)]
)
def test_async_request_ends_at_the_first_of_its_limits(total: float, read: float, seconds: float) -> None:
    with virtual_loop() as loop:

        async def respond(_: httpx2.Request) -> httpx2.Response:
            await asyncio.sleep(100.0)
            raise AssertionError

        driver = AsyncDriver(Credential("key", "secret"), Options(), httpx2.MockTransport(respond))
        started = loop.time()
        outcome = loop.run_until_complete(driver.run(one(send_command(total, read=read))))
        assert loop.time() - started == pytest.approx(seconds)
    assert outcome == NoResponse(maybe_sent=True, reason="no complete response in time")


@pytest.mark.parametrize(("method", "seconds"), [(b"POST", 5.0), (b"CONNECT", 4.0)])
def test_async_connect_time_ends_when_the_request_itself_leaves(method: bytes, seconds: float) -> None:
    """A CONNECT request to a proxy belongs to connecting."""
    with virtual_loop() as loop:

        async def respond(request: httpx2.Request) -> httpx2.Response:
            await asyncio.sleep(2.0)
            info = {"request": SimpleNamespace(method=method)}
            await request.extensions["trace"]("http11.send_request_headers.started", info)
            await asyncio.sleep(100.0)
            raise AssertionError

        driver = AsyncDriver(Credential("key", "secret"), Options(), None)
        state: Any = SimpleNamespace(
            semaphore=asyncio.BoundedSemaphore(1), transport=lambda _: httpx2.MockTransport(respond)
        )
        driver._loop_state = lambda: state  # type: ignore[method-assign]
        started = loop.time()
        outcome = loop.run_until_complete(driver.run(one(send_command(100.0, connect=4.0, read=3.0))))
        assert loop.time() - started == pytest.approx(seconds)
    reason = "no connection in time" if method == b"CONNECT" else "no complete response in time"
    assert outcome == NoResponse(maybe_sent=method != b"CONNECT", reason=reason)


def test_async_read_time_of_a_custom_transport_starts_once() -> None:
    """A transport of httpx2 says by itself when the request leaves."""
    with virtual_loop() as loop:

        async def respond(request: httpx2.Request) -> httpx2.Response:
            await asyncio.sleep(2.0)
            info = {"request": SimpleNamespace(method=b"POST")}
            await request.extensions["trace"]("http11.send_request_headers.started", info)
            await asyncio.sleep(100.0)
            raise AssertionError

        driver = AsyncDriver(Credential("key", "secret"), Options(), httpx2.MockTransport(respond))
        started = loop.time()
        loop.run_until_complete(driver.run(one(send_command(100.0, read=3.0))))
        assert loop.time() - started == pytest.approx(3.0)


def test_async_request_without_any_time_is_not_sent() -> None:
    with virtual_loop() as loop:
        sent = list[httpx2.Request]()

        async def respond(request: httpx2.Request) -> httpx2.Response:
            await asyncio.sleep(0.0)
            sent.append(request)
            return httpx2.Response(200, json={})

        driver = AsyncDriver(Credential("key", "secret"), Options(), httpx2.MockTransport(respond))
        for total in (0.0, -1.0):
            outcome = loop.run_until_complete(driver.run(one(send_command(total))))
            assert isinstance(outcome, NoResponse)
    assert sent == []


class Limiter:
    """A rate limiter that keeps what it is told."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def reserve(self, *arguments: Any) -> Reservation:
        self.told.append(("reserve", *arguments))
        return Reservation(0.25, 7.0)

    def throttle(self, *arguments: Any) -> None:
        self.told.append(("throttle", *arguments))


async def run_with(kind: str, command: Command, limiter: Limiter) -> Any:
    driver: Any = (AsyncDriver if kind == "async" else SyncDriver)(Credential("key", "secret"), Options(), None)
    driver._rate_limiter = limiter
    return await driver.run(one(command)) if kind == "async" else driver.run(one(command))


async def test_driver_passes_all_of_a_429_to_the_limiter(kind: str) -> None:
    limiter = Limiter()
    assert await run_with(kind, Throttle(URL, 2.5, 1.25), limiter) is None
    assert limiter.told == [("throttle", URL, 2.5, 1.25)]


@pytest.mark.parametrize("reservation", [None, Reservation(0.5, 3.0)])
async def test_driver_passes_all_of_a_reservation_to_the_limiter(kind: str, reservation: Reservation | None) -> None:
    limiter = Limiter()
    assert await run_with(kind, Reserve(URL, 25.0, reservation), limiter) == Reservation(0.25, 7.0)
    assert limiter.told == [("reserve", URL, 25.0, reservation)]


@pytest.mark.parametrize("interruption", [KeyboardInterrupt(), asyncio.CancelledError(), RuntimeError()], ids=repr)
async def test_interrupted_send_reaches_the_call(kind: str, interruption: BaseException) -> None:
    seen: list[BaseException] = []

    def steps() -> Steps[None]:
        try:
            yield Throttle(URL, 1.0, 1.0)
        except BaseException as error:
            seen.append(error)
            raise

    def interrupt(*_: Any) -> None:
        raise interruption

    driver: Any = (AsyncDriver if kind == "async" else SyncDriver)(Credential("key", "secret"), Options(), None)
    driver._rate_limiter = SimpleNamespace(throttle=interrupt)
    with pytest.raises(type(interruption)):
        await driver.run(steps()) if kind == "async" else driver.run(steps())
    assert seen == [interruption]


class Body(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A body that breaks off with an error, and that knows whether it was closed."""

    def __init__(self, error: Exception | None) -> None:
        self.error, self.closed = error, 0

    def __iter__(self) -> Iterator[bytes]:
        yield b"{"
        if self.error is not None:
            raise self.error
        yield b"}"

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece

    def close(self) -> None:
        self.closed += 1

    async def aclose(self) -> None:
        self.closed += 1


LATE = httpx2.ReadTimeout("late")
BROKEN = httpx2.ReadError("broken")


@pytest.mark.parametrize(
    ("status", "error", "outcome"),
    [
        (200, None, Response(200, {}, b"{}")),
        (200, LATE, NoResponse(maybe_sent=True, reason="no complete response in time")),
        (500, BROKEN, NoResponse(maybe_sent=True, reason="connection broken while reading")),
        (399, BROKEN, NoResponse(maybe_sent=True, reason="connection broken while reading")),
        (400, BROKEN, Response(400, {}, b"")),
        (499, LATE, Response(499, {}, b"")),
        # The body has arrived whole, though no one can read it.
        (200, httpx2.DecodingError("gzip"), Response(200, {}, b"")),
        (500, httpx2.DecodingError("gzip"), Response(500, {}, b"")),
    ],
    ids=str,
)
async def test_body_that_breaks_off_leaves_what_its_status_decides(
    kind: str, status: int, error: Exception | None, outcome: Outcome
) -> None:
    body = Body(error)
    transport = httpx2.MockTransport(lambda _: httpx2.Response(status, stream=body))
    driver: Any = (AsyncDriver if kind == "async" else SyncDriver)(Credential("key", "secret"), Options(), transport)
    send = one(send_command(PATIENCE))
    assert (await driver.run(send) if kind == "async" else driver.run(send)) == outcome
    assert body.closed == 1


async def test_body_that_cannot_be_decoded_is_closed(kind: str) -> None:
    body = Body(None)
    headers = {"content-encoding": "gzip"}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, headers=headers, stream=body))
    driver: Any = (AsyncDriver if kind == "async" else SyncDriver)(Credential("key", "secret"), Options(), transport)
    send = one(send_command(PATIENCE))
    assert (await driver.run(send) if kind == "async" else driver.run(send)) == Response(200, {}, b"")
    assert body.closed == 1


def test_async_body_that_is_late_leaves_what_its_status_decides() -> None:
    class Late(Body):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            yield b"{"
            await asyncio.sleep(100.0)

    with virtual_loop() as loop:
        for status, outcome in ((429, Response(429, {}, b"")), (500, None)):
            body = Late(None)
            transport = httpx2.MockTransport(lambda _, s=status, b=body: httpx2.Response(s, stream=b))
            driver = AsyncDriver(Credential("key", "secret"), Options(), transport)
            found = loop.run_until_complete(driver.run(one(send_command(5.0))))
            assert found == (outcome or NoResponse(maybe_sent=True, reason="no complete response in time"))
            assert body.closed == 1


async def test_closed_driver_closes_a_custom_transport(kind: str) -> None:
    closed = []

    class Custom(httpx2.MockTransport):
        def close(self) -> None:
            closed.append("sync")

        async def aclose(self) -> None:
            closed.append("async")

    transport = Custom(lambda _: httpx2.Response(200))
    if kind == "async":
        await AsyncDriver(Credential("key", "secret"), Options(), transport).aclose()
    else:
        SyncDriver(Credential("key", "secret"), Options(), transport).close()
    assert closed == [kind]


def test_two_threads_that_come_first_at_once_make_one_pool() -> None:
    """The second thread asks while the first one makes the pool. It must wait."""
    made: list[str] = []
    others: list[threading.Thread] = []

    def make(url: str) -> Any:
        made.append(url)
        if not others:
            others.append(threading.Thread(target=state.transport, args=[URL]))
            others[0].start()
            # Without a lock the other thread is through before this wait ends. With it, the wait ends by itself.
            others[0].join(0.2)
        return object()

    state = _ProcessState(make, threading.BoundedSemaphore(1))
    state.transport(URL)
    others[0].join(PATIENCE)
    assert made == [URL]
    assert len(state.transports) == 1


@pytest.mark.parametrize(
    ("url", "is_same"),
    [
        ("https://drivers.example:443/other", True),
        ("https://DRIVERS.example/api", True),
        ("https://drivers.example:444/api", False),
        ("http://drivers.example/api", False),
        ("https://other.example/api", False),
    ],
)
def test_pool_belongs_to_an_origin(url: str, *, is_same: bool) -> None:
    state = _ProcessState(lambda _: object(), threading.BoundedSemaphore(1))  # type: ignore[arg-type, return-value]
    state.transport(URL)
    state.transport(url)
    assert (len(state.transports) == 1) is is_same


def test_taken_transports_are_not_used_again() -> None:
    state = _ProcessState(lambda _: object(), threading.BoundedSemaphore(1))  # type: ignore[arg-type, return-value]
    state.transport(URL)
    kept = [*state.transports.values()]
    assert state.take_transports() == kept
    assert state.take_transports() == []
    state.transport(URL)
    assert [*state.transports.values()] != kept


@pytest.mark.parametrize(("idle", "connections"), [(0.0, 1), (3.9, 1), (4.1, 2), (60.0, 2)])
async def test_idle_connection_is_reused_for_four_seconds(
    idle: float, connections: int, kind: str, calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [START]
    part = "_async" if kind == "async" else "_sync"
    monkeypatch.setattr(f"httpcore2.{part}.http11.time", SimpleNamespace(monotonic=lambda: clock[0]))
    server = serve(send_ok)
    assert isinstance(await calls.send(server.url), Response)
    clock[0] += idle
    assert isinstance(await calls.send(server.url), Response)
    assert server.connections == connections
