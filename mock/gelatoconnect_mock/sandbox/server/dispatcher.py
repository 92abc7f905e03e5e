"""Hands each request at the socket to the API or to the control plane."""

from __future__ import annotations

import errno
import logging
from functools import cached_property
from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.api.pipeline import handle, needs_body, not_saved
from gelatoconnect_mock.sandbox.control import access, landing
from gelatoconnect_mock.sandbox.http import cors
from gelatoconnect_mock.sandbox.http.date import own_headers
from gelatoconnect_mock.sandbox.http.errors import ApiError, error_response
from gelatoconnect_mock.sandbox.http.json_body import MAX_BODY_BYTES, MAX_SNAPSHOT_BYTES, TruncatedBody
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.storage.sqlite import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.control.router import ControlPlane
    from gelatoconnect_mock.sandbox.http.messages import Headers, Response
    from gelatoconnect_mock.sandbox.http.wire import Wire
    from gelatoconnect_mock.sandbox.server.limits import ProtocolError

_CONTROL: Final = b"/_sandbox"
_SNAPSHOT: Final = b"/_sandbox/snapshot"
_HEALTH: Final = landing.HEALTH.encode()
_NO_DESCRIPTOR: Final = (errno.EMFILE, errno.ENFILE)
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
        """Handle one request and send its response."""
        try:
            path = request.path
            if (path == b"/" or path.startswith(_HEALTH)) and (page := landing.respond(request)) is not None:
                request_id = self._sandbox.probe_ids.next()
                await wire.send(page._replace(headers=(*own_headers(request_id), *page.headers)))
            elif path.startswith(_CONTROL):
                await wire.send(self._steer(request))
            elif (preflight := cors.preflight(request, self._sandbox.settings.cors)) is not None:
                await wire.send(self.with_request_id(preflight))
            else:
                await handle(self._sandbox, request, wire)
        except Exception as error:  # noqa: BLE001 - the client gets a response in any case
            await self._send_failure(wire, _failure(error))

    def cors_headers(self, request: Request) -> Headers:
        """Return the headers that let the page that sends a request read the response."""
        return cors.headers(request, self._sandbox.settings.cors)

    def max_body(self, path: bytes) -> int:
        """Return how many bytes of a body are read."""
        return MAX_SNAPSHOT_BYTES if path == _SNAPSHOT else MAX_BODY_BYTES

    def unread_body(self, method: str, path: bytes, headers: Headers) -> TruncatedBody | None:
        """Return a stand-in for the body of a request that is refused whatever it contains; None if it must be read."""
        declared = next((int(value) for name, value in headers if name == b"content-length"), 0)
        if declared > self.max_body(path):
            return TruncatedBody.unread(declared)
        if path.startswith(_CONTROL):
            is_needed = self._control_needs_body(method, path, headers)
        else:
            is_needed = needs_body(self._sandbox, method, path, headers)
        return None if is_needed else TruncatedBody.unread(declared)

    def refuse(self, refusal: ProtocolError) -> Response:
        """Return the response to what cannot be read."""
        if refusal.is_tls and monotonic() - self._tls_said_at >= TLS_SECONDS:
            self._tls_said_at = monotonic()
            _LOG.warning("A client spoke TLS to this port: this is http, not https. Write http:// in its URL.")
        return self.with_request_id(error_response(refusal.status, str(refusal), headers=refusal.headers))

    def with_request_id(self, response: Response) -> Response:
        """Return a response with an `X-Request-Id` and a `Date`, for anything but a request to the API."""
        return response._replace(headers=(*own_headers(self._sandbox.other_ids.next()), *response.headers))

    def _control_needs_body(self, method: str, path: bytes, headers: Headers) -> bool:
        """Return False for a request that the control plane refuses, whatever its body is."""
        if path.removesuffix(b"/") == _HEALTH:
            return False
        try:
            access.check(Request(method, path, b"", headers, b""), self._sandbox.settings)
        except ApiError:
            return False
        try:
            from gelatoconnect_mock.sandbox.control import router  # noqa: PLC0415 - no start waits for it
        except OSError:  # no descriptor is left: the response says so
            return True
        return router.needs_body(method, path)

    def _steer(self, request: Request) -> Response:
        """Handle a request to the control plane, and write what it changed."""
        try:
            response = self._control.handle(request)
        finally:
            self._on_steering()
        try:
            self._sandbox.save()
        except StorageError as error:
            return not_saved(error)
        return response

    async def _send_failure(self, wire: Wire, response: Response) -> None:
        try:
            await wire.send(self.with_request_id(response))
        except RuntimeError:  # a part of another response is out already
            await wire.close()


def _failure(error: Exception) -> Response:
    """Log what kept a request from its response, and return the response that says so."""
    if isinstance(error, OSError) and error.errno in _NO_DESCRIPTOR:  # the control plane is loaded on first use
        _LOG.error("A request got a 503, for no file descriptor is left. Raise the limit (ulimit -n).")
        return error_response(
            503,
            "The sandbox has no file descriptor left for this. Close connections that you do not use, or raise its "
            "limit (ulimit -n), and send the request again.",
        )
    _LOG.error("The sandbox failed to handle a request: this is a bug of the sandbox.", exc_info=error)
    return error_response(500, "The sandbox failed to handle the request: this is a bug of the sandbox.")
