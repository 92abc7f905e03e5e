"""Runs the engine's calls for the synchronous client."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import GEN_CLOSED, getgeneratorstate
from math import inf
from threading import BoundedSemaphore, Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

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
from gelatoconnect._transport.logging import redact_log
from gelatoconnect._transport.rate_limiter import KeyedRateLimiter

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect._config import Credential
    from gelatoconnect.options import Options

T = TypeVar("T")


class SyncDriver:
    """The driver of the synchronous client: it performs the commands of calls.

    Thread-safe. A forked child gets its own connections.

    Args:
        credential: Goes into the X-API-KEY header.
        options: Supplies `max_connections` and `requests_per_second`.
        transport: A transport to use in place of real connections, or None.
    """

    def __init__(self, credential: Credential, options: Options, transport: httpx2.BaseTransport | None) -> None:
        # httpcore2, which httpx2 loads with its first client, loads here, and not in the first call.
        from gelatoconnect._transport.sync_transport import SyncTransport  # noqa: PLC0415

        max_connections = options.max_connections
        self._credential = credential
        self._rate_limiter = KeyedRateLimiter(credential.key, options.requests_per_second)
        self._custom_transport = transport
        new_transport: Callable[[str], httpx2.BaseTransport] = SyncTransport
        if options.through_http_client:
            from gelatoconnect._transport.client_transport import ClientTransport  # noqa: PLC0415 - few need it

            self._custom_transport = transport and ClientTransport(transport)
            new_transport = lambda url: ClientTransport(SyncTransport(url))  # noqa: E731 - as short as it is
        self._state = ForkLocal(lambda: _ProcessState(new_transport, BoundedSemaphore(max_connections)))

    def run(self, steps: Steps[T]) -> T:
        """Run a call to its end and return its result. Its errors propagate."""
        reply: Any = None
        try:
            while True:
                try:
                    command = steps.send(reply)
                except StopIteration as end:
                    result: T = end.value
                    return result
                reply = self._perform(command)
        except BaseException as interruption:
            # The call must see it: it cancels its reservation, and names the order that may exist.
            if getgeneratorstate(steps) != GEN_CLOSED:
                steps.throw(interruption)
            raise

    def close(self) -> None:
        """Close the connections of this process, and the custom transport."""
        if self._custom_transport is not None:
            self._custom_transport.close()
        for transport in self._state.get().take_transports():
            transport.close()

    def _perform(self, command: Command) -> Outcome | Reservation | None:
        match command:
            case Send():
                return self._send(command)
            case Sleep(seconds):
                sleep(seconds)
            case Reserve(url, max_delay, reservation):
                return self._rate_limiter.reserve(url, max_delay, reservation)
            case Throttle(url, seconds, age):
                self._rate_limiter.throttle(url, seconds, age)
        return None

    def _send(self, send: Send) -> Outcome:
        state, end = self._state.get(), monotonic() + send.total
        if not state.semaphore.acquire(timeout=None if send.total == inf else max(send.total, 0.0)):
            return convert_failure(httpx2.PoolTimeout("no free connection"))
        try:
            with redact_log():
                return self._exchange(send._replace(total=end - monotonic()), state)
        finally:
            state.semaphore.release()

    def _exchange(self, send: Send, state: _ProcessState) -> Outcome:
        request = build_request(send, self._credential)
        custom = self._custom_transport
        transport = state.transport(send.request.url) if custom is None else custom
        try:
            response = transport.handle_request(request)
        except TRANSPORT_FAILURES as error:
            return convert_failure(error)
        try:
            return convert_response(response, response.read())
        except httpx2.DecodingError:
            return convert_response(response, b"")
        except TRANSPORT_FAILURES as error:
            return convert_without_body(response) or convert_failure(error)
        finally:
            response.close()


@dataclass(slots=True)
class _ProcessState:
    """The transports of one process, and the semaphore that bounds its requests in flight.

    httpx2 bounds each transport by itself, so its limit would hold neither across origins nor for custom transports.
    """

    new_transport: Callable[[str], httpx2.BaseTransport]
    semaphore: BoundedSemaphore
    lock: Lock = field(default_factory=Lock)
    transports: dict[str, httpx2.BaseTransport] = field(default_factory=dict)

    def transport(self, url: str) -> httpx2.BaseTransport:
        """Return the transport for the origin of `url`."""
        key = origin(url)
        with self.lock:
            transport = self.transports.get(key)
            if transport is None:
                transport = self.transports[key] = self.new_transport(url)
            return transport

    def take_transports(self) -> list[httpx2.BaseTransport]:
        """Return the transports and forget them: the next request makes new ones."""
        with self.lock:
            transports = list(self.transports.values())
            self.transports.clear()
        return transports
