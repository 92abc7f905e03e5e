"""Hands each request at the socket to the API or to the control plane."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.api.pipeline import handle
from gelatoconnect_mock.sandbox.http import cors
from gelatoconnect_mock.sandbox.http import errors as answers
from gelatoconnect_mock.sandbox.http.json_body import MOST_BYTES, MOST_SNAPSHOT_BYTES, TruncatedBody

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.control.router import ControlPlane
    from gelatoconnect_mock.sandbox.http.messages import Headers, Request, Response
    from gelatoconnect_mock.sandbox.http.wire import Wire

_CONTROL: Final = b"/_sandbox"
_SNAPSHOT: Final = b"/_sandbox/snapshot"
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Dispatcher:
    """One sandbox, for the connections to it. Everything happens on one event loop, one request's work at a time."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._ids = sandbox.tenants.identifiers("", "aside")
        self._asides = 0

    @cached_property
    def _control(self) -> ControlPlane:
        """The control plane, made with its first request: no start waits for it."""
        from gelatoconnect_mock.sandbox.control.router import ControlPlane  # noqa: PLC0415 - as the docstring says

        return ControlPlane(self._sandbox)

    async def handle(self, request: Request, wire: Wire) -> None:
        """Answer one request."""
        try:
            if request.path.startswith(_CONTROL):
                await wire.send(self._sandbox.saved(self._control.handle(request)))
            elif (preflight := cors.preflight(request)) is not None:
                await wire.send(self.with_id(preflight))
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
        if path.startswith(_CONTROL) or self._sandbox.knows(method, path, headers):
            return None
        return TruncatedBody.unread(declared)

    def with_id(self, response: Response) -> Response:
        """Return an answer with an `X-Request-Id` of its own, for what is not a request to the API."""
        self._asides += 1
        return response._replace(
            headers=((b"x-request-id", self._ids.request(self._asides).encode()), *response.headers)
        )

    async def _send_internal_error(self, wire: Wire) -> None:
        response = answers.error(500, "The sandbox failed to answer: this is a bug of the sandbox.")
        try:
            await wire.send(self.with_id(response))
        except RuntimeError:  # a part of another response is out already
            await wire.close()
