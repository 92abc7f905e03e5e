"""The HTTP/1.1 edge: one connection, from its first byte to its last.

Requests are handled one at a time in their order, most of them before the next is parsed. Bytes that are not HTTP end
the connection with a response that says so.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from math import inf
from types import coroutine
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.server.limits import ProtocolError
from gelatoconnect_mock.sandbox.server.request_reader import BODY, DISCARD, END, IDLE, RequestReader
from gelatoconnect_mock.sandbox.server.response_writer import ResponseWriter

if TYPE_CHECKING:
    from collections.abc import Coroutine, Generator

    from gelatoconnect_mock.sandbox.http.messages import Request
    from gelatoconnect_mock.sandbox.server.dispatcher import Dispatcher
    from gelatoconnect_mock.sandbox.server.limits import ArrivingBodies, Deadlines, Limits

_BATCH: Final = 8
"""Requests of one connection that are handled before the loop looks at other connections."""
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Connection(asyncio.Protocol):
    """One client's connection: whose turn it is, and how long is waited for what."""

    __slots__ = (
        "_batch",
        "_deadlines",
        "_dispatcher",
        "_is_considered",
        "_is_handling",
        "_is_reading_paused",
        "_is_timed",
        "_limits",
        "_queue",
        "_read_ahead",
        "_reader",
        "_refusal",
        "_stalled_at",
        "_tasks",
        "_transport",
        "_writer",
        "deadline",
    )  # fmt: skip
    _transport: asyncio.Transport
    _writer: ResponseWriter

    def __init__(
        self,
        dispatcher: Dispatcher,
        deadlines: Deadlines,
        tasks: set[asyncio.Task[None]],
        limits: Limits,
        arriving: ArrivingBodies,
    ) -> None:
        self._dispatcher, self._deadlines, self._tasks, self._limits = dispatcher, deadlines, tasks, limits
        self._reader = RequestReader(limits, dispatcher.max_body, self._consider, self._receive, arriving)
        self._queue: deque[tuple[Request, bool]] = deque()
        """Requests that wait for their turn, each with whether the connection ends with its response."""
        self._refusal: ProtocolError | None = None
        """A refusal that waits for its turn."""
        self._is_handling = self._is_considered = self._is_reading_paused = False
        self._is_timed = False
        """Whether the deadline is that of a request which has begun."""
        self._batch = 0
        """How many requests have been handled since the loop looked at other connections."""
        self._read_ahead = 0
        self._stalled_at = inf
        self.deadline = inf

    # Called by the transport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for a first request, as long as for a next one."""
        self._transport = transport  # type: ignore[assignment]  # of a stream
        self._writer = ResponseWriter(self._transport)
        self._deadlines.connections.add(self)
        self._set_deadline(self._limits.idle_seconds)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the reason changes nothing
        """End the response that waits, and forget the rest."""
        self._deadlines.connections.discard(self)
        self._queue.clear()
        self._reader.release()
        self._writer.end()

    def pause_writing(self) -> None:
        """Handle no further request until the client reads its responses."""
        self._writer.is_paused = True
        self._stalled_at = self._deadlines.clock() + self._limits.idle_seconds
        self._set_deadline(self._limits.idle_seconds)

    def resume_writing(self) -> None:
        """Go on with the response that waits, or with the next request."""
        self._stalled_at = inf
        self._writer.resume()
        self._proceed()

    def data_received(self, data: bytes) -> None:
        """Read what has arrived, handle each whole request in it, and set a deadline for the rest."""
        reader = self._reader
        if reader.state == END:
            return
        self._batch = 0
        was_idle = reader.state == IDLE
        try:
            reader.feed(data)
        except ProtocolError as refusal:
            self._refuse(ProtocolError.tls() if was_idle and _is_tls(data) else refusal)
        if reader.state == BODY:
            self._consider()
            self._count_body()
        if self._is_busy():
            self._read_ahead += len(data)
            if self._read_ahead > self._limits.ahead_bytes and not self._is_reading_paused:
                self._is_reading_paused = True
                self._transport.pause_reading()
            self._is_timed = False
            self._wait_for_turn()
        elif reader.state == IDLE and reader.completed:
            self._is_timed = False
            self._set_deadline(self._limits.idle_seconds)
        elif reader.state != END and (reader.began or not self._is_timed):  # empty lines before a request count too
            self._is_timed = True
            self._set_deadline(self._limits.request_seconds)

    # Called by the server

    def expire(self) -> None:
        """Act on the deadline."""
        transport, state = self._transport, self._reader.state
        if transport.is_closing() or self._deadlines.clock() >= self._stalled_at:
            transport.abort()
        elif self._is_timed and state not in (DISCARD, END):
            self._refuse(ProtocolError.slow(self._limits))
        else:
            self.close()

    def close(self) -> None:
        """Close in the ordinary way: what has been written is sent, if the client reads it."""
        self._reader.end()
        self._transport.close()
        self._set_deadline(self._limits.idle_seconds)

    def abort(self) -> None:
        """Close at once."""
        self._transport.abort()

    # Turns

    def _is_busy(self) -> bool:
        return self._is_handling or self._writer.is_paused or bool(self._queue)

    def _receive(self, request: Request, closes: bool) -> None:
        """Handle a whole request, or let it wait for its turn."""
        if self._batch >= _BATCH or self._is_busy():
            self._queue.append((request, closes))
        else:
            self._handle(request, closes)

    def _handle(self, request: Request, closes: bool) -> None:
        """Handle a request: here and now, unless its response has to wait for something."""
        self._is_handling = True
        self._is_considered = False
        self._batch += 1
        headers = self._dispatcher.cors_headers(request)
        self._writer.start(head_only=request.method == "HEAD", closes=closes, extra_headers=headers)
        response = self._dispatcher.handle(request, self._writer)
        try:
            awaited = response.send(None)
        except StopIteration:
            self._finish()
            return
        task = asyncio.get_running_loop().create_task(_go_on(response, awaited))
        self._tasks.add(task)
        task.add_done_callback(self._finish_task)

    def _finish_task(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.result()
            self._finish()
            self._proceed()

    def _finish(self) -> None:
        """End a request's turn."""
        self._is_handling = False
        if self._transport.is_closing():
            self._queue.clear()
            self.close()
        elif not self._writer.is_complete:
            _LOG.error("The sandbox did not complete a response: this is a bug of the sandbox.")
            self.close()
        elif self._writer.closes:
            self._half_close()

    def _proceed(self) -> None:
        """Handle the requests whose turn has come; then read on."""
        if self._is_handling or self._transport.is_closing():
            return
        self._batch = 0
        while self._queue and self._batch < _BATCH and not (self._is_handling or self._writer.is_paused):
            self._handle(*self._queue.popleft())
        if self._is_busy():
            self._wait_for_turn()
            return
        if self._refusal is not None:
            self._send_refusal(self._refusal)
        if self._reader.state == BODY:
            self._consider()
        self._resume_reading()
        if self._is_busy():
            self._wait_for_turn()
        elif self._reader.state != END:
            self._is_timed = self._reader.state != IDLE
            self._set_deadline(self._limits.request_seconds if self._is_timed else self._limits.idle_seconds)

    def _consider(self) -> None:
        """Handle a request before its body has arrived, if no body could change the response."""
        reader = self._reader
        if self._is_busy():
            return
        if reader.is_over_limit:
            request, closes = reader.request(), reader.is_last
        elif self._is_considered:
            return
        else:
            self._is_considered = True
            stand_in = self._dispatcher.unread_body(reader.method, reader.path, reader.headers)
            if stand_in is None:
                if reader.expects_continue:
                    self._transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
                return
            # Nobody knows whether a client that asked sends the body anyway.
            request, closes = reader.request(stand_in), reader.is_last or reader.expects_continue
        reader.discard()
        self._handle(request, closes)

    def _count_body(self) -> None:
        """Count a body that has not arrived whole, and refuse it if there is no room for it."""
        if self._reader.state != BODY:  # its request has its response
            return
        try:
            self._reader.count_body()
        except ProtocolError as refusal:
            self._refuse(refusal)

    def _refuse(self, refusal: ProtocolError) -> None:
        """Read nothing more, and say why: at once, or when every request before has its response."""
        has_response = self._reader.state == DISCARD
        self._reader.end()
        if has_response and self._is_handling:
            self._writer.closes = True
        elif has_response:
            self._half_close()
        elif self._is_busy():
            self._refusal = refusal
        else:
            self._send_refusal(refusal)

    def _send_refusal(self, refusal: ProtocolError) -> None:
        self._refusal = None
        self._writer.start(head_only=False, closes=True, extra_headers=())
        self._writer.write_whole(self._dispatcher.refuse(refusal))
        self._half_close()

    def _half_close(self) -> None:
        """Say that nothing more is sent, and let the client finish."""
        self._reader.end()
        self._queue.clear()
        self._resume_reading()
        if self._transport.can_write_eof():
            self._transport.write_eof()
        self._is_timed = False
        self._set_deadline(self._limits.linger_seconds)

    # Time

    def _resume_reading(self) -> None:
        self._read_ahead = 0
        if self._is_reading_paused and not self._transport.is_closing():
            self._is_reading_paused = False
            self._transport.resume_reading()

    def _wait_for_turn(self) -> None:
        """Wait for this server without an end, but not for a client that does not read."""
        self.deadline = inf
        if self._writer.is_paused:
            self._set_deadline(self._stalled_at - self._deadlines.clock())
        elif not self._is_handling:  # other connections have their turn
            self._deadlines.call_at(self._deadlines.clock(), self._proceed)

    def _set_deadline(self, seconds: float) -> None:
        deadlines = self._deadlines
        self.deadline = deadline = deadlines.clock() + seconds
        if deadline < deadlines.next_check:
            deadlines.schedule(deadline)


def _is_tls(data: bytes) -> bool:
    """Return True for the first bytes of a TLS handshake: its record type, and the major version of all of TLS."""
    return data.startswith(b"\x16\x03") or data == b"\x16"


async def _go_on(started: Coroutine[Any, Any, None], awaited: Any) -> None:
    """Go on, in a task, with a coroutine that was started without one and awaits its first future."""
    await _resume(started, awaited)


@coroutine
def _resume(started: Coroutine[Any, Any, None], awaited: Any) -> Generator[Any, None, None]:
    try:
        yield awaited
    except BaseException:
        started.close()
        raise
    yield from started
