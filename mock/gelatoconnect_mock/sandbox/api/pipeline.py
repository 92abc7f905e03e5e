"""Leads one request from its arrival to the last byte of its answer, whatever goes wrong on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.api.request_log import departures

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.sandbox import Desk
    from gelatoconnect_mock.sandbox.http.messages import Answer, Call, Request
    from gelatoconnect_mock.sandbox.http.wire import Wire


async def converse(desk: Desk, request: Request, wire: Wire) -> None:
    """Answer a request over a wire; the call's own request id goes out with every answer."""
    call = desk.begin(request)
    planned = call.fault
    if planned is None:
        answer = desk.finish(call)
        if call.fault is None:
            assert answer is not None  # noqa: S101 - only magic keeps it back
            if desk.watch is not None:
                desk.watch(call)
            desk.kept_bodies.add(call)
            await wire.send(with_id(answer, call))
            return
    assert call.fault is not None  # noqa: S101 - planned, or just given by magic
    turn = StruckTurn(desk, call, wire)
    try:
        await call.fault.strike(turn)
    finally:
        turn.over()
        desk.kept_bodies.add(call)


def with_id(answer: Answer, call: Call) -> Answer:
    """Return the answer with the call's `X-Request-Id`."""
    return answer._replace(headers=((b"x-request-id", call.id.encode()), *answer.headers))


class StruckTurn:
    """One request that a fault strikes. A submission counts as in flight until its answer is out or lost."""

    def __init__(self, desk: Desk, call: Call, wire: Wire) -> None:
        self._desk, self._call, self.wire = desk, call, wire
        self._in_flight: dict[tuple[str | None, str], int] | None = None
        """Where its submission is counted."""

    def carry_out(self) -> Answer:
        """Carry out what the call asks for and return the answer."""
        call, tenant = self._call, self._call.tenant
        answer = self._desk.finish(call)
        assert answer is not None and tenant is not None  # noqa: S101, PT018 - a struck call has both
        if call.operation == "submitOrder" and call.change is not None:
            self._in_flight, twin = tenant.in_flight, (call.customer, call.payload["orderReferenceId"])
            self._in_flight[twin] = self._in_flight.get(twin, 0) + 1
        return answer

    def answered(self, answer: Answer) -> Answer:
        """Put what is sent in the end on record, and return it as it goes out."""
        call = self._call
        call.answer = answer
        if call.fault is not None:
            call.off_contract = call.fault.loses_answer or bool(departures(self._desk.rules, call))
        if self._desk.watch is not None:
            self._desk.watch(call)
        return with_id(answer, call)

    def spared(self) -> None:
        """Give back what the fault was taken from: it did not strike, and waits for another request."""
        call = self._call
        self._desk.give_back(call)
        call.fault = call.step = None

    def over(self) -> None:
        """Count the submission as no longer in flight, unless a reset has forgotten it since."""
        tenant = self._call.tenant
        if tenant is not None and self._in_flight is tenant.in_flight:
            tenant.landed((self._call.customer, self._call.payload["orderReferenceId"]))
