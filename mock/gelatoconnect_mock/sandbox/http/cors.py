"""Lets web pages use the API: those of any origin, as Prism does, or of some; the control plane is not part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.http.errors import error_response
from gelatoconnect_mock.sandbox.http.messages import Response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Headers, Request

EXPOSED_HEADERS: Final = (
    "X-Request-Id", "Date", "Retry-After", "Allow", "Accept-Encoding", "X-Sandbox-Replayed", "X-Sandbox-Unknown-Fields",
    "X-Sandbox-Advisories",
)  # fmt: skip
"""The response headers that a page may read, by name: with credentials a `*` means a header of that name."""
_EXPOSED: Final = ", ".join(EXPOSED_HEADERS).encode()
_ANY: Final = "*"
_WANTED_METHOD: Final = b"access-control-request-method"


def headers(request: Request, origins: tuple[str, ...]) -> Headers:
    """Return what a response to a page of another origin carries; nothing if no page asks.

    ``origins`` are those whose pages may use the API, in lower case; ``*`` is any.
    """
    origin = request.header(b"origin")
    if origin is None or request.path.startswith(b"/_sandbox"):
        return ()
    if not _is_allowed(origin, origins):
        return ((b"vary", b"origin"),)
    return (
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-headers", request.header(b"access-control-request-headers") or b"*"),
        (b"access-control-expose-headers", _EXPOSED),
        (b"vary", b"origin"),
    )


def preflight(request: Request, origins: tuple[str, ...]) -> Response | None:
    """Return the response to a page that asks which method it may use; None for any other request."""
    if request.method != "OPTIONS":
        return None
    method, origin = request.header(_WANTED_METHOD), request.header(b"origin")
    if method is None or origin is None:
        return None
    if not _is_allowed(origin, origins):
        return error_response(403, "Web pages of this origin may not use the API here. Start with --cors THE-ORIGIN.")
    return Response(204, b"", ((b"access-control-allow-methods", method),))


def _is_allowed(origin: bytes, origins: tuple[str, ...]) -> bool:
    return _ANY in origins or origin.decode("latin-1").lower() in origins
