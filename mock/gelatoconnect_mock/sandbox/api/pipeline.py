"""Leads one request from its arrival to the last byte of its answer, whatever goes wrong on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.request_log import departures

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.http.messages import Exchange, Request, Response
    from gelatoconnect_mock.sandbox.http.wire import Wire


async def handle(sandbox: Sandbox, request: Request, wire: Wire) -> None:
    """Answer a request over a wire; the call's own request id goes out with every answer."""
    exchange = sandbox.begin(request)
    planned = exchange.fault
    if planned is None:
        response = sandbox.finish(exchange)
        if exchange.fault is None:
            assert response is not None  # noqa: S101 - only magic keeps it back
            if sandbox.watch is not None:
                sandbox.watch(exchange)
            sandbox.kept_bodies.add(exchange)
            await wire.send(with_id(response, exchange))
            return
    assert exchange.fault is not None  # noqa: S101 - planned, or just given by magic
    turn = StruckTurn(sandbox, exchange, wire)
    try:
        await exchange.fault.apply(turn)
    finally:
        turn.over()
        sandbox.kept_bodies.add(exchange)


def with_id(response: Response, exchange: Exchange) -> Response:
    """Return the answer with the call's `X-Request-Id`."""
    return response._replace(headers=((b"x-request-id", exchange.id.encode()), *response.headers))


class StruckTurn:
    """One request that a fault strikes. A submission counts as in flight until its answer is out or lost."""

    def __init__(self, sandbox: Sandbox, exchange: Exchange, wire: Wire) -> None:
        self._sandbox, self._call, self.wire = sandbox, exchange, wire
        self._in_flight: dict[tuple[str | None, str], int] | None = None
        """Where its submission is counted."""

    def execute(self) -> Response:
        """Carry out what the call asks for and return the answer."""
        exchange, tenant = self._call, self._call.tenant
        response = self._sandbox.finish(exchange)
        assert response is not None and tenant is not None  # noqa: S101, PT018 - a struck call has both
        if exchange.operation == "submitOrder" and exchange.change is not None:
            self._in_flight, twin = tenant.in_flight, (exchange.customer, exchange.payload["orderReferenceId"])
            self._in_flight[twin] = self._in_flight.get(twin, 0) + 1
        return response

    def answered(self, response: Response) -> Response:
        """Put what is sent in the end on record, and return it as it goes out."""
        exchange = self._call
        exchange.response = response
        if exchange.fault is not None:
            exchange.off_contract = exchange.fault.loses_response or bool(departures(self._sandbox.rules, exchange))
        if self._sandbox.watch is not None:
            self._sandbox.watch(exchange)
        return with_id(response, exchange)

    def spared(self) -> None:
        """Give back what the fault was taken from: it did not strike, and waits for another request."""
        exchange = self._call
        self._sandbox.give_back(exchange)
        exchange.fault = exchange.step = None

    def over(self) -> None:
        """Count the submission as no longer in flight, unless a reset has forgotten it since."""
        tenant = self._call.tenant
        if tenant is not None and self._in_flight is tenant.in_flight:
            tenant.landed((self._call.customer, self._call.payload["orderReferenceId"]))
