"""The contract monitor: it validates the traffic of every test and records each violation of the contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import httpx2
from gelatoconnect._config import Credential
from gelatoconnect._engine.commands import Response, Send
from gelatoconnect._transport import async_driver, sync_driver
from gelatoconnect._transport.adapter import build_request

from tests.contract_validator import JSON, Contract

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    import pytest
    from gelatoconnect._engine.commands import Request

Side = Literal["requests", "responses"]


class Violation(NamedTuple):
    """One violation of the contract, by a request or by its response."""

    side: Side
    exchange: str
    message: str

    def __str__(self) -> str:
        return f"{self.side}: {self.exchange}: {self.message}"


class ContractMonitor:
    """A validator of traffic that does not interfere. The test fails at its end."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.seen = 0
        self.violations: list[Violation] = []

    def check_request(self, request: httpx2.Request) -> None:
        self.seen += 1
        self._note("requests", request, None, self._contract.violations_of_request(request))

    def check_response(self, request: httpx2.Request, response: httpx2.Response, raw: bytes) -> None:
        """Validate a whole response; `raw` is its body as received, maybe compressed."""
        try:
            body = httpx2.Response(response.status_code, headers=response.headers, content=raw).content
        except httpx2.DecodingError:
            self._note("responses", request, response, ["its body does not match its content-encoding"])
        else:
            self.check_decoded(request, response, body)

    def check_decoded(self, request: httpx2.Request, response: httpx2.Response, body: bytes) -> None:
        """Validate a response whose body is decoded already."""
        messages = self._contract.violations_of_response(request, response.status_code, response.headers, body)
        self._note("responses", request, response, messages)

    def check_call(self, request: Request, outcome: object) -> None:
        """Validate request and response of a call that runs without a transport."""
        sent = build_request(Send(request, connect=1.0, read=1.0, total=1.0), Credential("key", "secret"))
        self.check_request(sent)
        if isinstance(outcome, Response):
            headers = {"content-type": outcome.headers.get("content-type", JSON)}
            response = httpx2.Response(outcome.status, headers=headers, content=outcome.body)
            self.check_decoded(sent, response, response.content)

    def forget(self) -> None:
        self.seen = 0
        self.violations.clear()

    def _note(self, side: Side, request: httpx2.Request, response: httpx2.Response | None, messages: list[str]) -> None:
        exchange = f"{request.method} {request.url.path}" + ("" if response is None else f" -> {response.status_code}")
        self.violations += [Violation(side, exchange, message) for message in messages]


MONITOR = ContractMonitor(Contract.committed())
"""The contract monitor of this process. A driver without a transport calls its `check_call`."""


class MonitoredTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """A wrapper of an httpx2 transport of either kind, which shows a monitor its traffic."""

    def __init__(self, wrapped: Any, monitor: ContractMonitor) -> None:
        self._wrapped = wrapped
        self._monitor = monitor

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self._monitor.check_request(request)
        return self._watched(request, self._wrapped.handle_request(request))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._monitor.check_request(request)
        return self._watched(request, await self._wrapped.handle_async_request(request))

    def close(self) -> None:
        self._wrapped.close()

    async def aclose(self) -> None:
        await self._wrapped.aclose()

    def _watched(self, request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
        if response.is_closed:
            self._monitor.check_decoded(request, response, response.content)
            return response
        response.stream = _WatchedStream(
            response.stream, on_end=lambda raw: self._monitor.check_response(request, response, raw)
        )
        return response


class _WatchedStream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """A stream that passes a body on, and calls `on_end` with all of it. A body that ends early is a lost response."""

    def __init__(self, stream: Any, *, on_end: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._on_end = on_end

    def __iter__(self) -> Iterator[bytes]:
        pieces = []
        for piece in self._stream:
            pieces.append(piece)
            yield piece
        self._on_end(b"".join(pieces))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = []
        async for piece in self._stream:
            pieces.append(piece)
            yield piece
        self._on_end(b"".join(pieces))

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


def failure_reason(violations: Iterable[Violation], meant: set[str], *, all_must_be_met: bool) -> str | None:
    """Return why a test fails that may break the contract on these sides only, or None if it passes."""
    seen = dict.fromkeys(violations)
    broken = [violation for violation in seen if violation.side not in meant]
    if broken:
        return "The contract was broken:\n" + "\n".join(f"  {one}" for one in broken)
    idle = meant - {violation.side for violation in seen}
    if idle and all_must_be_met:
        return f"The mark off_contract names {', '.join(sorted(idle))}, which kept the contract: remove the mark."
    return None


def watch_every_client(monitor: ContractMonitor, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the contract monitor around each transport of a client, its own or a custom one."""
    _watch(monitor, monkeypatch, sync_driver._ProcessState, sync_driver.SyncDriver)
    _watch(monitor, monkeypatch, async_driver._LoopState, async_driver.AsyncDriver)


def _watch(monitor: ContractMonitor, monkeypatch: pytest.MonkeyPatch, state: Any, driver: Any) -> None:
    own, made = state.transport, driver.__init__

    def init(self: Any, credential: Any, options: Any, transport: Any) -> None:
        made(self, credential, options, None if transport is None else MonitoredTransport(transport, monitor))

    monkeypatch.setattr(state, "transport", lambda self, *url: MonitoredTransport(own(self, *url), monitor))
    monkeypatch.setattr(driver, "__init__", init)
