"""The wire to a client at a socket: ASGI where that is enough, else the connection's own transport."""

from __future__ import annotations

import asyncio
import socket
import struct
import sys
from typing import TYPE_CHECKING, Any, Final, cast

from gelatoconnect_mock.sandbox.wire import framing

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gelatoconnect_mock.sandbox.exchange import Answer, Headers
    from gelatoconnect_mock.sandbox.protocol import SandboxProtocol

# On, and no time to linger: what is closed like this is reset.
_RESET_ON_CLOSE: Final = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)


class SocketWire:
    """One answer's way over uvicorn. ``extra`` are headers that every answer carries."""

    __slots__ = ("_extra", "_receive", "_send", "_transport")

    def __init__(
        self,
        receive: Callable[[], Awaitable[Any]],
        send: Callable[[Any], Awaitable[None]],
        transport: asyncio.Transport,
        extra: Headers = (),
    ) -> None:
        self._receive, self._send, self._transport, self._extra = receive, send, transport, extra

    async def send(self, answer: Answer) -> None:
        """Send a whole answer."""
        protocol = self._transport.get_protocol()
        if protocol is None or not cast("SandboxProtocol", protocol).write_whole(
            answer.status, self._headers(answer), answer.body
        ):
            await self.begin(answer)
            await self._send({"type": "http.response.body", "body": answer.body})

    async def begin(self, answer: Answer) -> None:
        """Send an answer's head alone, with the length of its whole body."""
        await self._send({"type": "http.response.start", "status": answer.status, "headers": self._headers(answer)})

    async def write(self, piece: bytes, *, last: bool = False) -> None:
        """Send a piece of the body whose head has gone out."""
        await self._send({"type": "http.response.body", "body": piece, "more_body": not last})

    async def close(self) -> None:
        """Close the connection in the ordinary way, whatever has been sent."""
        self._transport.close()
        await self._gone()

    async def reset(self) -> None:
        """End the connection with a TCP reset: no linger, then abort."""
        connection = self._transport.get_extra_info("socket")
        if connection is not None and not self._transport.is_closing():
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._transport.abort()
        await self._gone()

    async def pause(self, seconds: float) -> bool:
        """Wait for real seconds; return False, at once, where the client has gone or the server stops."""
        try:
            async with asyncio.timeout(seconds):
                await self._gone()
        except TimeoutError:
            # A client may have left in the very moment in which the wait ended.
            return not self._transport.is_closing()
        return False

    def _headers(self, answer: Answer) -> Headers:
        return (*framing(answer), *answer.headers, *self._extra)

    async def _gone(self) -> None:
        """Wait for the end of the connection: uvicorn takes a return before it for a mistake."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
