"""uvicorn's HTTP protocol, made fit for faults and for strangers.

Faults reach the connection; heads have a size, and whole requests a time to arrive in; what is no HTTP is refused in
the contract's error shape, in its turn; an offer to go on in another protocol is passed over, not stumbled over.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from gelatoconnect_mock.sandbox.answers import error
from gelatoconnect_mock.sandbox.application import ARRIVED, EXPECTS_CONTINUE, TRANSPORT

if TYPE_CHECKING:
    import asyncio

    from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

    from gelatoconnect_mock.sandbox.application import Application
    from gelatoconnect_mock.sandbox.exchange import Headers

MOST_HEAD_BYTES: Final = 65_536
"""The largest head, request line and headers together, that is read."""
MOST_SECONDS: Final = 20.0
"""How long a request may take from its first byte to its last; what is too large to answer is also read so long."""
_LINGER: Final = 1.0
"""How long a refused client may go on sending: to close at once would lose the answer on its way."""
_HEADER_BYTES: Final = len(b": \r\n")
_OF_THE_OFFER: Final = (b"connection", b"upgrade", b"http2-settings")


class _Refusal(NamedTuple):
    """What is said to a client before its connection is closed."""

    status: int
    message: str


_NO_HTTP: Final = _Refusal(
    400, "This is no HTTP request that can be read: its first line, a header, a length or a chunk is malformed."
)
_TOO_LARGE: Final = _Refusal(
    431, f"The first line and the headers are larger than the {MOST_HEAD_BYTES:,} bytes that this server takes."
)
_TOO_SLOW: Final = _Refusal(408, f"The request did not arrive whole within {MOST_SECONDS:g} seconds.")


class SandboxProtocol(HttpToolsProtocol):
    """One connection."""

    _answering: RequestResponseCycle | None = None
    """The request whose turn it is; `cycle` is the newest, which may have come ahead of its turn."""
    _in_head = _in_body = False
    _offered = False
    """Whether the request offers another protocol, and so has to be read again without that."""
    _received = 0
    """How much of an unfinished head came in after the piece that it began in."""
    _to_be_measured = _too_large = False
    """Whether the head may be too large, judging by the pieces it comes in; whether it is."""
    _limit: asyncio.TimerHandle | None = None
    _waiting: _Refusal | None = None
    """A refusal whose turn has not come: requests before it have no answer yet."""
    _refused = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin; a client that never says anything is not waited for longer than one between two requests."""
        super().connection_made(transport)
        self._await_a_request()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell whoever answers on this connection that its client has gone.

        uvicorn tells the newest request alone, which is not the one being answered where a client sends ahead.
        """
        super().connection_lost(exc)
        self._lift_limit()
        if self._answering is not None and not self._answering.response_complete:
            self._answering.disconnected = True
            self._answering.message_event.set()

    def data_received(self, data: bytes) -> None:
        """Take what has come in."""
        self._unset_keepalive_if_required()
        if self._refused:
            return
        began = self._in_head
        self._to_be_measured = began or len(data) > MOST_HEAD_BYTES
        try:
            self.parser.feed_data(data)
        except HttpParserUpgrade as offer:
            if self._offered:
                self._pass_over(data[offer.args[0] :])
                return
        except HttpParserError:
            self._refuse(_TOO_LARGE if self._too_large else _NO_HTTP)
            return
        if self._in_head or self._in_body:
            if began and self._in_head:
                self._received += len(data)
            if self._received > MOST_HEAD_BYTES:  # of a header that does not end
                self._refuse(_TOO_LARGE)
            elif self._limit is None:
                self._limit = self.loop.call_later(MOST_SECONDS, self._too_slow)
        elif self.cycle is None or self.cycle.response_complete:
            self._await_a_request()

    def write_whole(self, status: int, headers: Headers, body: bytes) -> bool:
        """Send an answer in one piece, which is one system call and one packet where ASGI's two messages make two.

        False, and nothing sent, where only uvicorn's own way will do: a connection that ends with this answer, a client
        that reads slowly or is gone, a HEAD, a header that would end early.
        """
        cycle = self._answering
        if cycle is None or cycle.response_started or cycle.disconnected or not cycle.keep_alive:
            return False
        if self.flow.write_paused or cycle.scope["method"] == "HEAD":
            return False
        if any(name == b"connection" or b"\n" in value or b"\r" in value for name, value in headers):
            return False
        pieces = [b"%s: %s\r\n" % header for header in headers]
        cycle.response_started = cycle.response_complete = True
        self.transport.write(b"".join((STATUS_LINE[status], *pieces, b"\r\n", body)))
        cycle.message_event.set()
        cycle.on_response()
        return True

    def on_message_begin(self) -> None:
        """Start a request, and give the application the connection's transport."""
        super().on_message_begin()
        self._in_head, self._received = True, 0
        self._extensions: dict[str, Any] = {TRANSPORT: self.transport}
        self.scope["extensions"] = self._extensions

    def on_headers_complete(self) -> None:
        """Hand the request to the application, whose turn it is before the body is there."""
        if self._to_be_measured:
            size = len(self.url) + sum(len(name) + len(value) + _HEADER_BYTES for name, value in self.headers)
            self._too_large = size > MOST_HEAD_BYTES
            if self._too_large:
                raise ValueError  # the parser turns it into an error of its own, and stops
        self._offered = self.parser.should_upgrade() and self.parser.get_method() != b"CONNECT"
        if self._offered:
            return
        if self.expect_100_continue:
            self._extensions[EXPECTS_CONTINUE] = {}
        super().on_headers_complete()
        self._in_head, self._in_body = False, True

    def on_message_complete(self) -> None:
        """Take note that the request has arrived whole."""
        if self._offered:
            return
        super().on_message_complete()
        self._in_body = False
        self._extensions[ARRIVED] = {}
        self._lift_limit()

    def on_response_complete(self) -> None:
        """Go on with the next request, or with the refusal that waited for its turn."""
        super().on_response_complete()
        if self._waiting is not None and not self._busy():
            self._say(self._waiting)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:
        self._answering = cycle
        super()._start_asgi_task(cycle, app)

    def _await_a_request(self) -> None:
        if self.timeout_keep_alive_task is None:
            wait = self.timeout_keep_alive
            self.timeout_keep_alive_task = self.loop.call_later(wait, self.timeout_keep_alive_handler)

    def _lift_limit(self) -> None:
        if self._limit is not None:
            self._limit.cancel()
            self._limit = None

    def _pass_over(self, rest: bytes) -> None:
        """Read a request again without its offer of another protocol, which a server is free to ignore.

        The parser takes the offer for the end of HTTP and would not read the body: Java's own client makes the offer
        with every first request.
        """
        kept = [b"%s: %s\r\n" % header for header in self.headers if header[0] not in _OF_THE_OFFER]
        tokens = [value for name, value in self.headers if name == b"connection"]
        if b"close" in (token.strip().lower() for value in tokens for token in value.split(b",")):
            kept.append(b"connection: close\r\n")
        line = b"%s %s HTTP/%s\r\n" % (self.parser.get_method(), self.url, self.parser.get_http_version().encode())
        self.parser = HttpRequestParser(self)
        self._in_head = self._offered = False
        self.data_received(b"".join([line, *kept, b"\r\n", rest]))

    def _busy(self, but: RequestResponseCycle | None = None) -> bool:
        """Whether a request, other than the one given, has not been answered yet."""
        current = self._answering
        return bool(self.pipeline) or not (current is None or current is but or current.response_complete)

    def _refuse(self, refusal: _Refusal) -> None:
        """Read nothing more, and say why: at once, or when all that came before has its answer."""
        self._refused = True
        self._lift_limit()
        unread = self.cycle if self._in_body else None
        if unread is not None and unread is self._answering:
            if unread.response_started:
                self.transport.close()
            else:
                self._say(refusal)
            return
        if unread is not None:
            self.pipeline.popleft()
        if self._busy():
            self._waiting = refusal
        else:
            self._say(refusal)

    def _say(self, refusal: _Refusal) -> None:
        self._waiting = None
        if self.transport.is_closing():
            return
        answer = cast("Application", self.app).identified(error(refusal.status, refusal.message))
        headers = b"".join(b"%s: %s\r\n" % header for header in answer.headers)
        self.transport.write(
            b"%scontent-type: %s\r\ncontent-length: %d\r\n%sconnection: close\r\n\r\n%s"
            % (STATUS_LINE[answer.status], answer.content_type, len(answer.body), headers, answer.body)
        )
        self.flow.resume_reading()
        self.transport.write_eof()
        self._limit = self.loop.call_later(_LINGER, self.transport.close)

    def _too_slow(self) -> None:
        self._limit = None
        if self._busy(but=self.cycle if self._in_body else None):  # it may be this server that is slow
            self._limit = self.loop.call_later(MOST_SECONDS, self._too_slow)
        else:
            self._refuse(_TOO_SLOW)
