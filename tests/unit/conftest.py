"""What the tests of the library share: one surface over both clients, scripted answers, and raw servers on loopback."""

from __future__ import annotations

import inspect
import socket
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from typing import Any

import httpx2
import pytest
import respx
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options
from gelatoconnect._engine.context import Clock

Outcome = httpx2.Response | BaseException | Callable[[httpx2.Request], httpx2.Response]


class Calls:
    """Both clients under one surface: every method is awaited, and a search is gathered into a list."""

    def __init__(self, client: Any) -> None:
        self.client = client

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self.client.orders, name)

        async def call(*args: Any, **named: Any) -> Any:
            result = method(*args, **named)
            return await result if inspect.isawaitable(result) else result

        return call

    async def search(self, *args: Any, **named: Any) -> list[Any]:
        found = self.client.orders.search(*args, **named)
        return [summary async for summary in found] if hasattr(found, "__aiter__") else list(found)

    async def close(self) -> None:
        await self.client.aclose() if hasattr(self.client, "aclose") else self.client.close()


class Script:
    """A server that answers what it was told to, one outcome for each request, through a respx router."""

    def __init__(self) -> None:
        self.requests: list[httpx2.Request] = []
        self.outcomes: list[Outcome] = []
        self._shown: tuple[dict[str, Any], ...] | None = None
        self.router = respx.Router(assert_all_called=False)
        self.router.route().mock(side_effect=self._next)

    def says(self, *outcomes: Outcome) -> None:
        self.outcomes.extend(outcomes)

    def shows(self, *orders: dict[str, Any]) -> None:
        """Response every search and get out of turn, as the API does where these orders, or none, are there."""
        self._shown = orders

    @property
    def submissions(self) -> list[httpx2.Request]:
        return [one for one in self.requests if (one.method, one.url.path[-6:]) == ("POST", "/order")]

    def _next(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        asked = request.url.path.rpartition("/")[2]
        if self._shown is not None and (request.method == "GET" or asked == "search"):
            there = [one for one in self._shown if asked in {"search", one["id"], one["orderReferenceId"]}]
            if asked == "search":
                return httpx2.Response(200, json={"orders": there})
            absent = httpx2.Response(404, json={"code": "NOT_FOUND", "message": "No such order"})
            return httpx2.Response(200, json=there[0]) if there else absent
        assert self.outcomes, f"request {len(self.requests)} was not expected: {request.method} {request.url}"
        outcome = self.outcomes.pop(0)
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome if isinstance(outcome, httpx2.Response) else outcome(request)

    def transport(self, kind: str) -> httpx2.MockTransport:
        return httpx2.MockTransport(self.router.async_handler if kind == "async" else self.router.handler)


class RawServer:
    """A TCP server on loopback: `behave(connection, number)` has each connection to itself, in a thread."""

    def __init__(self, behave: Callable[[socket.socket, int], None]) -> None:
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/api/acme"
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            serving = threading.Thread(target=self._serve, args=(connection, self.connections))
            self._threads.append(serving)
            serving.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            self._behave(connection, number)

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()


class Wire:
    """What a raw server needs to speak HTTP."""

    @staticmethod
    def read_request(connection: socket.socket) -> bytes:
        """Return one whole request, or nothing where the client has gone."""
        received = b""
        while b"\r\n\r\n" not in received:
            piece = connection.recv(65_536)
            if not piece:
                return b""
            received += piece
        head, _, body = received.partition(b"\r\n\r\n")
        length = next(
            (int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0
        )
        while len(body) < length:
            piece = connection.recv(65_536)
            if not piece:
                return b""
            body += piece
        return head + b"\r\n\r\n" + body

    @staticmethod
    def http(body: str, status: str = "200 OK", extra: str = "") -> bytes:
        """Return an answer as it stands on the wire."""
        length = len(body.encode())
        head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{extra}content-length: {length}\r\n\r\n"
        return (head + body).encode()

    @staticmethod
    def until(reached: Callable[[], bool], seconds: float = 5.0) -> bool:
        """Wait until something holds, and tell whether it does."""
        end = time.monotonic() + seconds
        while not reached() and time.monotonic() < end:
            time.sleep(0.005)
        return reached()


@pytest.fixture(params=["sync", "async"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(autouse=True)
def _nothing_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PARTNER_PREFIX", "API_KEY", "API_SECRET", "BASE_URL", "CUSTOMER_REFERENCE_ID"):
        monkeypatch.delenv(f"GELATOCONNECT_{name}", raising=False)


@pytest.fixture
def _no_pause_before_a_repeat(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backoff draws its jitter evenly from zero up: here the draw is always zero."""
    lucky = Clock(monotonic=time.monotonic, time=time.time, random=lambda: 0.0)
    monkeypatch.setattr("gelatoconnect.client.SYSTEM_CLOCK", lucky)


@pytest.fixture
def api() -> Script:
    return Script()


@pytest.fixture
async def connect(
    kind: str,
    api: Script,
    _no_pause_before_a_repeat: None,
) -> AsyncIterator[Callable[..., Calls]]:
    """Make clients of either kind on the scripted server; arguments and options (by name) override the defaults."""
    made: list[Calls] = []

    def make(*, options: dict[str, Any] | None = None, **settings: Any) -> Calls:
        client_type: Any = AsyncGelatoConnect if kind == "async" else GelatoConnect
        defaults: dict[str, Any] = {"api_key": "key", "api_secret": "secret"}
        if "base_url" not in settings:
            defaults |= {"partner_prefix": "acme", "transport": api.transport(kind)}
        own = Options(**{"deadline": 5.0, "requests_per_second": None, **(options or {})})
        calls = Calls(client_type(**{**defaults, "options": own, **settings}))
        made.append(calls)
        return calls

    yield make
    for calls in made:
        await calls.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Callable[[socket.socket, int], None]], RawServer]]:
    servers: list[RawServer] = []

    def start(behave: Callable[[socket.socket, int], None]) -> RawServer:
        servers.append(RawServer(behave))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def order() -> dict[str, Any]:
    return {
        "orderReferenceId": "ref-1",
        "orderType": "order",
        "currency": "USD",
        "shippingAddress": {
            "country": "US",
            "firstName": "Johanna",
            "lastName": "Doerte",
            "addressLine1": "123 Main St",
            "city": "Springfield",
            "postCode": "10001-77",
            "state": "NY",
            "email": "johanna.doerte@example.com",
            "phone": "5550123456",
        },
        "items": [
            {
                "itemReferenceId": "item-1",
                "productUid": "flat_a4",
                "quantity": 1,
                "files": [{"type": "default", "url": "https://example.com/private/printfile.pdf"}],
            }
        ],
    }


@pytest.fixture
def placed(order: dict[str, Any]) -> dict[str, Any]:
    """The order as the API shows it once it is there."""
    return {**order, "id": "id-1", "fulfillmentStatus": "created", "createdAt": "2025-04-12T10:23:28+00:00"}
