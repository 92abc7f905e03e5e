"""An order API on raw sockets, with faults on demand: it drops, resets, stalls, drips and truncates responses.

It uses bare streams on purpose: the server of an HTTP library finishes every response. It runs on any event loop.
`virtual_loop.py` runs it in virtual time beside its client, `in_thread` in a thread and in real time.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import contextmanager
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from math import inf
from queue import Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from tests.standins.behavior import FAULTLESS, OTHER_ORDER, Behavior, Choice, Delivery, Reply
from tests.standins.order_store import Duplicates, Operation, OrderStore
from tests.standins.virtual_loop import end_tasks

if TYPE_CHECKING:
    from collections.abc import Iterator

DRIP_SECONDS: Final = 0.02
_BACKLOG: Final = 1024


class Gone(Exception):
    """The connection ends here."""


class FaultServer:
    """A server of a store on a loopback port. `choose` returns the behavior at each request.

    Attributes:
        store: The orders.
        choose: May be replaced at any time.
        requests: The number of requests of each operation.
        url: The base URL for a client.
    """

    def __init__(self, store: OrderStore, choose: Choice = lambda *_: FAULTLESS) -> None:
        self.store = store
        self.choose = choose
        self.requests: Counter[Operation] = Counter()
        self._late: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        self._connections: set[asyncio.Task[None]] = set()
        self._listener = socket.socket()
        # A bound port without a listener rejects connections, and no other program can take it.
        self._listener.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/api"

    async def start(self, *, listens_after: float = 0.0) -> None:
        """Accept connections, after so many seconds. Never, if that is infinite."""
        if listens_after == 0:
            await self._listen()
        elif listens_after != inf:
            self._later(listens_after, self._listen)

    async def finish(self) -> None:
        """Wait until all late commits are done."""
        await asyncio.gather(*self._late)

    async def close(self) -> None:
        """Stop accepting connections, and close the open ones."""
        asyncio.get_running_loop().remove_reader(self._listener)
        # asyncio leaks a connection that it accepted, but whose task begins after the server was closed.
        for _ in range(5):
            await asyncio.sleep(0)
        if self._server is not None:
            self._server.close()
        self._listener.close()
        for writer in self._writers:
            writer.transport.abort()
        await asyncio.sleep(0)

    async def _listen(self) -> None:
        self._server = await asyncio.start_server(self._accept, sock=self._listener, backlog=_BACKLOG)

    def _later(self, seconds: float, action: Callable[[], Awaitable[None]]) -> None:
        async def act() -> None:
            await asyncio.sleep(seconds)
            await action()

        self._late.add(asyncio.create_task(act()))

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # No coroutine: one that is canceled before its first step could not close its connection.
        self._writers.add(writer)
        task = asyncio.create_task(self._serve(reader, writer))
        self._connections.add(task)
        task.add_done_callback(self._connections.discard)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                method, path, content = await _read_request(reader)
                operation, name = operation_of(method, path)
                self.requests[operation] += 1
                behavior = self.choose(operation, self.requests.total())
                reply = self._process(operation, name, json.loads(content or b"null"), behavior)
                await asyncio.sleep(behavior.delay)
                await self._send(reader, writer, reply, behavior.delivery)
        except (Gone, OSError, EOFError):
            # The client left, or the fault ends the connection.
            pass
        finally:
            writer.close()

    def _process(self, operation: Operation, name: str, content: Any, behavior: Behavior) -> Reply:
        own = Reply(504, media_type="text/html")
        if behavior.commits and behavior.commits_after:

            async def commit() -> None:
                self.store.respond(operation, name, content, lag=behavior.lookup_lag)

            self._later(behavior.commits_after, commit)
        elif behavior.commits:
            status, reply = self.store.respond(operation, name, content, lag=behavior.lookup_lag)
            own = Reply(status, json.dumps(reply).encode())
        return behavior.reply or own

    async def _send(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, reply: Reply, delivery: Delivery
    ) -> None:
        """Send a response. Raises Gone if its delivery ends the connection."""
        if delivery == "with_junk":
            reply = replace(reply, body=reply.body + b"<!-- junk -->")
        head, content = self._head(reply), reply.body
        match delivery:
            case "whole" | "with_junk":
                writer.write(head + content)
                return
            case "and_another":
                other = Reply(200, OTHER_ORDER)
                writer.write(head + content + self._head(other) + other.body)
                return
            case "close_idle":
                writer.write(head + content)
            case "truncate" | "reset_midway":
                writer.write(head + content[: len(content) // 2])
                await asyncio.sleep(0.05)
            case "drip_head":
                await _drip(writer, head + content)
            case "drip_body":
                writer.write(head)
                await _drip(writer, content)
            case "silent":
                await reader.read()
        if delivery in {"reset", "reset_midway"}:
            # With a linger time of 0 seconds, closing resets the connection.
            connection: socket.socket = writer.get_extra_info("socket")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
        raise Gone

    def _head(self, reply: Reply) -> bytes:
        try:
            phrase = HTTPStatus(reply.status).phrase
        except ValueError:
            phrase = "Unknown"
        headers = {"Content-Type": reply.media_type, "Content-Length": str(len(reply.body)), **reply.headers}
        lines = [f"{name}: {self._header(value)}" for name, value in headers.items()]
        return "\r\n".join([f"HTTP/1.1 {reply.status} {phrase}", *lines, "", ""]).encode("latin-1")

    def _header(self, value: str | float) -> str:
        return value if isinstance(value, str) else formatdate(self.store.wall_clock() + value, usegmt=True)


def operation_of(method: str, path: str) -> tuple[Operation, str]:
    """Return the operation of a request, and the id or reference in its path, or ""."""
    match method, [unquote(part) for part in path.split("/")[2:]]:
        case "POST", ["order"]:
            return "submit", ""
        case "POST", ["search"]:
            return "search", ""
        case "POST", [name, "cancel"]:
            return "cancel", name
        case "PUT", [name]:
            return "update_shipment", name
        case "GET", [name]:
            return "get", name
    message = f"no such route: {method} {path}"
    raise ValueError(message)


async def _read_request(reader: asyncio.StreamReader) -> tuple[str, str, bytes]:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    length = next((int(line[15:]) for line in head.lower().split("\r\n") if line.startswith("content-length:")), 0)
    method, path, _ = head.split(" ", 2)
    return method, path, await reader.readexactly(length)


async def _drip(writer: asyncio.StreamWriter, content: bytes) -> None:
    for number in range(len(content)):
        writer.write(content[number : number + 1])
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)


@contextmanager
def in_thread(
    choose: Choice = lambda *_: FAULTLESS, duplicates: Duplicates = Duplicates.REFUSED
) -> Iterator[FaultServer]:
    """Run a server in real time, in a thread of its own, until the block ends."""
    server = FaultServer(OrderStore(duplicates, time.monotonic, time.time), choose)
    started, stops = Event(), Queue[Callable[[], object]]()

    async def run() -> None:
        stop, loop = asyncio.Event(), asyncio.get_running_loop()
        await server.start()
        stops.put(lambda: loop.call_soon_threadsafe(stop.set))
        started.set()
        await stop.wait()
        await server.close()
        await end_tasks()

    thread = Thread(target=lambda: asyncio.run(run()))
    thread.start()
    started.wait()
    try:
        yield server
    finally:
        stops.get()()
        thread.join()
