"""Connection pools of both transports: settings, proxy, TLS."""

from __future__ import annotations

import os
import ssl
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2

from gelatoconnect._config import is_loopback
from gelatoconnect._fork import ForkLocal
from gelatoconnect._transport.adapter import ProxyUnreachable, UnsolicitedResponse
from gelatoconnect._transport.causes import chain
from gelatoconnect.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

# Below the 5 s after which common servers close idle connections: a request should not leave on a dying one.
KEEPALIVE_SECONDS: Final = 4.0
MAX_IDLE_CONNECTIONS: Final = 20
# What breaks while the client greets a proxy. The synchronous backend raises it as a ConnectError from httpcore2's own.
_GREETING_FAILURES: Final = (
    httpcore2.ReadError,
    httpcore2.WriteError,
    httpx2.ReadError,
    httpx2.WriteError,
    httpx2.RemoteProtocolError,
)


class ProxyRoute(NamedTuple):
    """The way to an origin through a proxy.

    Attributes:
        address: Scheme, host and port of the proxy, without its password.
        streams_to_proxy: Streams that a request opens until it is connected to the proxy: TCP, and TLS over it.
        streams_to_origin: Streams that it opens until it may leave.
    """

    address: str
    streams_to_proxy: int
    streams_to_origin: int

    def is_broken_at_proxy(self, error: BaseException, opened: Sequence[object]) -> bool:
        """Return True if a request failed at the proxy, before it could leave. `opened` are the streams it opened."""
        if isinstance(error, httpx2.ConnectError) and len(opened) < self.streams_to_proxy:
            return True
        # A request on a kept connection opens no stream: it may have left.
        is_greeting = 0 < len(opened) < self.streams_to_origin
        return is_greeting and any(isinstance(one, _GREETING_FAILURES) for one in chain(error))


def replace_pool(
    transport: httpx2.HTTPTransport | httpx2.AsyncHTTPTransport,
    pools: Mapping[str, Any],
    backend: Callable[[int], object],
    url: str,
) -> ProxyRoute | None:
    """Give an httpx2 transport a connection pool for the origin of `url`, on a network backend of ours.

    Returns the route, if its connections go to a proxy.

    httpx2 has no parameter for a network backend. This is the one place that reaches into its transports.

    Args:
        transport: The transport, constructed.
        pools: httpcore2's pool class for each kind of route: "direct", "http" (proxy), "socks" (proxy).
        backend: Makes the network backend. Its argument is how many TLS handshakes precede a request.
        url: A URL of the origin.

    Raises:
        ConfigError: The environment names a proxy or certificates that cannot be used.
    """
    # Without this check a renamed attribute would silently cost every deadline.
    if not hasattr(transport, "_pool"):
        raise ConfigError(
            f"httpx2 {httpx2.__version__} is not supported: its transports keep their connections elsewhere. "
            "Nothing was sent. Install a version that this package's metadata allows."
        )
    is_tls = url.startswith("https:")
    proxy = _proxy(url)
    settings: dict[str, Any] = {
        "ssl_context": shared_ssl_context() if is_tls else None,
        # Unbounded on purpose: the driver's semaphore bounds all pools of a client, and custom transports, together.
        "max_connections": None,
        "max_keepalive_connections": MAX_IDLE_CONNECTIONS,
        "keepalive_expiry": KEEPALIVE_SECONDS,
    }
    kind, is_tls_proxy, route = "direct", False, None
    if proxy is not None:
        kind = "socks" if proxy.url.scheme.startswith("socks") else "http"
        settings |= {"proxy_url": str(proxy.url), "proxy_auth": proxy.raw_auth}
        is_tls_proxy = proxy.url.scheme == "https"
        if is_tls_proxy:
            # httpcore2 would otherwise load the certificates again for each connection.
            settings["proxy_ssl_context"] = shared_ssl_context()
        address = f"{proxy.url.scheme}://{proxy.url.netloc.decode('ascii')}"
        route = ProxyRoute(address, 1 + is_tls_proxy, 1 + is_tls_proxy + is_tls)
    transport._pool = pools[kind](  # noqa: SLF001 - see above
        network_backend=backend(is_tls + is_tls_proxy), **settings
    )
    return route


def verify_setting(url: str) -> ssl.SSLContext:
    """Return what httpx2's transports take as `verify`, without loading certificates for plain http."""
    # A context without certificates trusts no server, and costs a hundredth.
    return shared_ssl_context() if url.startswith("https:") else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def proxy_for(url: str) -> str | None:
    """Return the proxy that the environment names for `url`, or None. This machine is never behind a proxy."""
    # httpx2 reads the environment in its Client, and not in the transports that this package uses.
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    proxy = proxies.get(parts.scheme) or proxies.get("all")
    return f"http://{proxy}" if proxy and "://" not in proxy else proxy


def _proxy(url: str) -> httpx2.Proxy | None:
    address = proxy_for(url)
    if address is None:
        return None
    try:
        proxy = httpx2.Proxy(address)
    except (httpx2.InvalidURL, ValueError):
        # The exception's text may hold the proxy's password.
        raise ConfigError(
            "The proxy in the environment (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) is not a URL such as "
            "http://proxy.example:8080. Nothing was sent. Correct the variable, or unset it."
        ) from None
    if proxy.url.scheme.startswith("socks") and find_spec("socksio") is None:
        raise ConfigError(
            "The environment names a SOCKS proxy, which needs another package. Nothing was sent. "
            "Run: pip install 'httpx2[socks]'."
        )
    return proxy


def shared_ssl_context() -> ssl.SSLContext:
    """Return the TLS context of this process, made on first use.

    It trusts the operating system's certificates, or those that SSL_CERT_FILE or SSL_CERT_DIR names.

    Raises:
        ConfigError: The certificates that a variable names cannot be read.
    """
    return _ssl_context.get()


def _make_ssl_context() -> ssl.SSLContext:
    try:
        directory = os.environ.get("SSL_CERT_DIR")
        if directory and not os.environ.get("SSL_CERT_FILE"):
            # A list, as in OpenSSL. OpenSSL accepts missing folders, and then refuses every server.
            folders = [Path(folder) for folder in directory.split(os.pathsep) if folder]
            if not any(folder.is_dir() and os.access(folder, os.R_OK | os.X_OK) for folder in folders):
                raise FileNotFoundError
        return httpx2.create_ssl_context()
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise ConfigError(
            f"The certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read ({type(error).__name__}). "
            "Nothing was sent. Correct the variable, or unset it."
        ) from None


# Shared, since loading the certificates takes as long as dozens of requests. For each process: OpenSSL has locks.
_ssl_context: Final = ForkLocal(_make_ssl_context)


def is_unsolicited(response: httpx2.Response) -> bool:
    """Return True if the response was on its connection before its request was sent.

    httpcore2 drops an idle connection with unread bytes in its socket, but not one whose bytes it read along with the
    response before. The streams of both transports know whether they were read since the request was written.
    """
    stream = response.extensions.get("network_stream")
    return getattr(stream, "read_since_write", True) is False


def unsolicited(request: httpx2.Request) -> UnsolicitedResponse:
    """Return the exception for an unsolicited response to `request`."""
    return UnsolicitedResponse("unsolicited response", request=request)


def convert_proxy_failure(
    error: BaseException, opened: Sequence[object], route: ProxyRoute | None, request: httpx2.Request
) -> httpx2.ConnectError | httpx2.ProxyError | None:
    """Return the exception for a request that failed at its proxy, or None if it failed elsewhere."""
    # socksio's exceptions pass httpcore2 and httpx2 unmapped.
    if type(error).__module__.partition(".")[0] == "socksio":
        return httpx2.ProxyError("invalid SOCKS reply", request=request)
    if route is not None and route.is_broken_at_proxy(error, opened):
        return ProxyUnreachable(route.address, request)
    return None
