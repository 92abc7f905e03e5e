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
_NO_SUCH_PATH: Final = f"No such path. {_PATHS}"


class MethodNotAllowed(ApiError):
    """A path is known, its method is not."""

    def __init__(self, allowed: str) -> None:
        super().__init__(405, f"Method not allowed. Allowed: {allowed}.", headers=((b"allow", allowed.encode()),))


class Route(NamedTuple):
    """Where a request goes; ``name`` is the order's ID or reference, still percent-encoded."""

    operation: str
    prefix: str
    name: bytes | None


def route(method: str, path: bytes, *, accepts_head: bool = True) -> Route:
    """Return the operation, prefix and order of a raw path. Raises ApiError: 404, or `MethodNotAllowed`.

    With ``accepts_head`` the route of a HEAD is that of a GET.
    """
    find = _find_cached if len(path) <= _MAX_CACHED_PATH else _find
    return find(method, path, accepts_head)


def _find(method: str, path: bytes, accepts_head: bool) -> Route:
    found = _target(path)
    if found is None:
        # `//order` comes of a base URL that ends with a slash, `/order/` of a path that does.
        clean = b"/" + b"/".join(filter(None, path.split(b"/")))
        if _target(clean) is None:
            raise ApiError(404, _NO_SUCH_PATH)
        inside = b"//" in path.rstrip(b"/")
        cause = "two slashes in a row: write the base URL" if inside else "a slash too many: write it"
        raise ApiError(404, f"No such path, for it has {cause} without the slash at the end. {_PATHS}")
    methods, prefix, name = found
    operation = methods.get("GET" if accepts_head and method == "HEAD" else method)
    if operation is None:
        raise MethodNotAllowed(allowed_methods(methods, accepts_head=accepts_head))
    return Route(operation, prefix, name)


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


_find_cached = lru_cache(maxsize=_MAX_CACHED_ROUTES)(_find)


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
