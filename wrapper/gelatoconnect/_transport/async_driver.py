"""Runs calls on asyncio: the one place of the asynchronous client that waits, sends and receives."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from inspect import GEN_CLOSED, getgeneratorstate
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

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
from gelatoconnect._transport.async_transport import AsyncPoolTransport
from gelatoconnect._transport.logging import ours
from gelatoconnect._transport.pools import proxy_for, shared_ssl_context
from gelatoconnect._transport.rate_limiter import KeyPace

if TYPE_CHECKING:
    from gelatoconnect._config import Credential
    from gelatoconnect.options import Options


T = TypeVar("T")


class AsyncDriver:
    """Performs the commands of calls over one transport. A forked child or another event loop gets its own sockets."""

    def __init__(self, credential: Credential, options: Options, transport: httpx.AsyncBaseTransport | None) -> None:
        self._credential = credential
        self._max_connections = options.max_connections
        self._pace = KeyPace(credential.key, options.requests_per_second)
        self._given = transport
        self._homes: dict[int, WeakKeyDictionary[asyncio.AbstractEventLoop, _Home]] = {}

    async def run(self, steps: Steps[T]) -> T:
        """Run a call to its end and return its result; its errors go through."""
        told: Any = None
        try:
            while True:
                try:
                    command = steps.send(told)
                except StopIteration as end:
                    result: T = end.value
                    return result
                told = await self._perform(command)
        except BaseException as interruption:
            # The call hears of it wherever it came: it returns its place, and names the order it leaves in doubt.
            if getgeneratorstate(steps) != GEN_CLOSED:
                steps.throw(interruption)
            raise

    async def aclose(self) -> None:
        """Close the connections of this event loop. A transport that was given is closed as well."""
        if self._given is not None:
            await self._given.aclose()
        home = self._loops().pop(asyncio.get_running_loop(), None)
        for pool in home.pools.values() if home is not None else ():
            await pool.aclose()

    def _loops(self) -> WeakKeyDictionary[asyncio.AbstractEventLoop, _Home]:
        return self._homes.setdefault(generation(), WeakKeyDictionary())

    def _home(self) -> _Home:
        loop, homes = asyncio.get_running_loop(), self._loops()
        home = homes.get(loop)
        if home is None:
            home = homes[loop] = _Home(asyncio.BoundedSemaphore(self._max_connections))
        return home

    async def _perform(self, command: Command) -> Outcome | Place | None:
        match command:
            case Send():
                return await self._send(command)
            case Sleep(seconds):
                await asyncio.sleep(seconds)
            case Acquire(url, within, place):
                return self._pace.place(url, within, place)
            case SlowDown(url, seconds, age):
                self._pace.slow_down(url, seconds, age)
        return None

    async def _send(self, send: Send) -> Outcome:
        limit = asyncio.timeout(None if send.total == inf else max(send.total, 0.0))
        progress = _Progress(send, limit)
        home = self._home()
        logged = ours.set(True)
        try:
            async with limit, home.gate:
                return await self._exchange(send, home, progress)
        except TimeoutError:
            # A refusal is the server's word as soon as its status is there, though time ran out over its body.
            refused = None if progress.answered is None else answered_without_body(progress.answered)
            return refused or lost(progress.too_late(""))
        finally:
            ours.reset(logged)

    async def _exchange(self, send: Send, home: _Home, progress: _Progress) -> Outcome:
        request = httpx_request(send, self._credential)
        request.extensions["trace"] = progress.trace
        transport: httpx.AsyncBaseTransport
        progress.connects()
        if self._given is None:
            transport = home.transport(send.request.url)
        else:
            transport = self._given
            progress.leaves()
        connect = max(0.0, min(send.connect, progress.left))
        request.extensions["timeout"].update(connect=connect, read=None, write=None, pool=None)
        try:
            response = await transport.handle_async_request(request)
        except TRANSPORT_FAILURES as error:
            return lost(error)
        progress.answered = response
        try:
            return answer(response, await response.aread())
        except httpx.DecodingError:
            return answer(response, b"")
        except TRANSPORT_FAILURES as error:
            return answered_without_body(response) or lost(error)
        finally:
            await response.aclose()


@dataclass(slots=True)
class _Home:
    """What belongs to one event loop of one process: connections, and the gate in front of them."""

    gate: asyncio.BoundedSemaphore
    pools: dict[str, AsyncPoolTransport] = field(default_factory=dict)

    def transport(self, url: str) -> AsyncPoolTransport:
        where = origin(url)
        pool = self.pools.get(where)
        if pool is None:
            context = shared_ssl_context() if where.startswith("https:") else None
            pool = self.pools[where] = AsyncPoolTransport(ssl_context=context, proxy=proxy_for(url))
        return pool


class _Progress:
    """Knows how far a request has come; once it has begun to leave, gives it the time an answer may take."""

    def __init__(self, send: Send, limit: asyncio.Timeout) -> None:
        self.too_late: type[httpx.TimeoutException] = httpx.PoolTimeout
        """What it means if time runs out now."""
        self.answered: httpx.Response | None = None
        self._send = send
        self._limit = limit
        self._end = monotonic() + send.total

    @property
    def left(self) -> float:
        return self._end - monotonic()

    def connects(self) -> None:
        self.too_late = httpx.ConnectTimeout

    def leaves(self) -> None:
        if self.too_late is not httpx.ReadTimeout:
            self.too_late = httpx.ReadTimeout
            left = min(self._send.read, self.left)
            self._limit.reschedule(asyncio.get_running_loop().time() + left)

    async def trace(self, event: str, _: object) -> None:
        if event.endswith("send_request_headers.started"):
            self.leaves()
