"""The access log: one line for each request, once it is over.

    METHOD PATH STATUS MILLISECONDS REQUEST-ID FAILING-FIELD

A ``-`` stands for what there is not. The status is that of the response that was sent; the field is the first failing
one of a 4xx. No line has a query, a header or a value of a body. Known secrets are masked. Everything outside printable
ASCII is escaped.
"""

from __future__ import annotations

from time import perf_counter
from typing import TYPE_CHECKING, Final

import orjson

from gelatoconnect_mock.sandbox.server.dispatcher import Dispatcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.api.exchange import RequestAnswered
    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.http.messages import Request, Response
    from gelatoconnect_mock.sandbox.http.wire import Wire
    from gelatoconnect_mock.sandbox.server.limits import ProtocolError

_MAX_LENGTH: Final = 300
_MAX_IDS: Final = 10_000
_REQUEST_ID: Final = b"x-request-id"
_CLIENT_ERRORS: Final = range(400, 500)


class LoggingDispatcher(Dispatcher):
    """A dispatcher that writes a line for each request. The core does not know of it."""

    def __init__(
        self,
        sandbox: Sandbox,
        on_steering: Callable[[], None],
        write: Callable[[str], None],
        clock: Callable[[], float] = perf_counter,
    ) -> None:
        super().__init__(sandbox, on_steering)
        self._write, self._clock = write, clock
        self._masked = sandbox.credentials.secret_values.masked
        self._ids: dict[int, str] = {}
        """Request IDs of requests to the API that are being handled, by the identity of their headers: a request whose
        body is decoded is another object, with the same headers."""
        sandbox.requests_answered.subscribe(self._note)

    async def handle(self, request: Request, wire: Wire) -> None:
        """Handle one request, and write its line when that is over, also if nothing was sent."""
        started, observed = self._clock(), _ObservedWire(wire)
        try:
            await super().handle(request, observed)
        finally:
            request_id = self._ids.pop(id(request.headers), "")
            path = request.path.decode("latin-1")
            self._log(request.method, path, observed.response, self._clock() - started, request_id)

    def refuse(self, refusal: ProtocolError) -> Response:
        """Return the response to what cannot be read, and write its line."""
        response = super().refuse(refusal)
        self._log("-", "-", response, 0.0, "")
        return response

    def _note(self, event: RequestAnswered) -> None:
        if len(self._ids) >= _MAX_IDS:
            self._ids.clear()
        self._ids[id(event.exchange.request.headers)] = event.exchange.id

    def _log(self, method: str, path: str, response: Response | None, seconds: float, request_id: str) -> None:
        status, field = "-", ""
        if response is not None:
            status, field = str(response.status), _first_failing_field(response)
            request_id = request_id or _request_id(response)
        path, field = _escaped(self._masked(path)), _escaped(self._masked(field))
        parts = (method, path, status, f"{seconds * 1_000:.1f}", request_id or "-", field or "-")
        self._write(" ".join(parts))


class _ObservedWire:
    """A wire that notes the response which is sent over it."""

    __slots__ = ("_wire", "response")

    def __init__(self, wire: Wire) -> None:
        self._wire = wire
        self.response: Response | None = None

    async def send(self, response: Response) -> None:
        self.response = response
        await self._wire.send(response)

    async def begin(self, response: Response, *, parts: bool = False) -> None:
        self.response = response
        await self._wire.begin(response, parts=parts)

    async def write(self, piece: bytes, *, last: bool = False) -> None:
        await self._wire.write(piece, last=last)

    async def close(self) -> None:
        await self._wire.close()

    async def reset(self) -> None:
        await self._wire.reset()

    async def pause(self, seconds: float) -> bool:
        return await self._wire.pause(seconds)


def _request_id(response: Response) -> str:
    return next((value.decode("latin-1") for name, value in response.headers if name == _REQUEST_ID), "")


def _first_failing_field(response: Response) -> str:
    if response.status not in _CLIENT_ERRORS or b'"details"' not in response.body:
        return ""
    try:
        return str(orjson.loads(response.body)["details"][0]["reference"])
    except (ValueError, LookupError, TypeError):  # a body that a fault has replaced
        return ""


def _escaped(text: str) -> str:
    """Return text in printable ASCII without blanks, shortened, so that it is one column of one line."""
    shown = text if len(text) <= _MAX_LENGTH else f"{text[:_MAX_LENGTH]}..."
    if shown.isascii() and shown.isprintable() and " " not in shown and "\\" not in shown:
        return shown
    return "".join(each if "!" <= each <= "~" and each != "\\" else _escape(each) for each in shown)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else character.encode("unicode_escape").decode()  # noqa: PLR2004 - a byte
