"""A small API on real sockets, in a thread of its own, whose store outlives every process that talks to it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Queue
from threading import Event, Thread
from typing import TYPE_CHECKING, Any, Literal
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterator

Mood = Literal["fine", "silent", "head drips", "body drips", "drop before", "drop after", "504 after", "504 late"]
DRIP_SECONDS = 0.03
LATE_SECONDS = 0.15


@dataclass(slots=True)
class LoopbackApi:
    """`mood` decides how a request is treated, told its operation ("submit", "get" or "search") and its number."""

    mood: Callable[[str, int], Mood] = lambda _operation, _number: "fine"
    refuses_duplicates: bool = True
    orders: list[dict[str, Any]] = field(default_factory=list)
    requests: int = 0
    url: str = ""

    def ids(self, reference: str) -> list[str]:
        return [order["id"] for order in self.orders if order["orderReferenceId"] == reference]

    def answer(self, operation: str, path: str, body: dict[str, Any]) -> tuple[int, Any]:
        match operation:
            case "submit":
                return self._submit(body)
            case "search":
                return 200, {
                    "orders": [one for one in self.orders if one["orderReferenceId"] == body["orderReferenceId"]]
                }
            case _:
                named = [one for one in self.orders if path in {one["id"], one["orderReferenceId"]}]
                return (200, named[-1]) if named else (404, {"code": "none", "message": "no such order"})

    def _submit(self, body: dict[str, Any]) -> tuple[int, Any]:
        if self.refuses_duplicates and self.ids(body["orderReferenceId"]):
            return 409, {"code": "known", "message": "the reference is taken"}
        made = {"id": f"order-{len(self.orders) + 1}", "createdAt": "2026-01-01T00:00:00+00:00"}
        self.orders.append({**body, **made, "fulfillmentStatus": "received"})
        return 200, {**made, "orderReferenceId": body["orderReferenceId"]}


@contextmanager
def loopback_api(**settings: Any) -> Iterator[LoopbackApi]:
    """Run an API on a port of its own, in a thread of its own, until the block ends."""
    api, started, stops = LoopbackApi(**settings), Event(), Queue[Callable[[], object]]()
    thread = Thread(target=lambda: asyncio.run(_run(api, started, stops)))
    thread.start()
    started.wait()
    try:
        yield api
    finally:
        stops.get()()
        thread.join()


async def _run(api: LoopbackApi, started: Event, stops: Queue[Callable[[], object]]) -> None:
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # Whatever the other side does, it only ends this connection.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while await _exchange(api, reader, writer):
                pass
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    api.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    stops.put(lambda: loop.call_soon_threadsafe(stop.set))
    started.set()
    await stop.wait()
    server.close()
    # What was accepted last must begin to be served: cancelled before its first step it would leave its socket open.
    for _ in range(5):
        await asyncio.sleep(0)
    connections = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for connection in connections:
        connection.cancel()
    await asyncio.gather(*connections, return_exceptions=True)
    # A turn of the loop, in which the closed connections let go of their sockets.
    await asyncio.sleep(0)


async def _exchange(api: LoopbackApi, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
    """Treat one request; tell whether the connection goes on."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("ascii")
    length = next((int(line[15:]) for line in head.lower().splitlines() if line.startswith("content-length:")), 0)
    body = json.loads(await reader.readexactly(length)) if length else {}
    method, target, _ = head.split(" ", 2)
    operation = "get" if method == "GET" else "search" if target == "/search" else "submit"
    api.requests += 1
    mood = api.mood(operation, api.requests)
    if mood == "drop before":
        return False
    if mood == "504 late":
        asyncio.get_running_loop().call_later(LATE_SECONDS, api.answer, operation, "", body)
        status, content = 504, b""
    else:
        status, said = api.answer(operation, unquote(target[1:]), body)
        content = json.dumps(said).encode()
    if mood == "504 after":
        status, content = 504, b""
    kind = "application/json" if content else "text/html"
    start = f"HTTP/1.1 {status} Word\r\nContent-Type: {kind}\r\nContent-Length: {len(content)}\r\n\r\n".encode()
    match mood:
        case "drop after":
            return False
        case "silent":
            await asyncio.sleep(3600)
        case "head drips":
            await _drip(writer, start)
        case "body drips":
            writer.write(start)
            await _drip(writer, content)
        case _:
            writer.write(start + content)
    await writer.drain()
    return True


async def _drip(writer: asyncio.StreamWriter, data: bytes) -> None:
    for number in range(len(data)):
        writer.write(data[number : number + 1])
        await writer.drain()
        await asyncio.sleep(DRIP_SECONDS)
