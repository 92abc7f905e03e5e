"""Finds the operation of a method and a path. Fixed words win over IDs, as in the contract."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import unquote_to_bytes

from gelatoconnect_mock.sandbox.http.errors import ApiError

if TYPE_CHECKING:
    from collections.abc import Iterable

_PREFIX = re.compile(rb"[A-Za-z0-9._~-]{1,64}")
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ORDER = {"GET": "getOrder", "PUT": "updateShipment"}
_WORDS = {b"order": {"POST": "submitOrder"}, b"search": {"POST": "searchOrders"}}
_CANCEL = {"POST": "cancelOrder"}
_MAX_CACHED_PATH: Final = 200
_MAX_CACHED_ROUTES: Final = 1_024
_SEGMENTS = 4  # "", "api", prefix, word or id
_PATHS: Final = (
    "The API is at /api/{prefix}/order, /api/{prefix}/search, /api/{prefix}/{orderId} and "
    "/api/{prefix}/{orderId}/cancel."
)


class MethodNotAllowed(ApiError):
    """A path is known, its method is not."""

    def __init__(self, method: str, allowed: str) -> None:
        upper = method.upper()
        hint = (
            f" Methods are case-sensitive: write {upper}." if upper != method and upper in allowed.split(", ") else ""
        )
        message = f"Method not allowed. Allowed: {allowed}.{hint}"
        super().__init__(405, message, headers=((b"allow", allowed.encode()),))


class Route(NamedTuple):
    """Where a request goes; ``name`` is the order's ID or reference, still percent-encoded."""

    operation: str
    prefix: str
    name: bytes | None


def routes(path: bytes) -> dict[str, Route]:
    """Return the route of each method of a raw path. Raises ApiError: 404."""
    return (_routes_cached if len(path) <= _MAX_CACHED_PATH else _routes)(path)


def _routes(path: bytes) -> dict[str, Route]:
    found = _target(path)
    if found is None:
        raise ApiError(404, f"No such path{_slash_hint(path)}. {_PATHS}")
    methods, prefix, name = found
    return {method: Route(operation, prefix, name) for method, operation in methods.items()}


def _slash_hint(path: bytes) -> str:
    """Return how to write a path that is one but for its slashes; empty text for any other path."""
    segments = path.split(b"/")
    if len(segments) == _SEGMENTS + 1 and segments[3:] == [b"", b"cancel"]:
        return ": the ID of the order in it is empty"
    if _target(b"/" + b"/".join(filter(None, segments))) is None:
        return ""
    hints = []
    if b"//" in path.rstrip(b"/"):
        hints.append("without the empty segment (//), which comes of a base URL that ends with a slash")
    if path.endswith(b"/"):
        hints.append("without the slash at the end")
    return f": write it {', and '.join(hints)}"


def allowed_methods(methods: Iterable[str], *, accepts_head: bool = True) -> str:
    """Return the value of an `Allow` header, with HEAD beside GET where it is accepted."""
    return ", ".join(f"{each}, HEAD" if each == "GET" and accepts_head else each for each in methods)


def _target(path: bytes) -> tuple[dict[str, str], str, bytes | None] | None:
    """Return the operation of each method, the prefix, and the order of a path; None for a path that is none."""
    segments = path.split(b"/")
    if len(segments) < _SEGMENTS or segments[1] != b"api" or not _PREFIX.fullmatch(segments[2]) or not segments[3]:
        return None
    name: bytes | None = segments[3]
    # %6F is an o: a path means the same however it is written.
    word = unquote_to_bytes(segments[3]) if b"%" in segments[3] else segments[3]
    if len(segments) == _SEGMENTS:
        methods, name = (_WORDS[word], None) if word in _WORDS else (_ORDER, name)
    elif len(segments) == _SEGMENTS + 1 and segments[4] == b"cancel" and word not in _WORDS:
        methods = _CANCEL
    else:
        return None
    return methods, segments[2].decode(), name


_routes_cached = lru_cache(maxsize=_MAX_CACHED_ROUTES)(_routes)


def decoded(name: bytes) -> str:
    """Return an ID or reference out of a path. Raises ApiError (400) for escapes that are broken or not UTF-8."""
    try:
        if _BROKEN_ESCAPE.search(name):
            raise ValueError  # noqa: TRY301 - both ways of being broken get the same response
        return unquote_to_bytes(name).decode()
    except ValueError:
        message = "expected percent-encoded UTF-8 in the path, as in %C3%A9; found a broken escape"
        raise ApiError(
            400, "The path cannot be read.", [{"message": message, "reference": "orderId", "code": "other"}]
        ) from None
