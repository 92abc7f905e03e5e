"""Leads one request from its arrival to the last byte of its answer, whatever goes wrong on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.journal import shorten

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.desk import Desk
    from gelatoconnect_mock.sandbox.exchange import Answer, Call, Request
    from gelatoconnect_mock.sandbox.wire import Wire


async def converse(desk: Desk, request: Request, wire: Wire) -> None:
    """Answer a request over a wire; the call's own request id goes out with every answer."""
    call = desk.begin(request)
    if call.answer is not None or call.fault is None:
        answer = desk.finish(call)
        if answer is not None and (call.fault is None or not answer.success):
            call.fault = None  # nothing has succeeded that a fault of magic could spoil
            shorten(call)
            await wire.send(with_id(answer, call))
            return
    assert call.fault is not None  # noqa: S101 - magic has just given it one
    turn = StruckTurn(desk, call, wire)
    try:
        await call.fault.strike(turn)
    finally:
        turn.over()
        shorten(call)


def with_id(answer: Answer, call: Call) -> Answer:
    """Return the answer with the call's `X-Request-Id`."""
    return answer._replace(headers=((b"x-request-id", call.id.encode()), *answer.headers))


class StruckTurn:
    """One request that a fault strikes. A submission counts as in flight until its answer is out or lost."""

    def __init__(self, desk: Desk, call: Call, wire: Wire) -> None:
        self._desk, self._call, self.wire = desk, call, wire
        self._twin: tuple[str | None, str] | None = None

    def carry_out(self) -> Answer:
        """Carry out what the call asks for and return the answer."""
        call, tenant = self._call, self._call.tenant
        answer = self._desk.finish(call)
        assert answer is not None and tenant is not None  # noqa: S101, PT018 - a struck call has both
        if call.operation == "submitOrder" and call.change is not None:
            self._twin = (call.customer, call.payload["orderReferenceId"])
            tenant.in_flight[self._twin] = tenant.in_flight.get(self._twin, 0) + 1
        return answer

    def answered(self, answer: Answer) -> Answer:
        """Put what is sent in the end on record, and return it as it goes out."""
        self._call.answer = answer
        return with_id(answer, self._call)

    def spared(self) -> None:
        """Give the step of the plan back: its fault did not strike, and waits for another request."""
        if self._call.step is not None:
            self._call.step.used -= 1
        self._call.fault = None

    def over(self) -> None:
        """Count the submission as no longer in flight."""
        tenant = self._call.tenant
        if self._twin is not None and tenant is not None and self._twin in tenant.in_flight:
            tenant.landed(self._twin)
