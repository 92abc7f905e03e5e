"""Lets pages of any origin use the API, as Prism does; the control plane is not part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.http.messages import Response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Headers, Request

_WANTED_METHOD = b"access-control-request-method"


def headers(request: Request) -> Headers:
    """Return what an answer to a page of another origin carries; nothing where no page asks."""
    origin = request.header(b"origin")
    if origin is None or request.path.startswith(b"/_sandbox"):
        return ()
    return (
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-headers", request.header(b"access-control-request-headers") or b"*"),
        (b"access-control-expose-headers", b"*"),
        (b"vary", b"origin"),
    )


def preflight(request: Request) -> Response | None:
    """Return the answer to a page that asks which method it may use; None for any other request."""
    if request.method != "OPTIONS":
        return None
    method = request.header(_WANTED_METHOD)
    if method is None or request.header(b"origin") is None:
        return None
    return Response(204, b"", ((b"access-control-allow-methods", method),))
