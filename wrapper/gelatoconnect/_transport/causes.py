"""Says why no connection was made, by the kind and the number of the exception: a text may hold secrets or a URL."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Cause(NamedTuple):
    """The reason of a failed connection.

    Attributes:
        reason: What happened, in a short phrase without untrusted text.
        advice: What to do about it.
        permanent: Whether the next attempt must fail as well.
    """

    reason: str
    advice: str
    permanent: bool = False


_TRUST: Final = (
    "Set SSL_CERT_FILE to a file with the certificate authority that signed it, or add that authority to the system's "
    "trust store."
)
_RENEW: Final = "Renew the server's certificate, or correct the clock of this machine."
_NAME: Final = "Use the host name for which the certificate was issued in base_url or endpoints."
_EITHER: Final = f"Check the certificate's dates and its host name. {_TRUST}"
# OpenSSL's numbers (X509_V_ERR_*), since the texts differ between its versions; below them those of macOS and Windows.
_CERTIFICATES: Final[dict[int, tuple[str, str]]] = {
    2: ("its issuer is unknown", _TRUST),
    9: ("it is not yet valid", _RENEW),
    10: ("it has expired", _RENEW),
    18: ("it is self-signed", _TRUST),
    19: ("its chain ends in a self-signed certificate", _TRUST),
    20: ("its issuer is unknown", _TRUST),
    21: ("its issuer is unknown", _TRUST),
    23: ("it was revoked", _RENEW),
    62: ("it is for another host name", _NAME),
    64: ("it is for another IP address", _NAME),
    -67818: ("it has expired", _RENEW),
    -67602: ("it is for another host name", _NAME),
    -67843: ("its issuer is unknown", _TRUST),
    0x800B0101: ("it has expired", _RENEW),
    0x800B010F: ("it is for another host name", _NAME),
    0x800B0109: ("its issuer is unknown", _TRUST),
}
_NO_TLS: Final = frozenset(
    {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG", "HTTP_REQUEST", "UNKNOWN_PROTOCOL"}
)
_SERVER: Final = "Check the host name and the port in base_url or endpoints, and that the server runs."
_NETWORK: Final = "Check the network of this machine, and its VPN, firewall and proxy."
_ERRNOS: Final[dict[int, tuple[str, str]]] = {
    errno.ECONNREFUSED: ("the port refused it", _SERVER),
    errno.ECONNRESET: ("it was reset", _NETWORK),
    errno.EHOSTUNREACH: ("the host is unreachable", _NETWORK),
    errno.ENETUNREACH: ("the network is unreachable", _NETWORK),
    errno.ETIMEDOUT: ("it was not answered", _NETWORK),
    errno.EMFILE: ("this process has too many open files", "Raise the limit of open files, or close some."),
}
_PROXY: Final = (
    "Check the proxy that HTTPS_PROXY, HTTP_PROXY or ALL_PROXY names. NO_PROXY lists hosts to reach without it."
)


def connect_cause(error: BaseException, *, to_proxy: bool = False) -> Cause:
    """Return why a connection failed. `to_proxy` says that it was the connection to the proxy."""
    causes = [cause for one in _chain(error) if (cause := _cause(one)) is not None]
    # The certificate is the cause of the TLS error that may stand above it.
    cause = next((one for one in causes if one.permanent), causes[0] if causes else None)
    target = "no connection to the proxy" if to_proxy else "no connection"
    if cause is None:
        return Cause(target, _PROXY if to_proxy else "")
    if cause.permanent:
        return cause
    return Cause(f"{target}: {cause.reason}", _PROXY if to_proxy else cause.advice)


def _cause(error: BaseException) -> Cause | None:
    if isinstance(error, ssl.SSLCertVerificationError):
        number = getattr(error, "verify_code", 0)
        reason, advice = _CERTIFICATES.get(number, (f"the system reports {number}", _EITHER))
        return Cause(f"the server's certificate was refused: {reason}", advice, permanent=True)
    if isinstance(error, ssl.SSLError):
        return _tls_cause(getattr(error, "reason", None) or "")
    if isinstance(error, socket.gaierror | UnicodeError):  # a label of a host name may be too long to encode
        return Cause("the host name does not resolve", "Check the host name in base_url or endpoints, and the DNS.")
    if isinstance(error, OSError) and error.errno is not None:
        name = errno.errorcode.get(error.errno, "an unknown error")
        return Cause(*_ERRNOS.get(error.errno, (f"the system reports {name}", _NETWORK)))
    return None


def _tls_cause(reason: str) -> Cause:
    if reason in _NO_TLS:
        return Cause("the server does not speak TLS on this port", "Check the port in base_url or endpoints.")
    is_symbol = reason.isascii() and reason.replace("_", "").isalnum()
    return Cause(f"the TLS handshake failed{f' ({reason})' if is_symbol else ''}", _NETWORK)


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and everything that it came from. Such a chain may be a circle."""
    visited: list[BaseException] = []
    links = [error]
    while links:
        link = links.pop(0)
        if any(link is one for one in visited):
            continue
        visited.append(link)
        yield link
        # One attempt for each address of a host.
        links.extend(link.exceptions if isinstance(link, BaseExceptionGroup) else ())
        links.extend(one for one in (link.__cause__ or link.__context__,) if one is not None)
