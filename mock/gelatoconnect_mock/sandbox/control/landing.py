"""Where a person or a probe comes first: the health check, and where to go from `/` and `/_sandbox`.

Loads nothing else of the control plane, which is made with its first request.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.http.errors import error_response, success
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.sandbox.settings import DEFAULT_PREFIX

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Request

HEALTH: Final = "/_sandbox/health"
DOCUMENTATION: Final = "mock/README.md"
"""The page of the sandbox, in the sources."""
_HEALTH_PATHS: Final = (HEALTH.encode(), HEALTH.encode() + b"/")
_READS: Final = ("GET", "HEAD")
_KEY: Final = b"x-api-key"
_HOST: Final = re.compile(rb"[A-Za-z0-9._:\[\]-]{1,255}")
_TEXT: Final = """\
The GelatoConnect sandbox.
  base URL       {api}   (any prefix will do)
  control plane  {control}
  health check   {health}
  documentation  {documentation}
"""


def respond(request: Request) -> Response | None:
    """Return the response to a health check, and to a reader of `/`; None to any other request.

    A health check passes whatever its `Host`, `Origin` and token, and says nothing else. A request to `/` with an API
    key is that of a client with a wrong base URL, and gets the API's own 404.
    """
    if request.path in _HEALTH_PATHS:
        if request.method in _READS:
            return success({"status": "ok"})
        message = "Method not allowed. Allowed: GET, HEAD."
        return error_response(405, message, headers=((b"allow", b"GET, HEAD"),))
    if request.path == b"/" and request.method in _READS and request.header(_KEY) is None:
        return directions(request) if is_read_by_a_person(request) else success(links(request))
    return None


def is_read_by_a_person(request: Request) -> bool:
    """Return True for the request of a browser that shows a page."""
    return b"text/html" in (request.header(b"accept") or b"").lower()


def directions(request: Request) -> Response:
    """Return the places to go to as a text."""
    text = _TEXT.format_map(links(request))
    return Response(200, text.encode(), ((b"x-content-type-options", b"nosniff"),), b"text/plain; charset=utf-8")


def links(request: Request) -> dict[str, str]:
    """Return the places to go to by name."""
    host = request.header(b"host") or b""
    origin = f"http://{host.decode()}" if _HOST.fullmatch(host) else ""
    return {
        "api": f"{origin}/api/{DEFAULT_PREFIX}", "control": f"{origin}/_sandbox", "health": f"{origin}{HEALTH}",
        "documentation": DOCUMENTATION,
    }  # fmt: skip
