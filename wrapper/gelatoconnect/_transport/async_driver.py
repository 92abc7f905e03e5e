"""Runs the engine's calls for the asynchronous client, on asyncio."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from inspect import GEN_CLOSED, getgeneratorstate
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

import httpx2

from gelatoconnect._engine.commands import Command, Outcome, Reservation, Reserve, Send, Sleep, Steps, Throttle
from gelatoconnect._fork import ForkLocal
from gelatoconnect._transport.adapter import (
    TRANSPORT_FAILURES,
    build_request,
    convert_failure,
    convert_response,
    convert_without_body,
    origin,
)
from gelatoconnect._transport.async_transport import AsyncTransport
from gelatoconnect._transport.logging import redact_log
from gelatoconnect._transport.rate_limiter import KeyedRateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._config import Credential
    from gelatoconnect.options import Options

T = TypeVar("T")


class AsyncDriver:
    """The driver of the asynchronous client: it performs the commands of calls.

    Each event loop, and each forked child, gets its own connections.

    Args:
        credential: Goes into the X-API-KEY header.
        options: Supplies `max_connections` and `requests_per_second`.
        transport: A transport to use in place of real connections, or None.
    """

    def __init__(self, credential: Credential, options: Options, transport: httpx2.AsyncBaseTransport | None) -> None:
        self._credential = credential
        self._max_connections = options.max_connections
        self._rate_limiter = KeyedRateLimiter(credential.key, options.requests_per_second)
        self._custom_transport = transport
        self._new_transport: Callable[[str], httpx2.AsyncBaseTransport] = AsyncTransport
        if options.through_http_client:
            from gelatoconnect._transport.client_transport import AsyncClientTransport  # noqa: PLC0415 - few need it

            self._custom_transport = transport and AsyncClientTransport(transport)
            self._new_transport = lambda url: AsyncClientTransport(AsyncTransport(url))
        self._loop_states: ForkLocal[WeakKeyDictionary[asyncio.AbstractEventLoop, _LoopState]]
        self._loop_states = ForkLocal(WeakKeyDictionary)

    async def run(self, steps: Steps[T]) -> T:
        """Run a call to its end and return its result. Its errors propagate."""
        reply: Any = None
        try:
            while True:
                try:
                    command = steps.send(reply)
                except StopIteration as end:
                    result: T = end.value
                    return result
                reply = await self._perform(command)
        except BaseException as interruption:
            # The call must see it: it cancels its reservation, and names the order that may exist.
            if getgeneratorstate(steps) != GEN_CLOSED:
                steps.throw(interruption)
            raise

    async def aclose(self) -> None:
        """Close the connections of this event loop, and the custom transport."""
        if self._custom_transport is not None:
            await self._custom_transport.aclose()
        state = self._loop_states.get().pop(asyncio.get_running_loop(), None)
        for transport in state.transports.values() if state is not None else ():
            await transport.aclose()

    def _loop_state(self) -> _LoopState:
        loop, states = asyncio.get_running_loop(), self._loop_states.get()
        state = states.get(loop)
        if state is None:
            state = states[loop] = _LoopState(self._new_transport, asyncio.BoundedSemaphore(self._max_connections))
        return state

    async def _perform(self, command: Command) -> Outcome | Reservation | None:
        match command:
            case Send():
                return await self._send(command)
            case Sleep(seconds):
                await asyncio.sleep(seconds)
            case Reserve(url, max_delay, reservation):
                return self._rate_limiter.reserve(url, max_delay, reservation)
            case Throttle(url, seconds, age):
                self._rate_limiter.throttle(url, seconds, age)
        return None

    async def _send(self, send: Send) -> Outcome:
        timer = asyncio.timeout(None if send.total == inf else max(send.total, 0.0))
        progress = _Progress(send, timer)
        state = self._loop_state()
        try:
            with redact_log():
                async with timer, state.semaphore:
                    return await self._exchange(send, state, progress)
        except TimeoutError:
            # A 4xx status is decisive as soon as it is there, though time ran out over its body.
            refusal = None if progress.response is None else convert_without_body(progress.response)
            return refusal or convert_failure(progress.timeout_error(""))

    async def _exchange(self, send: Send, state: _LoopState, progress: _Progress) -> Outcome:
        request = build_request(send, self._credential)
        request.extensions["trace"] = progress.trace
        transport: httpx2.AsyncBaseTransport
        if self._custom_transport is None:
            progress.start_connecting()
            transport = state.transport(send.request.url)
        else:
            progress.start_sending()
            transport = self._custom_transport
        try:
            response = await transport.handle_async_request(request)
        except TRANSPORT_FAILURES as error:
            return convert_failure(error)
        progress.response = response
        try:
            return convert_response(response, await response.aread())
        except httpx2.DecodingError:
            return convert_response(response, b"")
        except TRANSPORT_FAILURES as error:
            return convert_without_body(response) or convert_failure(error)
        finally:
            await response.aclose()


@dataclass(slots=True)
class _LoopState:
    """The transports of one event loop in one process, and the semaphore that bounds its requests in flight.

    httpx2 bounds each transport by itself, so its limit would hold neither across origins nor for custom transports.
    """

    new_transport: Callable[[str], httpx2.AsyncBaseTransport]
    semaphore: asyncio.BoundedSemaphore
    transports: dict[str, httpx2.AsyncBaseTransport] = field(default_factory=dict)

    def transport(self, url: str) -> httpx2.AsyncBaseTransport:
        """Return the transport for the origin of `url`."""
        key = origin(url)
        transport = self.transports.get(key)
        if transport is None:
            transport = self.transports[key] = self.new_transport(url)
        return transport


class _Progress:
    """The phase of one request. It sets the timer to the time that the phase may take."""

    def __init__(self, send: Send, timer: asyncio.Timeout) -> None:
        self.timeout_error: type[httpx2.TimeoutException] = httpx2.PoolTimeout
        """The exception to report if the time ends now."""
        self.response: httpx2.Response | None = None
        self._send = send
        self._timer = timer
        self._end = monotonic() + send.total

    def start_connecting(self) -> None:
        """Start the time for connecting."""
        self._start(httpx2.ConnectTimeout, self._send.connect)

    def start_sending(self) -> None:
        """Start the time for sending the request and reading its response, once."""
        if self.timeout_error is not httpx2.ReadTimeout:
            self._start(httpx2.ReadTimeout, self._send.read)

    async def trace(self, event: str, info: dict[str, Any]) -> None:
        """Take note of an event of httpcore2."""
        # A proxy's CONNECT request still belongs to connecting.
        if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
            self.start_sending()

    def _start(self, timeout_error: type[httpx2.TimeoutException], seconds: float) -> None:
        self.timeout_error = timeout_error
        left = min(seconds, self._end - monotonic())
        self._timer.reschedule(asyncio.get_running_loop().time() + left)
