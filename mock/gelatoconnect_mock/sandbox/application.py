"""The sandbox as an ASGI application: hands each request at the socket to the API or to the control plane."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox import cors
from gelatoconnect_mock.sandbox.bodies import MOST_BYTES, MOST_SNAPSHOT_BYTES
from gelatoconnect_mock.sandbox.conversation import converse
from gelatoconnect_mock.sandbox.exchange import Request
from gelatoconnect_mock.sandbox.socket_wire import SocketWire

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gelatoconnect_mock.sandbox.control.plane import ControlPlane
    from gelatoconnect_mock.sandbox.desk import Desk

    Receive = Callable[[], Awaitable[Any]]
    Send = Callable[[Any], Awaitable[None]]

TRANSPORT: Final = "gelatoconnect.transport"
"""The scope's extension under which the protocol puts the connection's transport."""
_CONTROL: Final = b"/_sandbox"
_SNAPSHOT: Final = b"/_sandbox/snapshot"


class Application:
    """One sandbox at a socket. Everything happens on one event loop, one request's work at a time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @cached_property
    def control(self) -> ControlPlane:
        """The control plane, made when it is first asked for."""
        from gelatoconnect_mock.sandbox.control.plane import ControlPlane  # noqa: PLC0415 - no start waits for it

        return ControlPlane(self.desk)

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        path: bytes = scope["raw_path"]
        body = await _body(receive, MOST_SNAPSHOT_BYTES if path == _SNAPSHOT else MOST_BYTES)
        if body is None:
            return
        request = Request(scope["method"], path, scope["query_string"], tuple(scope["headers"]), body)
        wire = SocketWire(receive, send, scope["extensions"][TRANSPORT], cors.headers(request))
        if request.path.startswith(_CONTROL):
            await wire.send(self.desk.saved(self.control.answer(request)))
        elif (preflight := cors.preflight(request)) is not None:
            await wire.send(preflight)
        else:
            await converse(self.desk, request, wire)


async def _body(receive: Receive, most: int) -> bytes | None:
    """Return the body, or as much of it as shows that it is larger than ``most``; None where the client left first."""
    pieces: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        piece: bytes = message["body"]
        size += len(piece)
        if not pieces and not message.get("more_body"):
            return piece
        pieces.append(piece)
        if not message.get("more_body") or size > most:
            return b"".join(pieces)
