"""Who may steer the sandbox: this machine and the bearer of the token, and no page of another origin.

A page in the browser on this machine reaches loopback too. It gives itself away by its `Origin`, or, where it had a
name of its own resolved to loopback, by the `Host` that it believes to talk to.
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
_EVERY_ADDRESS: Final = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not bound to


def check(request: Request, settings: Settings) -> None:
    """Raise ApiError with 403 for a foreign host or origin, with 401 for a missing token."""
    hosts = [value for name, value in request.headers if name == b"host"]
    if len(hosts) != 1 or not _ours(hosts[0], settings):
        raise ApiError(
            403,
            "The control plane answers only where Host is localhost, 127.0.0.1, [::1] or the address that the sandbox "
            "is bound to.",
        )
    origin = request.header(b"origin")
    if origin is not None and origin.lower() != b"http://" + hosts[0].lower():
        raise ApiError(403, "The control plane does not answer pages of another origin: call it from a program.")
    token = settings.control_token
    if token is not None and not _bears(request, token):
        raise ApiError(
            401,
            "Send the header Authorization: Bearer TOKEN with the token that was given to --control-token.",
            headers=((b"www-authenticate", b"Bearer"),),
        )


def _ours(host: bytes, settings: Settings) -> bool:
    found = _HOST.fullmatch(host)
    if found is None:
        return False
    name = found[1].decode().strip("[]").lower()
    bound = settings.host.lower()
    if name == bound or is_loopback(name):
        return True
    # Bound to every address it has as many names as people give it; then the token is what keeps pages out.
    return bound in _EVERY_ADDRESS and settings.control_token is not None


def _bears(request: Request, token: str) -> bool:
    scheme, _, given = (request.header(b"authorization") or b"").partition(b" ")
    return compare_digest(given.strip(), token.encode()) and scheme.lower() == b"bearer"
