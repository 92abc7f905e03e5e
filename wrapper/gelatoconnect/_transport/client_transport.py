"""Sends each attempt through `httpx2.Client.send`, for tools that hook that method. Off unless an option asks for it.

A tool must not turn a stored order into an exception: if it raises once the response is there, the response counts.
"""

from __future__ import annotations

import logging
from typing import Final

import httpx2

from gelatoconnect._transport.adapter import TRANSPORT_FAILURES, ToolFailed

_NOTE: Final = "gelatoconnect_note"

logger: Final = logging.getLogger("gelatoconnect")


class _Note:
    """How far one attempt came behind the client.

    Attributes:
        is_underway: Whether the transport below got the request.
        response: What it returned.
    """

    __slots__ = ("is_underway", "response")

    def __init__(self) -> None:
        self.is_underway = False
        self.response: httpx2.Response | None = None


class ClientTransport(httpx2.BaseTransport):
    """A transport that sends through an httpx2 client to another transport."""

    def __init__(self, transport: httpx2.BaseTransport) -> None:
        self._transport = transport
        self._client = httpx2.Client(transport=_NotingTransport(transport), trust_env=False)

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request and return the response, its body unread."""
        note = request.extensions[_NOTE] = _Note()
        try:
            return self._client.send(request, stream=True, follow_redirects=False)
        except Exception as error:
            response = _response_despite(error, note, request)
            if response is None:
                raise
            return response

    def close(self) -> None:
        """Close the transport. The client owns nothing else, and can be used again."""
        self._transport.close()


class AsyncClientTransport(httpx2.AsyncBaseTransport):
    """A transport that sends through an asynchronous httpx2 client to another transport."""

    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport
        self._client = httpx2.AsyncClient(transport=_AsyncNotingTransport(transport), trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Send the request and return the response, its body unread."""
        note = request.extensions[_NOTE] = _Note()
        try:
            return await self._client.send(request, stream=True, follow_redirects=False)
        except Exception as error:
            response = _response_despite(error, note, request)
            if response is None:
                raise
            return response

    async def aclose(self) -> None:
        """Close the transport. The client owns nothing else, and can be used again."""
        await self._transport.aclose()


class _NotingTransport(httpx2.BaseTransport):
    def __init__(self, transport: httpx2.BaseTransport) -> None:
        self._transport = transport

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        note: _Note = request.extensions.pop(_NOTE, None) or _Note()
        note.is_underway = True
        note.response = self._transport.handle_request(request)
        return note.response


class _AsyncNotingTransport(httpx2.AsyncBaseTransport):
    def __init__(self, transport: httpx2.AsyncBaseTransport) -> None:
        self._transport = transport

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        note: _Note = request.extensions.pop(_NOTE, None) or _Note()
        note.is_underway = True
        note.response = await self._transport.handle_async_request(request)
        return note.response


def _response_despite(error: Exception, note: _Note, request: httpx2.Request) -> httpx2.Response | None:
    """Return the response that an exception of a tool would hide, or None if the exception is the transport's own.

    Raises ToolFailed if the tool raised before the request could leave.
    """
    if note.response is not None:
        logger.warning("a tool at httpx2.Client.send raised %s; the response counts", type(error).__name__)
        return note.response
    if not note.is_underway and not isinstance(error, TRANSPORT_FAILURES):
        raise ToolFailed(type(error).__name__, request=request) from error
    return None
