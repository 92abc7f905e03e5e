"""Hands each request at the socket to the API or to the control plane."""

from __future__ import annotations

import logging
from functools import cached_property
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.api.pipeline import handle, needs_body, not_saved
from gelatoconnect_mock.sandbox.http import cors
from gelatoconnect_mock.sandbox.http.errors import error_response
from gelatoconnect_mock.sandbox.http.json_body import MOST_BYTES, MOST_SNAPSHOT_BYTES, TruncatedBody
from gelatoconnect_mock.sandbox.storage.sqlite import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.control.router import ControlPlane
    from gelatoconnect_mock.sandbox.http.messages import Headers, Request, Response
    from gelatoconnect_mock.sandbox.http.wire import Wire
    from gelatoconnect_mock.sandbox.server.limits import ProtocolError

_CONTROL: Final = b"/_sandbox"
_SNAPSHOT: Final = b"/_sandbox/snapshot"
TLS_SECONDS: Final = 60.0
"""Time between two lines about clients that speak TLS: they try again and again."""
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Dispatcher:
    """One sandbox, for the connections to it. Everything happens on one event loop, one request's work at a time."""

    def __init__(self, sandbox: Sandbox, on_steering: Callable[[], None] = lambda: None) -> None:
        self._sandbox, self._on_steering = sandbox, on_steering
        self._tls_said_at = -inf

    @cached_property
    def _control(self) -> ControlPlane:
        """The control plane, made with its first request: no start waits for it."""
        from gelatoconnect_mock.sandbox.control.router import ControlPlane  # noqa: PLC0415 - as the docstring says

        return ControlPlane(self._sandbox)

    async def handle(self, request: Request, wire: Wire) -> None:
        """Answer one request."""
        try:
            if request.path.startswith(_CONTROL):
                await wire.send(self._steer(request))
            elif (preflight := cors.preflight(request)) is not None:
                await wire.send(self.with_request_id(preflight))
            else:
                await handle(self._sandbox, request, wire)
        except Exception:  # noqa: BLE001 - the client gets an answer whatever happened
            _LOG.exception("The sandbox failed to answer a request: this is a bug of the sandbox.")
            await self._send_internal_error(wire)

    def max_body(self, path: bytes) -> int:
        """Return how many bytes of a body are read."""
        return MOST_SNAPSHOT_BYTES if path == _SNAPSHOT else MOST_BYTES

    def unread_body(self, method: str, path: bytes, headers: Headers) -> TruncatedBody | None:
        """Return a stand-in for the body of a request that is refused whatever it contains; None if it must be read."""
        declared = next((int(value) for name, value in headers if name == b"content-length"), 0)
        if declared > self.max_body(path):
            return TruncatedBody.unread(declared)
        if path.startswith(_CONTROL) or needs_body(self._sandbox, method, path, headers):
            return None
        return TruncatedBody.unread(declared)

    def refuse(self, refusal: ProtocolError) -> Response:
        """Return the response to what cannot be read."""
        if refusal.is_tls and monotonic() - self._tls_said_at >= TLS_SECONDS:
            self._tls_said_at = monotonic()
            _LOG.warning("A client spoke TLS to this port: this is http, not https. Write http:// in its URL.")
        return self.with_request_id(error_response(refusal.status, str(refusal)))

    def with_request_id(self, response: Response) -> Response:
        """Return a response with an `X-Request-Id`, for anything but a request to the API."""
        request_id = (b"x-request-id", self._sandbox.other_ids.next().encode())
        return response._replace(headers=(request_id, *response.headers))

    def _steer(self, request: Request) -> Response:
        """Handle a request to the control plane, and write what it changed."""
        response = self._control.handle(request)
        self._on_steering()
        try:
            self._sandbox.save()
        except StorageError as error:
            return not_saved(error)
        return response

    async def _send_internal_error(self, wire: Wire) -> None:
        response = error_response(500, "The sandbox failed to answer: this is a bug of the sandbox.")
        try:
            await wire.send(self.with_request_id(response))
        except RuntimeError:  # a part of another response is out already
            await wire.close()
