"""HTTP messages: a request as it came, and a response before it is sent."""

from __future__ import annotations

from typing import Final, NamedTuple

Headers = tuple[tuple[bytes, bytes], ...]
BLANKS: Final = b" \t"
"""What may surround a header's value without being part of it."""


class TruncatedHeaders(tuple[tuple[bytes, bytes], ...]):
    """What was kept of the headers of a request whose head was too large to keep."""

    __slots__ = ()


class Request(NamedTuple):
    """A request: the path undecoded and without the query, header names in lower case.

    With ``is_decoded`` the body is without the coding that its `Content-Encoding` names.

    ``head_bytes`` is the size of its head or a little more, as its reader has counted it.
    """

    method: str
    path: bytes
    query: bytes
    headers: Headers
    body: bytes
    head_bytes: int = 0
    is_decoded: bool = False

    def header(self, name: bytes) -> bytes | None:
        """Return the first header of that name (in lower case), or None."""
        for found, value in self.headers:
            if found == name:
                return value
        return None


class Response(NamedTuple):
    """A response; ``headers`` lack those of its body, which the wire adds."""

    status: int
    body: bytes
    headers: Headers = ()
    content_type: bytes = b"application/json"

    @property
    def success(self) -> bool:
        """True for a 2xx status."""
        return 200 <= self.status < 300  # noqa: PLR2004 - what HTTP calls successful
