"""Scripted responses: the API as a list of outcomes, one for each request.

pytest-httpx2's router patches the connection pools of httpcore2. So our own transports and adapters run, and httpx2
maps the pool's exceptions as it does in production. The router speaks the models of the old httpx: this module alone
imports it, and converts in both directions.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from threading import Lock
from typing import TYPE_CHECKING, Any

import httpcore2
import httpx  # noqa: TID251 - the models of the router
import httpx2

if TYPE_CHECKING:
    import respx

Outcome = httpx2.Response | BaseException | Callable[[httpx2.Request], httpx2.Response]
"""The outcome of a request: a response, an exception, or a function that returns or raises one."""

LOOPBACK = ("127.0.0.1", "localhost", "::1")


class ScriptedApi:
    """An API that gives each request the next scripted outcome. Requests to loopback pass through to their servers.

    Attributes:
        requests: The requests so far, bodies read.
        outcomes: The outcomes to come.
    """

    def __init__(self, router: respx.Router) -> None:
        self.requests: list[httpx2.Request] = []
        self.outcomes: list[Outcome] = []
        self._stored: tuple[dict[str, Any], ...] | None = None
        self._lock = Lock()
        router.route(host__in=LOOPBACK).pass_through()
        router.route().mock(side_effect=self._answer)

    def respond(self, *outcomes: Outcome) -> None:
        """Append outcomes to the script."""
        self.outcomes.extend(outcomes)

    def store(self, *orders: dict[str, Any]) -> None:
        """Serve every search and get from these orders, or from none, without using up the script."""
        self._stored = orders

    @property
    def submissions(self) -> list[httpx2.Request]:
        """The requests that submit an order."""
        return [one for one in self.requests if one.method == "POST" and one.url.path.endswith("/order")]

    def _answer(self, request: httpx.Request) -> httpx.Response:
        converted = _to_httpx2(request)
        with self._lock:
            self.requests.append(converted)
            outcome = self._next(converted)
        try:
            if callable(outcome):
                outcome = outcome(converted)
        except Exception as error:
            raise _to_httpcore2(error) from error
        if isinstance(outcome, BaseException):
            raise _to_httpcore2(outcome)
        return _to_httpx(outcome)

    def _next(self, request: httpx2.Request) -> Outcome:
        name = request.url.path.rpartition("/")[2]
        if self._stored is not None and (request.method == "GET" or name == "search"):
            return _lookup(self._stored, name)
        assert self.outcomes, f"request {len(self.requests)} is not in the script: {request.method} {request.url}"
        return self.outcomes.pop(0)


def _lookup(stored: tuple[dict[str, Any], ...], name: str) -> httpx2.Response:
    found = [one for one in stored if name in {"search", one["id"], one["orderReferenceId"]}]
    if name == "search":
        return httpx2.Response(200, json={"orders": found})
    if found:
        return httpx2.Response(200, json=found[0])
    return httpx2.Response(404, json={"code": "NOT_FOUND", "message": "No such order"})


def _to_httpx2(request: httpx.Request) -> httpx2.Request:
    """Return the request in the library's models. The router has read its body."""
    body = httpx2.ByteStream(request.content)
    converted = httpx2.Request(request.method, str(request.url), headers=request.headers.raw, stream=body)
    converted.read()
    return converted


def _to_httpx(response: httpx2.Response) -> httpx.Response:
    """Return the response in the router's models, its body as it goes over the wire."""
    extensions = dict(response.extensions)
    stream = _Stream(response.stream)
    return httpx.Response(response.status_code, headers=response.headers.raw, stream=stream, extensions=extensions)


def _to_httpcore2(error: BaseException) -> BaseException:
    """Return the pool's exception for one of httpx2's, and any other exception as it is."""
    kind = getattr(httpcore2, type(error).__name__, None)
    return kind(str(error)) if kind is not None and isinstance(error, httpx2.TransportError) else error


class _Stream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A scripted body, of either kind. If it breaks off, it raises the pool's exception."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._stream
        except httpx2.TransportError as error:
            raise _to_httpcore2(error) from error

    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for piece in self._stream:
                yield piece
        except httpx2.TransportError as error:
            raise _to_httpcore2(error) from error

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()
