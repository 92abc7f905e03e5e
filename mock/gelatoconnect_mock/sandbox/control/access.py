"""Access to the control plane: from this machine, or with the token; never from a web page of another origin.

A page in a browser on this machine reaches loopback too. Its `Origin` gives it away. A page whose own name resolves to
loopback sends that name as `Host`. Neither knows the token, so with that any `Host` will do, or none: containers
reach this machine by names such as host.docker.internal.
"""

from __future__ import annotations

import re
from hmac import compare_digest
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.runtime.network import is_loopback
from gelatoconnect_mock.sandbox.http.errors import ApiError

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Request
    from gelatoconnect_mock.sandbox.settings import Settings

_HOST: Final = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(:[0-9]{1,5})?")
_ANY_ADDRESS: Final = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def check(request: Request, settings: Settings) -> None:
    """Check that a request may use the control plane.

    Raises:
        ApiError: 403 for a foreign host or origin, 401 without the token.
    """
    hosts = [value for name, value in request.headers if name == b"host"]
    token = settings.control_token
    has_token = token is not None and _has_token(request, token)
    # HTTP/1.0 needs no Host. Without the token it is what keeps pages out.
    if len(hosts) > 1 or not (has_token or (hosts and _is_own_host(hosts[0], settings))):
        raise ApiError(
            403,
            "The control plane accepts a Host of localhost, 127.0.0.1, [::1], or the address that the sandbox is bound "
            "to; any Host, or none, with the token of --control-token.",
        )
    origin = request.header(b"origin")
    if origin is not None and (not hosts or origin.lower() != b"http://" + hosts[0].lower()):
        raise ApiError(403, "The control plane rejects web pages of another origin. Call it from a program.")
    if token is not None and not has_token:
        raise ApiError(
            401,
            "Send the header Authorization: Bearer TOKEN, with the token of --control-token.",
            headers=((b"www-authenticate", b"Bearer"),),
        )


def _is_own_host(host: bytes, settings: Settings) -> bool:
    match = _HOST.fullmatch(host)
    if match is None:
        return False
    name = match[1].decode().strip("[]").lower()
    bound = settings.host.lower()
    if name == bound or is_loopback(name):
        return True
    # Bound to every address, it has names that it cannot know. Then the 401 asks for the token that keeps pages out.
    return bound in _ANY_ADDRESS and settings.control_token is not None


def _has_token(request: Request, token: str) -> bool:
    scheme, _, sent = (request.header(b"authorization") or b"").partition(b" ")
    return compare_digest(sent.strip(), token.encode()) and scheme.lower() == b"bearer"
