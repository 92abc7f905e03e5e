"""uvicorn's HTTP protocol with two things added: faults reach the connection, and heads have a limit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from gelatoconnect_mock.sandbox.application import TRANSPORT

if TYPE_CHECKING:
    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

MOST_HEAD_BYTES: Final = 65_536
"""The largest head, request line and headers together, that is read."""
_TOO_LARGE: Final = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\ncontent-type: application/json\r\ncontent-length: %d\r\n"
    b"connection: close\r\n\r\n%s"
)
_SENTENCE: Final = (
    b'{"code":"HEADERS_TOO_LARGE","message":"The headers are larger than the 65,536 bytes that this server takes."}'
)


class SandboxProtocol(HttpToolsProtocol):
    """One connection. ``held`` tells that a fault keeps its client waiting on purpose."""

    held = False
    _answering: RequestResponseCycle | None = None

    def shutdown(self) -> None:
        """Begin to stop, which nothing that waits on purpose may hold up."""
        super().shutdown()
        if self.held:
            self.transport.abort()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever answers on this connection that its client has gone.

        uvicorn tells the newest request alone, which is not the one being answered where a client sends ahead.
        """
        super().connection_lost(exc)
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def on_message_begin(self) -> None:
        """Start a request, and give the application the connection's transport."""
        super().on_message_begin()
        self._head = 0
        self.scope["extensions"] = {TRANSPORT: self.transport}  # type: ignore[dict-item]

    def on_url(self, url: bytes) -> None:
        """Take a piece of the request line."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, or too much of it, and close."""
        if self._head > MOST_HEAD_BYTES:
            self.transport.write(_TOO_LARGE % (len(_SENTENCE), _SENTENCE))
            self.transport.close()
        else:
            super().send_400_response(msg)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _count(self, size: int) -> None:
        self._head += size
        if self._head > MOST_HEAD_BYTES:
            raise ValueError  # the parser turns it into a call of send_400_response
