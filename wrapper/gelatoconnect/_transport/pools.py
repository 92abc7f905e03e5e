"""What the pools of both clients have in common: how long connections live, how requests enter, how failures leave."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from gelatoconnect._config import is_loopback
from gelatoconnect.errors import ConfigError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Mapping


# Below the 5 s after which common servers close an idle connection, so that a request rarely leaves on a dying one.
KEEPALIVE_SECONDS: Final = 4.0
IDLE_CONNECTIONS: Final = 20


def pool_of(kinds: Mapping[str, Any], backend: object, *, ssl_context: ssl.SSLContext | None, proxy: str | None) -> Any:
    """Return the pool that fits the proxy, out of the classes of `kinds`: direct, http, socks.

    It has no limit: httpcore's pool does not recover once waiters inside it time out or are cancelled, so a gate of our
    own stands in front and nobody ever waits inside. Raises ConfigError where the proxy is none or cannot be spoken to.
    """
    settings: dict[str, Any] = {
        "ssl_context": ssl_context,
        "max_connections": None,
        "max_keepalive_connections": IDLE_CONNECTIONS,
        "keepalive_expiry": KEEPALIVE_SECONDS,
        "network_backend": backend,
    }
    if proxy is None:
        return kinds["direct"](**settings)
    try:
        through = httpx.Proxy(proxy)
    except (httpx.InvalidURL, ValueError):
        # Its text may hold the proxy's password.
        raise ConfigError(
            "the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY or ALL_PROXY) is no URL such as "
            "http://proxy.example:8080; nothing was sent. Correct the variable, or unset it"
        ) from None
    scheme = "socks" if through.url.scheme.startswith("socks") else "http"
    if scheme == "socks" and find_spec("socksio") is None:
        raise ConfigError(
            "the environment asks for a SOCKS proxy, which needs another package: pip install 'httpx[socks]'"
        )
    return kinds[scheme](str(through.url), proxy_auth=through.raw_auth, **settings)


def core_request(request: httpx.Request, extensions: dict[str, Any]) -> httpcore.Request:
    """Return the request as httpcore takes it."""
    url = httpcore.URL(
        scheme=request.url.raw_scheme, host=request.url.raw_host, port=request.url.port, target=request.url.raw_path
    )
    return httpcore.Request(
        request.method, url, headers=request.headers.raw, content=request.stream, extensions=extensions
    )


def is_stray(answer: httpcore.Response) -> bool:
    """Tell whether an answer was on its connection before its request: then it is to something else.

    httpcore drops a kept connection on which bytes wait unread, but not one whose bytes it read along with the answer
    before. The streams of both clients know whether they were read since the request was written.
    """
    return getattr(answer.extensions.get("network_stream"), "heard", True) is False


def raise_as_httpx(error: BaseException, request: httpx.Request) -> None:
    """Raise httpx's exception of the same name, where httpcore raised one; both libraries name them alike."""
    if not type(error).__module__.startswith("httpcore"):
        return
    for kind in type(error).__mro__:
        known = getattr(httpx, kind.__name__, None)
        if isinstance(known, type) and issubclass(known, httpx.TransportError):
            raise known(str(error), request=request) from error


def proxy_for(url: str) -> str | None:
    """Return the proxy's URL for requests to `url`, or None."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if is_loopback(host) or proxy_bypass(host):
        return None
    proxies = getproxies()
    found = proxies.get(parts.scheme) or proxies.get("all")
    if found and "://" not in found:
        return f"http://{found}"
    return found


@cache
def shared_ssl_context() -> ssl.SSLContext:
    """Return the context, made on first use, with the certificates and environment variables httpx honours.

    Raises ConfigError where those name certificates that cannot be read.
    """
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise ConfigError(
            f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read ({type(error).__name__}); "
            "nothing was sent. Correct the variable, or unset it"
        ) from None
