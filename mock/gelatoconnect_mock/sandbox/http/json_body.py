"""Reads the body of a request: its size, its type, its coding, and its JSON, in that order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.http import content_coding
from gelatoconnect_mock.sandbox.http.errors import ApiError

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Request

MAX_BODY_BYTES: Final = 1_048_576
"""The largest body that is read."""
MAX_SNAPSHOT_BYTES: Final = 33_554_432
"""The largest snapshot that is read."""
MAX_SNAPSHOT_VALUES: Final = 6_000_000
"""The most values of a snapshot, an object or array counted as five: in Python each takes about 50 bytes."""
_JSON: Final = b"application/json"
_CONTENT_TYPE: Final = b"content-type"
_CONTENT_ENCODING: Final = b"content-encoding"
_EXPECTED: Final = {
    "depth": "at most about a thousand levels, found one more",
    "recursion": "at most about a thousand levels, found one more",
    "infinity": "a number of at most 1.8e308, found a larger one",
    "out of range": "a number of at most 1.8e308, found a larger one",
    "byte order mark": "JSON without a byte order mark, found one",
    "UTF-8": "UTF-8, found other bytes in the text that begins",
    "surrogate": "both halves of a surrogate pair, found one",
    "end of data": "more, found the end of the body",
}
"""The expectation of the parser, by a part of its message."""


class TruncatedBody(bytes):
    """The beginning of a body that was too large to keep or was not read. ``size`` is the size of the whole body."""

    size: int

    def __bool__(self) -> bool:
        return self.size > 0

    @classmethod
    def of(cls, body: bytes, beginning: int) -> TruncatedBody:
        """Return the first bytes of a body."""
        truncated = cls(body[:beginning])
        truncated.size = len(body)
        return truncated

    @classmethod
    def unread(cls, size: int) -> TruncatedBody:
        """Return a stand-in for a body that was not read; ``size`` 0 if its size is not known."""
        truncated = cls()
        truncated.size = size
        return truncated


def read_json(request: Request, max_bytes: int = MAX_BODY_BYTES) -> Any:
    """Return the JSON of a body, decoded if it is coded. Raises ApiError: 413, 415, 400."""
    coding = check_head(request, max_bytes)
    return parse_json((request if coding is None else without_coding(request, coding, max_bytes)).body)


def check_head(request: Request, max_bytes: int = MAX_BODY_BYTES) -> bytes | None:
    """Check the size and the type of a body, and return its `Content-Encoding`. Raises ApiError: 413, 415."""
    body = request.body
    if (body.size if isinstance(body, TruncatedBody) else len(body)) > max_bytes:
        raise _too_large(max_bytes)
    declared = coding = None
    for name, value in request.headers:
        if name == _CONTENT_TYPE:
            declared = value if declared is None else declared
        elif name == _CONTENT_ENCODING:
            coding = value if coding is None else b"%b,%b" % (coding, value)
    if declared != _JSON and (declared is None or declared.partition(b";")[0].strip().lower() != _JSON):
        raise ApiError(415, "Send the body with Content-Type application/json.")
    return coding


def decode_unused(request: Request, *, accepts_codings: bool) -> Request:
    """Return a request whose body no operation reads, decoded if it is coded. Raises ApiError: 413, 415.

    A body without a coding is ignored, whatever it is.
    """
    coding = b",".join(value for name, value in request.headers if name == _CONTENT_ENCODING)
    body = request.body
    size = body.size if isinstance(body, TruncatedBody) else len(body)
    if size > MAX_BODY_BYTES and accepts_codings and content_coding.codings(coding):
        raise _too_large(MAX_BODY_BYTES)
    return without_coding(request, coding, accepts_codings=accepts_codings)


def without_coding(
    request: Request, coding: bytes, max_bytes: int = MAX_BODY_BYTES, *, accepts_codings: bool = True
) -> Request:
    """Return a request with its body decoded; the header stays.

    Raises ApiError: 413 for a body that is too large then, 415 for a coding that is not taken, and for a body that does
    not have its coding.
    """
    applied = content_coding.codings(coding)
    if not applied or request.is_decoded:
        return request
    if not accepts_codings:
        raise content_coding.refused()
    return request._replace(body=content_coding.decode(request.body, applied, max_bytes), is_decoded=True)


def parse_json(body: bytes, *, accepts_codings: bool = True) -> Any:
    """Return the JSON of a body. Raises ApiError: 400, or 415 for a body that is compressed without a header saying so.

    Strict: no NaN, no lone surrogates, UTF-8 only, no more than about a thousand levels deep.
    Of a name that comes twice in an object the last counts.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as broken:
        if (coding := content_coding.undeclared(body)) is not None:
            raise content_coding.undeclared_coding(coding, accepts_codings=accepts_codings) from None
        raise ApiError(400, "The body is not valid JSON.", [_where(body, broken)]) from None


def _too_large(max_bytes: int) -> ApiError:
    return ApiError(413, f"The body is larger than the {max_bytes:,} bytes that this server takes.")


def count_values(body: bytes) -> int:
    """Return about how many values the JSON of a body has, an object or array counted as five, without parsing it."""
    return body.count(b",") + 4 * (body.count(b"{") + body.count(b"["))


def _where(body: bytes, broken: orjson.JSONDecodeError) -> dict[str, str]:
    if not body.strip():
        message = "expected a JSON object, found an empty body"
    else:
        # Only the kind and the position: the value may be personal data.
        expected = next(
            (words for part, words in _EXPECTED.items() if part in broken.msg), "JSON, found something else"
        )
        message = f"expected {expected} at line {broken.lineno}, column {broken.colno}"
    return {"message": message, "reference": "", "code": "other"}
