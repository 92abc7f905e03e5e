"""HTTP messages: a request as it came, and a response before it is sent."""

from __future__ import annotations

from typing import NamedTuple

Headers = tuple[tuple[bytes, bytes], ...]


class TruncatedHeaders(tuple[tuple[bytes, bytes], ...]):
    """What was kept of the headers of a request whose head was too large to keep."""

    __slots__ = ()


class Request(NamedTuple):
    """A request: the path undecoded and without the query, header names in lower case.

    ``head_bytes`` is the size of its head or a little more, as its reader has counted it.
    """

    method: str
    path: bytes
    query: bytes
    headers: Headers
    body: bytes
    head_bytes: int = 0

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
