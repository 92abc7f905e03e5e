"""Decodes a request's body by its `Content-Encoding`, within a bound on what comes out."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.http.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterator

CODINGS: Final = ("gzip", "deflate")
"""The codings that are decoded."""
_ACCEPTED: Final = " or ".join(CODINGS)
MAX_CODINGS: Final = 2
"""Codings of one body, one around the other."""
MAX_RATIO: Final = 200
"""How many times its size a body may become, beyond `FREE_BYTES`."""
FREE_BYTES: Final = 65_536
"""The decoded size below which no ratio is too large."""
_MAX_MEMBERS: Final = 64
"""Parts of a gzip body: each costs a decoder, whatever it holds."""
_PIECE_BYTES: Final = 65_536
_GZIP, _ZLIB, _RAW_DEFLATE = 31, 15, -15
_ALIASES: Final = {"x-gzip": "gzip"}
_MAGIC: Final = {
    b"\x1f\x8b": "gzip", b"\x28\xb5\x2f\xfd": "zstd", b"\x1f\x9d": "compress", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz",
    b"\x04\x22\x4d\x18": "lz4",
}  # fmt: skip
"""The first bytes of compressed data. No JSON begins with any of them. Brotli has none."""
_JSON_BEGINNINGS: Final = (b"{", b"[")
_PEEKED_BYTES: Final = 64


class _TooManyMembersError(Exception):
    """A gzip body has more than `_MAX_MEMBERS` parts."""


def codings(value: bytes) -> list[str]:
    """Return the codings of a `Content-Encoding` header in the order in which they were applied.

    Raises ApiError: 415 for an unknown one, and for too many.
    """
    named = [name.strip(b" \t").decode("latin-1").lower() for name in value.split(b",")]
    found = [_ALIASES.get(name, name) for name in named if name not in {"", "identity"}]
    if [name for name in found if name not in CODINGS]:
        raise unsupported("an unknown coding")
    if len(found) > MAX_CODINGS:
        raise unsupported(f"more than {MAX_CODINGS} codings")
    return found


def decode(body: bytes, applied: list[str], max_bytes: int) -> bytes:
    """Return a body without its codings.

    Never makes more than ``max_bytes`` of it, nor more than `MAX_RATIO` times its size. Raises ApiError: 413 for a body
    that would be larger, 415 for one that is not what its header says.
    """
    limit = min(max_bytes, max(FREE_BYTES, MAX_RATIO * len(body)))
    decoded = body
    for coding in reversed(applied):
        try:
            decoded = b"".join(_pieces(decoded, coding, limit))
        except _TooManyMembersError:
            message = (
                f"The header Content-Encoding says gzip, and the body has more than {_MAX_MEMBERS} gzip members, the "
                "limit here. Compress the whole body in one call, or send it without that header."
            )
            raise _error(message) from None
        except zlib.error:
            raise unsupported(f"{coding}, and the body is not: it is broken, ends early, or goes on") from None
        except OverflowError:
            excess = (
                f"the {limit:,} bytes that this server takes" if limit == max_bytes else f"{MAX_RATIO} times its size"
            )
            raise ApiError(413, f"The decoded body is larger than {excess}.") from None
    return decoded


def undeclared(body: bytes) -> str | None:
    """Return the coding of a body that is not JSON, by its first bytes; None if they are those of no coding.

    What deflate codes has no mark of its own, so it counts if JSON begins in it.
    """
    for magic, coding in _MAGIC.items():
        if body.startswith(magic):
            return coding
    if body.lstrip().startswith(_JSON_BEGINNINGS):
        return None
    for window in (_ZLIB, _RAW_DEFLATE):
        decoder = zlib.decompressobj(window)
        try:
            beginning = decoder.decompress(body[:FREE_BYTES], _PEEKED_BYTES)
        except zlib.error:
            continue
        is_coded = decoder.eof or len(beginning) == _PEEKED_BYTES  # a few bytes may be so by chance
        if is_coded and beginning.lstrip().startswith(_JSON_BEGINNINGS):
            return "deflate"
    return None


def undeclared_coding(coding: str, *, accepts_codings: bool = True) -> ApiError:
    """Return the 415 of a body whose coding no `Content-Encoding` names."""
    found = f"The body is compressed ({coding}), and the header Content-Encoding does not say so"
    if not accepts_codings:
        return _error(f"{found}. Here no coding is accepted: send the body uncompressed.", b"identity")
    if coding in CODINGS:
        return _error(f"{found}. Name every coding of the body there, or send it uncompressed.")
    return _error(f"{found}. Here {coding} is not accepted: send the body as {_ACCEPTED}, and name that there.")


def refused() -> ApiError:
    """Return the 415 of any `Content-Encoding`, if none is taken."""
    message = (
        "The header Content-Encoding names a coding, and here none is accepted. Send the body without that header."
    )
    return _error(message, b"identity")


def unsupported(found: str) -> ApiError:
    """Return the 415 of a `Content-Encoding`."""
    return _error(f"The header Content-Encoding says {found}. Send the body as {_ACCEPTED}, or without that header.")


def _error(message: str, accepted: bytes = ", ".join(CODINGS).encode()) -> ApiError:
    return ApiError(415, message, headers=((b"accept-encoding", accepted),))


def _pieces(body: bytes, coding: str, limit: int) -> Iterator[bytes]:
    """Yield a decoded body in pieces. Raises zlib.error if it is broken, OverflowError beyond ``limit`` bytes.

    Raises _TooManyMembersError for gzip in more than `_MAX_MEMBERS` parts.
    """
    window = _GZIP if coding == "gzip" else _ZLIB if _is_zlib(body) else _RAW_DEFLATE
    decoder, members, size = zlib.decompressobj(window), 1, 0
    pending, rest = b"", memoryview(body)
    while True:
        if decoder.eof:
            pending = decoder.unused_data
            if not pending and not rest:
                return
            if coding != "gzip":
                raise zlib.error("more after the end")
            if members == _MAX_MEMBERS:
                raise _TooManyMembersError
            decoder, members = zlib.decompressobj(window), members + 1  # gzip may be concatenated
        if not pending:
            if not rest:
                raise zlib.error("ends early")
            pending, rest = bytes(rest[:_PIECE_BYTES]), rest[_PIECE_BYTES:]
        piece = decoder.decompress(pending, limit - size + 1)
        pending = decoder.unconsumed_tail
        size += len(piece)
        if size > limit:
            raise OverflowError
        yield piece


def _is_zlib(body: bytes) -> bool:
    """Return True for the header of zlib, which `deflate` has by its standard. Some clients leave it out."""
    return len(body) > 1 and body[0] & 0x0F == zlib.DEFLATED and int.from_bytes(body[:2], "big") % 31 == 0
