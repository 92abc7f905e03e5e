"""Reads requests off a connection with httptools: heads, bodies, and the limits of both.

Limits hold for each request, in however many reads it arrives and however many others arrive with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from httptools import HttpParserError, HttpParserUpgrade, HttpRequestParser, parse_url

from gelatoconnect_mock.sandbox.http.messages import BLANKS, Request
from gelatoconnect_mock.sandbox.server.limits import ProtocolError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.http.messages import Headers
    from gelatoconnect_mock.sandbox.server.limits import ArrivingBodies, Limits

IDLE, HEAD, BODY, DISCARD, END = range(5)
"""What is being read: nothing yet, a head, a body, a body whose request has its response already, nothing more."""
_HEADER_BYTES: Final = len(b": \r\n")
_LINE_BYTES: Final = len(b"  HTTP/1.1\r\n\r\n")
_CHUNK_BYTES: Final = 8
"""Framing for each byte of a chunked body that is never too much: a chunk may have one byte."""
_SHARED: Final = -(1 << 62)
"""Bytes received of a request that does not begin its read: so few that its head is counted by itself."""
_FRAMING: Final = (b"content-length", b"transfer-encoding")
_TOKEN: Final = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]"
_REQUEST_LINE: Final = re.compile(rb"(?:\r?\n)*(%b+) [!-~]+ HTTP/1\.[01]\r?\n" % _TOKEN)
_PART_OF_LINE: Final = re.compile(rb"(?:\r?\n)*%b*(?: [!-~]*(?: [HTP/.0-9]*\r?)?)?" % _TOKEN)
_MAX_LINE_BYTES: Final = 8_192
"""Longest request line with a method that the parser does not know, if it comes in several reads."""
_NOTEWORTHY: Final = frozenset((b"connection", b"expect", b"host", b"transfer-encoding"))


class RequestReader:
    """The requests of one connection.

    Calls ``on_expectation`` for a head whose client asks whether to send the body, and ``on_request`` for each whole
    request, both in the middle of `feed`.
    """

    __slots__ = (
        "_arriving", "_body", "_body_bytes", "_chunk_bytes", "_counted", "_framed_bytes", "_head_bytes", "_header_list",
        "_is_spread", "_limits", "_line", "_max_body", "_method", "_offers_upgrade", "_on_expectation", "_on_request",
        "_parser", "_received", "_url", "began", "completed", "expects_continue", "headers", "is_last", "method",
        "path", "query", "state",
    )  # fmt: skip
    _body: bytes | bytearray
    method: str
    path: bytes
    query: bytes
    headers: Headers
    is_last: bool
    """Whether the connection ends with the response to the newest request."""
    expects_continue: bool
    """Whether its client asks before it sends the body."""

    def __init__(
        self,
        limits: Limits,
        max_body: Callable[[bytes], int],
        on_expectation: Callable[[], None],
        on_request: Callable[[Request, bool], None],
        arriving: ArrivingBodies,
    ) -> None:
        self._limits, self._max_body, self._arriving = limits, max_body, arriving
        self._body = b""
        self._counted = 0
        """Bytes of the body that are part of the size of all arriving ones."""
        self._on_expectation, self._on_request = on_expectation, on_request
        self._parser = HttpRequestParser(self)
        self.state = IDLE
        self._offers_upgrade = False
        self._line = b""
        """The beginning of a request whose method has not arrived whole."""
        self._method: bytes | None = None
        """The method of a request, if the parser does not know it and reads another in its place."""
        self._chunk_bytes = self._received = 0
        self.began = self.completed = False
        """Whether the newest read has begun a request, and whether it has completed one."""

    def feed(self, data: bytes) -> None:
        """Read what has arrived; raise ProtocolError for what cannot be read, and for what is over a limit."""
        self.began = self.completed = False
        size = self._limits.head_bytes
        if len(data) <= size:
            self._parse(data)
            return
        # A head that fits into one such part is within the limit; only one that spreads over two has to be measured.
        for start in range(0, len(data), size):
            if self.state != END:
                self._parse(data[start : start + size])

    def request(self, body: bytes | None = None) -> Request:
        """Return the newest request, with what has arrived of its body, or with a stand-in for that."""
        content = bytes(self._body) if body is None else body
        self._body = b""
        if self._counted:
            self._count_no_longer()
        # Whole reads are counted, since they cost nothing: a head is that without its body, or a little less.
        head_bytes = self._received - len(content)
        if head_bytes <= 0:
            head_bytes = self._count_head()
        return Request(self.method, self.path, self.query, self.headers, content, head_bytes)

    @property
    def is_over_limit(self) -> bool:
        """Whether the body, as far as it has arrived, is larger than is read."""
        return self._body_bytes > self._max_body(self.path)

    @property
    def held_bytes(self) -> int:
        """The bytes that are kept of a body which has not arrived whole."""
        return len(self._body)

    def count_body(self) -> None:
        """Count what is kept of a body among the arriving ones; raise ProtocolError if they are over the limit."""
        counted, self._counted = self._counted, len(self._body)
        self._arriving.size += self._counted - counted
        if self._arriving.size > self._limits.arriving_bytes:
            raise ProtocolError.full(self._limits)

    def discard(self) -> None:
        """Read the rest of a body without keeping it: its request has its response."""
        self.state = DISCARD
        self._drop_body()

    def end(self) -> None:
        """Read nothing more."""
        self.state = END
        self._drop_body()

    def release(self) -> None:
        """Let go of the parser, which refers to this object as this does to it."""
        self.end()
        del self._parser, self._on_expectation, self._on_request

    # Called by the parser

    def on_message_begin(self) -> None:
        """Begin a request."""
        if self.state == END:
            raise ProtocolError.malformed()  # stops the parser; sends nothing
        self.state = HEAD
        self.began = True
        self._is_spread = False
        self._received = _SHARED if self.completed else self._chunk_bytes
        self._url = self._body = b""
        self._header_list: list[tuple[bytes, bytes]] = []
        self._head_bytes = self._framed_bytes = self._body_bytes = 0

    def on_url(self, url: bytes) -> None:
        """Read the target, or a part of it."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Read a header. Trailers come here as well, after the list has been read for the last time."""
        # httptools strips leading blanks alone. RFC 9110, 5.5: those at the end are no part of the value either.
        self._header_list.append((name.lower(), value.strip(BLANKS)))

    def on_headers_complete(self) -> None:
        """Read the head as a whole."""
        parser = self._parser
        method, url, headers = parser.get_method(), self._url, tuple(self._header_list)
        if self._is_spread:
            size = len(method) + len(url) + _LINE_BYTES + _headers_size(headers)
            if size > self._limits.head_bytes:
                raise ProtocolError.large_head(self._limits)
        if method == b"CONNECT":
            raise ProtocolError.connect()
        if self._method is not None:
            method, self._method = self._method, None
        self.method, self.headers = method.decode(), headers
        self.path, self.query = _path_and_query(url)
        self.is_last, self.expects_continue = not parser.should_keep_alive(), False
        self._read_noteworthy(headers)
        self.state = BODY
        self._offers_upgrade = parser.should_upgrade()
        if self.expects_continue and not self._offers_upgrade:
            self._on_expectation()

    def on_body(self, piece: bytes) -> None:
        """Read a piece of the body; keep no more of it than shows that it is over the limit."""
        if self.state != BODY:
            return
        if not self._body_bytes:
            self._body = piece
        elif not self.is_over_limit:
            if isinstance(self._body, bytes):
                self._body = bytearray(self._body)
            self._body += piece
        self._body_bytes += len(piece)

    def on_message_complete(self) -> None:
        """Hand the request over, unless it has its response already."""
        if self._offers_upgrade or self.state == END:
            return
        was_discarded = self.state == DISCARD
        self.completed = True
        self.state = END if self.is_last else IDLE
        if not was_discarded:
            self._on_request(self.request(), self.is_last)

    # Limits and offers

    def _drop_body(self) -> None:
        self._body = b""
        self._count_no_longer()

    def _count_no_longer(self) -> None:
        self._arriving.size -= self._counted
        self._counted = 0

    def _count_head(self) -> int:
        return len(self.path) + len(self.query) + _LINE_BYTES + _headers_size(self.headers)

    def _read_noteworthy(self, headers: Headers) -> None:
        """Read the headers that concern the connection and the framing of the body."""
        parser = self._parser
        hosts = 0
        for name, value in headers:
            if name not in _NOTEWORTHY:
                continue
            if name == b"host":
                hosts += 1
                continue
            # HTTP/1.0 keeps no connection here, even if it asks, and knows no expectation.
            if name == b"connection":
                self.is_last = self.is_last or parser.get_http_version() == "1.0"
            elif name == b"expect":
                self.expects_continue = value.lower() == b"100-continue" and parser.get_http_version() == "1.1"
            elif value.strip().lower() != b"chunked":  # a list of codings is how requests are smuggled
                raise ProtocolError.unknown_coding()
        if hosts != 1 and parser.get_http_version() == "1.1":  # RFC 9112, 3.2
            raise ProtocolError.wrong_hosts(hosts)

    def _parse(self, data: bytes) -> None:
        self._chunk_bytes = len(data)
        self._received += self._chunk_bytes
        before = self.state
        self._is_spread = before == HEAD
        began, self.began = self.began, False
        line = b"" if before == IDLE else self._line or None
        rest: bytes | memoryview = data
        while (offset := self._feed(rest, line)) is not None and self.state != END:
            rest, line = memoryview(rest)[offset:], None
            self._decline_upgrade()
        is_part = self.state == HEAD and not self._url and line is not None and not self.completed
        self._line = (line or b"") + data if is_part else b""
        began_here, self.began = self.began, self.began or began
        if began_here or self.state != before:
            return
        if before == HEAD:
            self._head_bytes += len(data)
            if self._head_bytes > self._limits.head_bytes:
                raise ProtocolError.large_head(self._limits)
        elif before == BODY:
            self._framed_bytes += len(data)
            if self._framed_bytes > self._body_bytes * _CHUNK_BYTES + self._limits.head_bytes:
                raise ProtocolError.large_trailers(self._limits)

    def _feed(self, data: bytes | memoryview, line: bytes | None = None) -> int | None:
        """Parse; return the offset of what follows an offer of another protocol, None if there is none.

        ``line`` is what has been read of the first request in it; None if it does not begin with a request.
        """
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade as offer:
            return int(offer.args[0])
        except HttpParserError as failure:
            raised = failure.__context__  # by a method of this object
            if self.state == END:
                return None
            if raised is not None and not isinstance(raised, HttpParserError):
                raise raised from None
            if line is None:
                raise ProtocolError.malformed() from None
            return self._read_method(line + bytes(data))
        return None

    def _read_method(self, data: bytes) -> int | None:
        """Read a request whose method the parser may not know; raise ProtocolError if it is malformed.

        Any token is a method, and the router decides about it. Another parser reads POST in its place: so the body is
        framed by its headers, as that of any method is.

        The parser does not say where a request begins that follows another in the same read: it counts as malformed.
        """
        line = _REQUEST_LINE.match(data)
        if line is None:
            if len(data) > _MAX_LINE_BYTES or not _PART_OF_LINE.fullmatch(data):
                raise ProtocolError.malformed()
            return None
        if _is_known(line[1]):
            raise ProtocolError.malformed()
        self._parser, self._method = HttpRequestParser(self), line[1]
        self._chunk_bytes = len(data)
        return self._feed(b"POST" + data[line.end(1) :])

    def _decline_upgrade(self) -> None:
        """Go on with a request that offers another protocol, as a server may that does not know it.

        The parser takes the offer for the end of HTTP and does not read the body; Java's own client makes the offer
        with every first request. Another parser gets the headers that frame the body, and reads it.
        """
        self._parser, self._offers_upgrade = HttpRequestParser(self), False
        framing = [header for header in self.headers if header[0] in _FRAMING and header[1].strip(b"0")]
        if not framing:
            self.on_message_complete()
            return
        read = self.method, self.path, self.query, self.headers, self.is_last, self.expects_continue
        began = self.began
        lines = b"".join(b"%b: %b\r\n" % header for header in framing)
        self._feed(b"POST / HTTP/1.1\r\nhost: x\r\n%b\r\n" % lines)
        self.method, self.path, self.query, self.headers, self.is_last, self.expects_continue = read
        self.began = began
        if self.expects_continue:
            self._on_expectation()


def _is_known(method: bytes) -> bool:
    """Return True for a method that the parser reads, so that something else is wrong."""
    try:
        HttpRequestParser(object()).feed_data(method + b" / HTTP/1.1\r\n")
    except HttpParserError:
        return False
    return True


def _headers_size(headers: Headers) -> int:
    return sum(len(name) + len(value) + _HEADER_BYTES for name, value in headers)


def _path_and_query(url: bytes) -> tuple[bytes, bytes]:
    if url.startswith(b"/") and b"#" not in url:
        path, _, query = url.partition(b"?")
        return path, query
    parsed = parse_url(url)
    return parsed.path or b"/", parsed.query or b""
