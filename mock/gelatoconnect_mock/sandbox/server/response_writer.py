"""Writes responses to a client at a socket: whole in one call, in parts, or spoiled as a fault wants it."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from functools import lru_cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.http.wire import BODILESS

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Headers, Response

# Linger on, for no time: what is closed like this is reset.
_RESET_ON_CLOSE: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
_NOTHING, _PART, _WHOLE = range(3)


class ResponseWriter:
    """The `Wire` of a connection's requests, which have it one after the other."""

    __slots__ = (
        "_chunked", "_gone", "_sent", "_writable", "closes", "extra_headers", "head_only", "is_paused", "transport",
    )  # fmt: skip

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self.is_paused = False
        """Whether the client reads more slowly than responses are written."""
        self._gone: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self.start(head_only=False, closes=False, extra_headers=())

    def start(self, *, head_only: bool, closes: bool, extra_headers: Headers) -> None:
        """Begin with another request. ``closes``: the connection ends with its response."""
        self.head_only, self.closes, self.extra_headers = head_only, closes, extra_headers
        self._sent = _NOTHING
        self._chunked = False

    @property
    def is_complete(self) -> bool:
        """Whether the response has been written to its last byte."""
        return self._sent == _WHOLE

    async def send(self, response: Response) -> None:
        """Send a whole response in one call: one system call, and one packet for all but large bodies."""
        self.write_whole(response)

    def write_whole(self, response: Response) -> None:
        """Do what `send` does, for a caller that cannot await."""
        head = self._head(response, b"content-length: %d\r\n" % len(response.body))
        self._sent = _WHOLE
        self.transport.write(head if self.head_only else head + response.body)

    async def begin(self, response: Response, *, parts: bool = False) -> None:
        """Send a response's head alone. Without ``parts`` it declares the length of the response's body.

        With ``parts`` the body has no length: it is chunked, or ends with the connection.
        """
        self._chunked = parts and not self.closes
        framing = b"content-length: %d\r\n" % len(response.body)
        if parts:
            framing = b"transfer-encoding: chunked\r\n" if self._chunked else b""
        head = self._head(response, framing)
        self._sent = _PART
        self.transport.write(head)

    async def write(self, piece: bytes, *, last: bool = False) -> None:
        """Send a piece of the body whose head has been sent; wait while the client does not read."""
        if self.is_paused and not self.transport.is_closing():
            self._writable = asyncio.get_running_loop().create_future()
            await self._writable
        if self._chunked:
            piece = (b"%x\r\n%b\r\n" % (len(piece), piece) if piece else b"") + (b"0\r\n\r\n" if last else b"")
        if piece and not self.head_only and not self.transport.is_closing():
            self.transport.write(piece)
        if last:
            self._sent = _WHOLE

    async def close(self) -> None:
        """Close the connection in the ordinary way, whatever has been sent."""
        self.transport.close()

    async def reset(self) -> None:
        """End the connection with a TCP reset; `abort` alone would send a FIN."""
        connection = self.transport.get_extra_info("socket")
        if connection is not None and not self.transport.is_closing():
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.transport.abort()

    async def pause(self, seconds: float) -> bool:
        """Wait for real seconds; return False, at once, if the client has left or the server stops."""
        if self.transport.is_closing():
            return False
        loop = asyncio.get_running_loop()
        self._gone = loop.create_future()
        timer = loop.call_later(seconds, _wake, self._gone)
        try:
            await self._gone
        finally:
            timer.cancel()
            self._gone = None
        return not self.transport.is_closing()

    def resume(self) -> None:
        """Go on writing: the client has read."""
        self.is_paused = False
        _wake(self._writable)

    def end(self) -> None:
        """Wake a response that waits: the connection is lost."""
        self.resume()
        _wake(self._gone)

    def _head(self, response: Response, framing: bytes) -> bytes:
        if self._sent != _NOTHING:
            raise RuntimeError("a request has one response")
        lines = [_status_line(response.status)]
        if response.status not in BODILESS:
            lines += (b"content-type: ", response.content_type, b"\r\n", framing)
        for name, value in (*response.headers, *self.extra_headers):
            lines += (name, b": ", value, b"\r\n")
        if self.closes:
            lines.append(b"connection: close\r\n")
        lines.append(b"\r\n")
        return b"".join(lines)


@lru_cache
def _status_line(status: int) -> bytes:
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:  # a status of no standard, as a fault may want it
        phrase = ""
    return f"HTTP/1.1 {status} {phrase}\r\n".encode()


def _wake(waiting: asyncio.Future[None] | None) -> None:
    if waiting is not None and not waiting.done():
        waiting.set_result(None)
