"""Says why no connection was made, by the kind and the number of the exception: a text may hold secrets or a URL."""

from __future__ import annotations

import errno
import socket
import ssl
from typing import TYPE_CHECKING, Final, NamedTuple

import httpx2

if TYPE_CHECKING:
    from collections.abc import Iterator


class Peer(NamedTuple):
    """The other end of a connection: the server, or the proxy in front of it.

    Attributes:
        kind: "server" or "proxy".
        certificate: How a message names its certificate.
        settings: The settings that name it.
    """

    kind: str
    certificate: str
    settings: str

    def describe(self, template: str) -> str:
        """Return `template` with the words for this peer."""
        return template.format(kind=self.kind, certificate=self.certificate, settings=self.settings)


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
_RENEW: Final = "Renew {certificate}, or correct the clock of this machine."
_NAME: Final = "Use the host name for which the certificate was issued in {settings}."
_EITHER: Final = f"Check the certificate's dates and its host name. {_TRUST}"
# OpenSSL's numbers (X509_V_ERR_*), since the texts differ between its versions. Below them those of macOS and Windows,
# from reading: no test has met them on these systems.
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
_PEER: Final = "Check the host name and the port in {settings}, and that the {kind} runs."
_NETWORK: Final = "Check the network of this machine, and its VPN, firewall and proxy."
_FILES: Final = "Raise the limit of open files, or close some."
_ERRNOS: Final[dict[int, tuple[str, str]]] = {
    errno.ECONNREFUSED: ("the port refused it", _PEER),
    errno.ECONNRESET: ("it was reset", _NETWORK),
    errno.EHOSTUNREACH: ("the host is unreachable", _NETWORK),
    errno.ENETUNREACH: ("the network is unreachable", _NETWORK),
    errno.ETIMEDOUT: ("it was not answered", _NETWORK),
    errno.EMFILE: ("this process has too many open files", _FILES),
    errno.ENFILE: ("this system has too many open files", _FILES),
}
_PROXY_HINT: Final = "https:// means TLS to the proxy itself. NO_PROXY lists hosts to reach without it."
_PROXY_SETTINGS: Final = "HTTPS_PROXY, HTTP_PROXY or ALL_PROXY"
_PROXY: Final = f"Check the proxy in {_PROXY_SETTINGS}."
_SERVER: Final = Peer("server", "the server's certificate", "base_url or endpoints")


def connect_cause(error: BaseException, *, proxy: str = "") -> Cause:
    """Return why a connection failed. `proxy` is the address of the proxy, if the connection to it failed."""
    peer = Peer("proxy", f"the certificate of the proxy {proxy}", _PROXY_SETTINGS) if proxy else _SERVER
    causes = [cause for one in chain(error) if (cause := _cause(one)) is not None]
    # The certificate is the cause of the TLS error that may stand above it.
    cause = next((one for one in causes if one.permanent), causes[0] if causes else None)
    target = f"no connection to the proxy {proxy}" if proxy else "no connection"
    if cause is None:
        return Cause(target, f"{_PROXY} {_PROXY_HINT}" if proxy else "")
    reason, advice = peer.describe(cause.reason), peer.describe(cause.advice)
    if proxy and cause.advice != _FILES:  # no proxy can do anything about this machine's files
        advice = f"{_PROXY if cause.advice == _NETWORK else advice} {_PROXY_HINT}"
    return Cause(reason if cause.permanent else f"{target}: {reason}", advice, cause.permanent)


def _cause(error: BaseException) -> Cause | None:
    """Return the cause that one exception shows, as templates for `Peer.describe`."""
    if isinstance(error, ssl.SSLCertVerificationError):
        number = getattr(error, "verify_code", 0)
        reason, advice = _CERTIFICATES.get(number, (f"the system reports {number}", _EITHER))
        return Cause(f"{{certificate}} was refused: {reason}", advice, permanent=True)
    if isinstance(error, ssl.SSLError):
        return _tls_cause(getattr(error, "reason", None) or "")
    if isinstance(error, socket.gaierror | UnicodeError):  # a label of a host name may be too long to encode
        return Cause("the host name does not resolve", "Check the host name in {settings}, and the DNS.")
    if isinstance(error, OSError) and error.errno is not None:
        name = errno.errorcode.get(error.errno, "an unknown error")
        return Cause(*_ERRNOS.get(error.errno, (f"the system reports {name}", _NETWORK)))
    if isinstance(error, httpx2.RemoteProtocolError):
        return Cause("the {kind}'s reply is incomplete or not HTTP", _PEER)
    return None


def _tls_cause(reason: str) -> Cause:
    if reason in _NO_TLS:
        return Cause("the {kind} does not speak TLS on this port", "Check the port in {settings}.")
    is_symbol = reason.isascii() and reason.replace("_", "").isalnum()
    return Cause(f"the TLS handshake failed{f' ({reason})' if is_symbol else ''}", _NETWORK)


def chain(error: BaseException) -> Iterator[BaseException]:
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
