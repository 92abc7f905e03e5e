"""The last step before the wire: a call's request becomes httpx's, and the credential is added."""

from __future__ import annotations

import platform
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx

if TYPE_CHECKING:
    from gelatoconnect._calls.commands import Send
    from gelatoconnect._connection import Credential

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


@cache
def user_agent() -> str:
    """Return the name and version that every request carries; reading them costs too much for an import."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - as said above

    try:
        own = version("gelatoconnect")
    except PackageNotFoundError:  # a checkout on the path that nobody installed
        own = "0"
    return f"gelatoconnect-python/{own} Python/{platform.python_version()}"


def httpx_request(send: Send, credential: Credential) -> httpx.Request:
    """Return the request to hand to a transport, with its limits of time as httpx's `timeout` extension."""
    request = send.request
    read = min(send.read, send.total)
    connect = min(send.connect, send.total)
    extensions: dict[str, Any] = {"timeout": {"connect": connect, "read": read, "write": read, "pool": connect}}
    if send.total != inf:
        extensions["total"] = max(send.total, 0.0)
    return httpx.Request(
        request.method,
        request.url,
        headers={
            "accept": "application/json",
            "accept-encoding": "gzip, deflate",
            "user-agent": user_agent(),
            "x-api-key": credential.header(),
            **request.headers,
        },
        content=request.content,
        extensions=extensions,
    )


def origin(url: str) -> str:
    """Return scheme, host and port, the same however they are written: what a pool and a pace belong to."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"
