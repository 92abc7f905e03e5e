"""Lets pages of any origin use the API, as Prism does; the control plane is not part of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.exchange import Answer

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.exchange import Headers, Request

_METHODS = b"GET,DELETE,HEAD,PATCH,POST,PUT,OPTIONS"


def headers(request: Request) -> Headers:
    """Return what an answer to a page of another origin carries; nothing where no page asks."""
    origin = request.header(b"origin")
    if origin is None or request.path.startswith(b"/_sandbox"):
        return ()
    return (
        (b"access-control-allow-origin", origin),
        (b"access-control-allow-credentials", b"true"),
        (b"access-control-allow-headers", request.header(b"access-control-request-headers") or b"*"),
        (b"access-control-expose-headers", request.header(b"access-control-expose-headers") or b"*"),
        (b"vary", b"origin"),
    )


def preflight(request: Request) -> Answer:
    """Return the answer to a page that asks what it may do."""
    allowed = ((b"access-control-allow-methods", _METHODS),) if request.header(b"origin") else ()
    return Answer(204, b"", ((b"allow", _METHODS), *allowed))
