"""The sandbox as an ASGI application: hands each request at the socket to the API or to the control plane."""

from __future__ import annotations

import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox import answers, cors
from gelatoconnect_mock.sandbox.bodies import MOST_BYTES, MOST_SNAPSHOT_BYTES, Cut
from gelatoconnect_mock.sandbox.conversation import converse
from gelatoconnect_mock.sandbox.exchange import Request
from gelatoconnect_mock.sandbox.socket_wire import SocketWire

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from gelatoconnect_mock.sandbox.control.plane import ControlPlane
    from gelatoconnect_mock.sandbox.desk import Desk
    from gelatoconnect_mock.sandbox.exchange import Answer, Headers

    Receive = Callable[[], Awaitable[Any]]
    Send = Callable[[Any], Awaitable[None]]

TRANSPORT: Final = "gelatoconnect.transport"
"""The scope's extension under which the protocol puts the connection's transport."""
EXPECTS_CONTINUE: Final = "gelatoconnect.expects-continue"
"""The extension of a request whose client asks whether it should send the body at all."""
ARRIVED: Final = "gelatoconnect.arrived"
"""The extension of a request that is there to its last byte."""
_CLOSE: Final = (b"connection", b"close")
_CONTROL: Final = b"/_sandbox"
_SNAPSHOT: Final = b"/_sandbox/snapshot"
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Application:
    """One sandbox at a socket. Everything happens on one event loop, one request's work at a time."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self._ids = desk.tenants.identifiers("", "aside")
        self._asides = 0

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
        extensions = scope["extensions"]
        headers = tuple(scope["headers"])
        most = MOST_SNAPSHOT_BYTES if path == _SNAPSHOT else MOST_BYTES
        body = None if ARRIVED in extensions else self._not_awaited(scope["method"], path, headers, most)
        extra: Headers = ()
        if body is None:
            body = await _body(receive, most)
            if body is None:
                return
        elif EXPECTS_CONTINUE in extensions:
            extra = (_CLOSE,)  # nobody knows whether the body follows all the same
        request = Request(scope["method"], path, scope["query_string"], headers, body)
        wire = SocketWire(receive, send, extensions[TRANSPORT], (*extra, *cors.headers(request)))
        try:
            if path.startswith(_CONTROL):
                await wire.send(self.desk.saved(self.control.answer(request)))
            elif (preflight := cors.preflight(request)) is not None:
                await wire.send(self.identified(preflight))
            else:
                await converse(self.desk, request, wire)
        except Exception:  # noqa: BLE001 - whatever it is, the client gets an answer
            _LOG.exception("The sandbox failed to answer a request: this is a bug of the sandbox.")
            await self._own_up(wire)

    def _not_awaited(self, method: str, path: bytes, headers: Headers, most: int) -> bytes | None:
        """Return what stands for a body whose request is refused whatever is in it; None where it has to be read."""
        declared = next((int(value) for name, value in headers if name == b"content-length"), 0)
        if declared > most or not (path.startswith(_CONTROL) or self.desk.knows(method, path, headers)):
            return Cut.unread(declared)
        return None

    def identified(self, answer: Answer) -> Answer:
        """Return an answer to what is no request to the API with an `X-Request-Id`, as every answer has one."""
        self._asides += 1
        return answer._replace(headers=((b"x-request-id", self._ids.request(self._asides).encode()), *answer.headers))

    async def _own_up(self, wire: SocketWire) -> None:
        """Answer in the contract's shape, as uvicorn would not."""
        answer = answers.error(500, "The sandbox failed to answer: this is a bug of the sandbox.")
        try:
            await wire.send(self.identified(answer))
        except RuntimeError:  # some of another answer is out already
            await wire.close()


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
