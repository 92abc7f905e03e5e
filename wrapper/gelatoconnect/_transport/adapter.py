"""What a transport's success or failure tells a call."""

from __future__ import annotations

import platform
import ssl
from functools import cache
from math import inf
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx

from gelatoconnect._engine.commands import Answer, Lost

if TYPE_CHECKING:
    from gelatoconnect._config import Credential
    from gelatoconnect._engine.commands import Send


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


# Only what decisions need: an allow-list, so that nothing else can reach a log or an error.
KEPT_HEADERS: Final = ("retry-after", "content-type", "x-request-id", "x-correlation-id")

TRANSPORT_FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError)


class StrayAnswer(httpx.RemoteProtocolError):
    """An answer that was there before its request: the server sent more than it was asked for."""


_NEVER_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError, httpx.UnsupportedProtocol)


def lost(error: Exception) -> Lost:
    """Return what the exception of a transport says of its request. Its text is not kept: it may hold the address."""
    phrase = _phrase(error)
    if isinstance(error, _NEVER_SENT):
        return Lost(
            "no", phrase, permanent=_is_certificate_refusal(error) or isinstance(error, httpx.UnsupportedProtocol)
        )
    return Lost("maybe", phrase)


def _phrase(error: Exception) -> str:
    for kind, phrase in _PHRASES.items():
        if isinstance(error, kind):
            if kind is httpx.ConnectError and _is_certificate_refusal(error):
                return "the server's certificate was refused"
            return phrase
    return f"the transport failed ({type(error).__name__})"


_PHRASES: Final[dict[type[Exception], str]] = {
    httpx.ConnectTimeout: "no connection in time",
    httpx.ConnectError: "no connection",
    httpx.PoolTimeout: "no free connection in time",
    httpx.ProxyError: "the proxy refused",
    httpx.UnsupportedProtocol: "the address is not http or https",
    httpx.ReadTimeout: "no whole answer in time",
    httpx.WriteTimeout: "the request could not be sent in time",
    httpx.ReadError: "connection broken while reading",
    httpx.WriteError: "connection broken while sending",
    StrayAnswer: "the answer was there before the request, so it is another's",
    httpx.RemoteProtocolError: "connection closed before the answer was whole",
    TimeoutError: "no whole answer in time",
}


def _is_certificate_refusal(error: BaseException) -> bool:
    # Chains of exceptions may run in a circle: `raise a from b` where b was itself raised from a.
    passed: list[BaseException] = []
    link: BaseException | None = error
    while link is not None and link not in passed:
        if isinstance(link, ssl.SSLCertVerificationError):
            return True
        passed.append(link)
        link = link.__cause__ or link.__context__
    return False


def answer(response: httpx.Response, body: bytes) -> Answer:
    """Return the answer with the headers that calls may see."""
    return Answer(
        response.status_code,
        {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers},
        body,
    )


def answered_without_body(response: httpx.Response) -> Answer | None:
    """Return an answer where the status alone is the server's word, though its body could not be read: any 4xx."""
    return answer(response, b"") if response.is_client_error else None
