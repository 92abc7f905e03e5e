"""Runs calls synchronously: the one place of the synchronous client that waits, sends and receives."""

from __future__ import annotations

from dataclasses import dataclass, field
from inspect import GEN_CLOSED, getgeneratorstate
from math import inf
from threading import BoundedSemaphore, Lock
from time import monotonic, sleep
from typing import TYPE_CHECKING, Any, TypeVar

import httpx

from gelatoconnect._engine.commands import Acquire, Command, Outcome, Place, Send, Sleep, SlowDown, Steps
from gelatoconnect._fork import generation
from gelatoconnect._transport.adapter import (
    TRANSPORT_FAILURES,
    answer,
    answered_without_body,
    httpx_request,
    lost,
    origin,
)
from gelatoconnect._transport.logging import ours
from gelatoconnect._transport.pools import proxy_for, shared_ssl_context
from gelatoconnect._transport.rate_limiter import KeyPace

if TYPE_CHECKING:
    from gelatoconnect._config import Credential
    from gelatoconnect._transport.sync_transport import PoolTransport
    from gelatoconnect.options import Options


T = TypeVar("T")


class SyncDriver:
    """Performs the commands of calls over one transport. Thread-safe; a forked child gets sockets of its own."""

    def __init__(self, credential: Credential, options: Options, transport: httpx.BaseTransport | None) -> None:
        self._credential = credential
        self._max_connections = options.max_connections
        self._pace = KeyPace(credential.key, options.requests_per_second)
        # httpcore is a third of httpx, which loads it with its first client; so it is here, and not with a first call.
        from gelatoconnect._transport.sync_transport import PoolTransport  # noqa: PLC0415

        self._new_pool = PoolTransport
        self._given = transport
        self._homes: dict[int, _Home] = {}

    def run(self, steps: Steps[T]) -> T:
        """Run a call to its end and return its result; its errors go through."""
        told: Any = None
        try:
            while True:
                try:
                    command = steps.send(told)
                except StopIteration as end:
                    result: T = end.value
                    return result
                told = self._perform(command)
        except BaseException as interruption:
            # The call hears of it wherever it came: it returns its place, and names the order it leaves in doubt.
            if getgeneratorstate(steps) != GEN_CLOSED:
                steps.throw(interruption)
            raise

    def close(self) -> None:
        """Close the connections. A transport that was given is closed as well."""
        if self._given is not None:
            self._given.close()
        for pool in self._home().take_pools():
            pool.close()

    def _home(self) -> _Home:
        home = self._homes.get(generation())
        if home is None:
            home = self._homes.setdefault(generation(), _Home(BoundedSemaphore(self._max_connections)))
        return home

    def _perform(self, command: Command) -> Outcome | Place | None:
        match command:
            case Send():
                return self._send(command)
            case Sleep(seconds):
                sleep(seconds)
            case Acquire(url, within, place):
                return self._pace.place(url, within, place)
            case SlowDown(url, seconds, age):
                self._pace.slow_down(url, seconds, age)
        return None

    def _send(self, send: Send) -> Outcome:
        home, end = self._home(), monotonic() + send.total
        if not home.gate.acquire(timeout=None if send.total == inf else max(send.total, 0.0)):
            return lost(httpx.PoolTimeout("no connection was free in time"))
        logged = ours.set(True)
        try:
            return self._exchange(send._replace(total=end - monotonic()), home)
        finally:
            ours.reset(logged)
            home.gate.release()

    def _exchange(self, send: Send, home: _Home) -> Outcome:
        request = httpx_request(send, self._credential)
        transport = self._given if self._given is not None else home.transport(send.request.url, self._new_pool)
        try:
            response = transport.handle_request(request)
        except TRANSPORT_FAILURES as error:
            return lost(error)
        try:
            return answer(response, response.read())
        except httpx.DecodingError:
            return answer(response, b"")
        except TRANSPORT_FAILURES as error:
            return answered_without_body(response) or lost(error)
        finally:
            response.close()


@dataclass(slots=True)
class _Home:
    """What belongs to one process: connections, and the gate in front of them."""

    gate: BoundedSemaphore
    lock: Lock = field(default_factory=Lock)
    pools: dict[str, PoolTransport] = field(default_factory=dict)

    def transport(self, url: str, new_pool: type[PoolTransport]) -> PoolTransport:
        where = origin(url)
        with self.lock:
            pool = self.pools.get(where)
            if pool is None:
                context = shared_ssl_context() if where.startswith("https:") else None
                pool = self.pools[where] = new_pool(ssl_context=context, proxy=proxy_for(url))
            return pool

    def take_pools(self) -> list[PoolTransport]:
        """Return the pools and forget them: the next request makes new ones."""
        with self.lock:
            pools = list(self.pools.values())
            self.pools.clear()
        return pools
