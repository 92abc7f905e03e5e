"""Finds the operation of a method and a path. Fixed words win over IDs, as in the contract."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple
from urllib.parse import unquote_to_bytes

from gelatoconnect_mock.sandbox.http.errors import ApiError

_PREFIX = re.compile(rb"[A-Za-z0-9._~-]{1,64}")
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ORDER = {"GET": "getOrder", "PUT": "updateShipment"}
_WORDS = {b"order": {"POST": "submitOrder"}, b"search": {"POST": "searchOrders"}}
_CANCEL = {"POST": "cancelOrder"}
_MAX_CACHED: Final = 200
_SEGMENTS = 4  # "", "api", prefix, word or id
_PATHS: Final = (
    "The API is at /api/{prefix}/order, /api/{prefix}/search, /api/{prefix}/{orderId} and "
    "/api/{prefix}/{orderId}/cancel."
)
_NO_SUCH_PATH: Final = f"No such path. {_PATHS}"


class Route(NamedTuple):
    """Where a request goes; ``name`` is the order's ID or reference, still percent-encoded."""

    operation: str
    prefix: str
    name: bytes | None


def route(method: str, path: bytes) -> Route:
    """Return the operation, prefix and order of a raw path. Raises ApiError: 404, 405."""
    return _find_cached(method, path) if len(path) <= _MAX_CACHED else _find(method, path)


def _find(method: str, path: bytes) -> Route:
    found = _target(path)
    if found is None:
        # `//order` comes of a base URL that ends with a slash, `/order/` of a path that does.
        clean = b"/" + b"/".join(filter(None, path.split(b"/")))
        if _target(clean) is None:
            raise ApiError(404, _NO_SUCH_PATH)
        cause = "two slashes in a row: write the base URL" if b"//" in path.rstrip(b"/") else "a slash too many: write it"
        raise ApiError(404, f"No such path, for it has {cause} without the slash at the end. {_PATHS}")
    methods, prefix, name = found
    operation = methods.get(method)
    if operation is None:
        allowed = ", ".join(methods)
        raise ApiError(405, f"Method not allowed. Allowed: {allowed}.", headers=((b"allow", allowed.encode()),))
    return Route(operation, prefix, name)


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


_find_cached = lru_cache(maxsize=1_024)(_find)


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
