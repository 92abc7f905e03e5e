"""Which proxy the environment asks for, as httpx would find it; a server on this machine is never behind one."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from gelatoconnect._connection import is_loopback


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
