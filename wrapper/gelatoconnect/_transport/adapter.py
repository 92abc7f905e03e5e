"""Translates between the engine's commands and the HTTP library. Adds the X-API-KEY header."""

from __future__ import annotations

import platform
from functools import cache, lru_cache
from math import inf
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx2

from gelatoconnect._engine.commands import NoResponse, Response
from gelatoconnect._transport.causes import connect_cause
from gelatoconnect.errors import ConfigError

if TYPE_CHECKING:
    from gelatoconnect._config import Credential
    from gelatoconnect._engine.commands import Send

# An allow-list: no other header may reach a log or an error.
KEPT_HEADERS: Final = ("retry-after", "content-type", "x-request-id", "x-correlation-id")

TRANSPORT_FAILURES: Final = (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError, OSError)

_DEFAULT_PORTS: Final = {"http": 80, "https": 443}


class ProxyUnreachable(httpx2.ConnectError):
    """No usable connection to the proxy of the environment. `address` names the proxy, without its password."""

    def __init__(self, address: str, request: httpx2.Request) -> None:
        super().__init__("no connection to the proxy", request=request)
        self.address = address


class UnsolicitedResponse(httpx2.RemoteProtocolError):
    """A response that arrived before its request: the server sent more than it was asked for."""


class ToolFailed(httpx2.TransportError):
    """A tool that hooks the HTTP library's client raised before the request could leave."""


_NEVER_SENT: Final = (
    ToolFailed,
    httpx2.ConnectTimeout,
    httpx2.PoolTimeout,
    httpx2.ProxyError,
    httpx2.UnsupportedProtocol,
)

# The first entry that fits counts, so subclasses come before their bases.
_PHRASES: Final[dict[type[Exception], str]] = {
    ToolFailed: "a tool at httpx2.Client.send raised an exception",
    httpx2.ConnectTimeout: "no connection in time",
    httpx2.PoolTimeout: "all connections were busy",
    httpx2.ProxyError: "the proxy refused the connection",
    httpx2.UnsupportedProtocol: "the URL is neither http nor https",
    httpx2.ReadTimeout: "no complete response in time",
    httpx2.WriteTimeout: "the request could not be sent in time",
    httpx2.ReadError: "connection broken while reading",
    httpx2.WriteError: "connection broken while sending",
    UnsolicitedResponse: "the response arrived before the request, so it belongs to another one",
    httpx2.RemoteProtocolError: "the response is incomplete or not HTTP",
    TimeoutError: "no complete response in time",
}


def check_sync_transport(transport: object) -> httpx2.BaseTransport | None:
    """Return `transport` if the synchronous client can use it.

    Raises:
        ConfigError: It is not None and not an `httpx2.BaseTransport`. The message says what to pass.
    """
    if transport is None or isinstance(transport, httpx2.BaseTransport):
        return transport
    raise ConfigError(_wrong_transport(transport, "GelatoConnect", "httpx2.BaseTransport", httpx2.AsyncBaseTransport))


def check_async_transport(transport: object) -> httpx2.AsyncBaseTransport | None:
    """Return `transport` if the asynchronous client can use it.

    Raises:
        ConfigError: It is not None and not an `httpx2.AsyncBaseTransport`. The message says what to pass.
    """
    if transport is None or isinstance(transport, httpx2.AsyncBaseTransport):
        return transport
    raise ConfigError(
        _wrong_transport(transport, "AsyncGelatoConnect", "httpx2.AsyncBaseTransport", httpx2.BaseTransport)
    )


def _wrong_transport(transport: object, client: str, wanted: str, other_kind: type) -> str:
    if isinstance(transport, other_kind):
        found = "an asynchronous transport" if client == "GelatoConnect" else "a synchronous transport"
        other = "AsyncGelatoConnect" if client == "GelatoConnect" else "GelatoConnect"
        remedy = f"Pass an {wanted}, such as httpx2.MockTransport, or use {other}"
    elif isinstance(transport, type):
        found, remedy = f"the class {transport.__name__}", f"Pass an instance of an {wanted}"
    elif any(kind.__module__.partition(".")[0] == "httpx" for kind in type(transport).__mro__):
        # Recognized by its module's name: importing the old library only to tell would be wrong.
        found = f"{type(transport).__name__} of httpx"
        remedy = f"This library uses httpx2: import httpx2 instead, and pass an {wanted}"
    else:
        found, remedy = type(transport).__name__, f"Pass an {wanted}, or leave it out"
    return f"transport= of {client} is {found}. {remedy}."


@cache
def user_agent() -> str:
    """Return the User-Agent header. Read on first use: importing the metadata is slow."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - see above

    try:
        own = version("gelatoconnect")
    except PackageNotFoundError:  # a checkout on the path that is not installed
        own = "0"
    return f"gelatoconnect-python/{own} Python/{platform.python_version()}"


@lru_cache(maxsize=64)
def _parse_url(url: str) -> httpx2.URL:
    # Submissions and searches go to the same few URLs, and parsing one takes as long as encoding an order.
    return httpx2.URL(url)


def build_request(send: Send, credential: Credential) -> httpx2.Request:
    """Return the request for the HTTP library, credential included.

    Its `timeout` extension holds the limits as httpx2 defines them. Its extension `total` holds the seconds for the
    whole exchange, if there is a limit.
    """
    request = send.request
    read = min(send.read, send.total)
    connect = min(send.connect, send.total)
    extensions: dict[str, Any] = {"timeout": {"connect": connect, "read": read, "write": read, "pool": connect}}
    if send.total != inf:
        extensions["total"] = max(send.total, 0.0)
    return httpx2.Request(
        request.method,
        _parse_url(request.url),
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
    """Return scheme, host and port in one spelling. A connection pool and a rate limiter belong to one origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or _DEFAULT_PORTS[parts.scheme]}"


def convert_response(response: httpx2.Response, body: bytes) -> Response:
    """Return the engine's response, with the headers that the engine may see."""
    headers = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
    return Response(response.status_code, headers, body)


def convert_without_body(response: httpx2.Response) -> Response | None:
    """Return a response whose body could not be read, if its status alone is decisive: any 4xx. Else None."""
    return convert_response(response, b"") if response.is_client_error else None


def convert_failure(error: Exception) -> NoResponse:
    """Return what an exception of a transport means for its request.

    The exception's text is dropped: it may hold the URL.
    """
    if isinstance(error, httpx2.ConnectError):
        cause = connect_cause(error, proxy=error.address if isinstance(error, ProxyUnreachable) else "")
        return NoResponse(maybe_sent=False, reason=cause.reason, retryable=not cause.permanent, advice=cause.advice)
    if isinstance(error, _NEVER_SENT):
        return NoResponse(
            maybe_sent=False,
            reason=_phrase(error),
            retryable=not isinstance(error, httpx2.UnsupportedProtocol | ToolFailed),
            pool_exhausted=isinstance(error, httpx2.PoolTimeout),
            advice="Correct or remove the tool." if isinstance(error, ToolFailed) else "",
        )
    return NoResponse(maybe_sent=True, reason=_phrase(error))


def _phrase(error: Exception) -> str:
    for kind, phrase in _PHRASES.items():
        if isinstance(error, kind):
            return phrase
    return f"the transport failed ({type(error).__name__})"
