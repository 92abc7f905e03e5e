"""What a transport's success or failure tells a call."""

from __future__ import annotations

import ssl
from typing import Final

import httpx

from gelatoconnect._calls.commands import Answer, Lost

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
