"""Each error after a lost cancel or update says that it may have been done, and what to do."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import httpx2
import pytest
from gelatoconnect import errors
from gelatoconnect._engine.commands import Reservation, Reserve
from gelatoconnect.options import RequestOptions

from tests.repeated_sentences import repeated_sentences, repetitions
from tests.standins.virtual_time import LOST, NOT_SENT, respond
from tests.unit.exactly_once.record import World, stored

if TYPE_CHECKING:
    from gelatoconnect._engine.commands import Command, Outcome, Steps
    from gelatoconnect._engine.operations import Operations

    from tests.standins.scripted import Outcome as Scripted
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

ADDRESS: Final = httpx2.Request("GET", "https://api.example")
HTML: Final = httpx2.Response(200, html="<h1>Welcome</h1>")
REFUSAL: Final = {"code": "X", "message": "no"}
LOST_WRITES: Final[dict[str, Scripted]] = {
    "timeout": httpx2.ReadTimeout("late", request=ADDRESS),
    "broken": httpx2.ReadError("broken", request=ADDRESS),
    "302": httpx2.Response(302, json=REFUSAL),
    "408": httpx2.Response(408, json=REFUSAL),
    "503": httpx2.Response(503, json=REFUSAL),
    "HTML": HTML,
}
FAILED_READS: Final[dict[str, Scripted]] = {
    "timeout": httpx2.ReadTimeout("late", request=ADDRESS),
    "broken": httpx2.ReadError("broken", request=ADDRESS),
    "no connection": httpx2.ConnectError("refused", request=ADDRESS),
    "302": httpx2.Response(302, json=REFUSAL),
    "401": httpx2.Response(401, json={"status": "Unauthorized."}),
    "404": httpx2.Response(404, json=REFUSAL),
    "429": httpx2.Response(429, json=REFUSAL),
    "503": httpx2.Response(503, json=REFUSAL),
    "HTML": HTML,
    "another body": httpx2.Response(200, json={"orders": []}),
}
ARGUMENTS: Final[dict[str, dict[str, Any]]] = {"cancel": {}, "update_shipment": {"shipment_method_uid": "express"}}
OPERATIONS: Final = list(ARGUMENTS)
MAY_BE_DONE: Final = re.compile(r"may (have been|still be) done|may have received the request")


def names_the_write(error: BaseException) -> bool:
    """Return True if the error and its last error say what may have happened and what to do, once, and nothing else."""
    text = str(error)
    is_named = MAY_BE_DONE.search(text) and "read the order" in text.lower()
    claims_nothing = "Nothing was sent" not in text and "changed nothing" not in text and "no effect" not in text
    last = getattr(error, "last_error", None)
    return bool(
        is_named
        and claims_nothing
        and not repeated_sentences(text)
        and getattr(error, "sent", "maybe") == "maybe"
        and (last is None or names_the_write(last))
    )


@pytest.mark.usefixtures("_clock_that_ticks_when_read")
@pytest.mark.parametrize("deadline", [5.0, None])
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("read", FAILED_READS)
@pytest.mark.parametrize("write", LOST_WRITES)
@pytest.mark.off_contract(responses="unclear and failed responses of every kind")
async def test_failed_read_back_after_a_lost_write_names_the_write(
    write: str,
    read: str,
    operation: str,
    deadline: float | None,
    connect: Connect,
    api: ScriptedApi,
) -> None:
    api.respond(LOST_WRITES[write], *[FAILED_READS[read]] * 500)
    with pytest.raises(errors.GelatoConnectError) as raised:
        await getattr(connect(), operation)("id-1", deadline=deadline, **ARGUMENTS[operation])
    assert len(api.requests) > 1
    assert names_the_write(raised.value), f"{raised.value} | {getattr(raised.value, 'last_error', None)}"


def start(operations: Operations, operation: str, order_id: str, deadline: float | None) -> Steps[Any]:
    overrides = RequestOptions(deadline=deadline)
    if operation == "cancel":
        return operations.cancel(order_id, overrides)
    return operations.update_shipment(order_id, {"shipmentMethodUid": "express"}, overrides)


@pytest.mark.parametrize("deadline", [30.0, None])
@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("again", [respond(400), respond(429), respond(503), NOT_SENT, LOST, respond(409)], ids=str)
@pytest.mark.off_contract(responses="refusals of every kind")
def test_failed_second_write_after_a_lost_write_names_the_first(
    again: Outcome, operation: str, deadline: float | None
) -> None:
    world = World({operation: [LOST, again], "get": [respond(200, stored())]})
    with pytest.raises(errors.GelatoConnectError) as raised:
        world.run(start(world.operations(), operation, "gelato-1", deadline))
    text = str(raised.value)
    assert MAY_BE_DONE.search(text) or (again == respond(409) and "not allow this" in text)
    assert "read the order" in text.lower()
    assert repetitions(raised.value) == []
    assert getattr(raised.value, "sent", "maybe") == "maybe"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("write", [LOST, respond(302), respond(408), respond(503), respond(200, b"<html>")], ids=str)
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_write_that_stays_unclear_until_the_deadline_names_itself(write: Outcome, operation: str) -> None:
    world = World({operation: [write], "get": [respond(200, stored())]})
    with pytest.raises(errors.DeadlineExceeded) as raised:
        world.run(start(world.operations(), operation, "gelato-1", 30.0))
    assert names_the_write(raised.value), f"{raised.value} | {raised.value.last_error}"


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("write", [LOST, respond(302), respond(408), respond(503), respond(200, b"<html>")], ids=str)
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_lost_write_that_cannot_be_read_back_names_itself(write: Outcome, operation: str) -> None:
    """No URL can carry this reference in a `get`."""
    world = World({operation: [write]})
    with pytest.raises(errors.GelatoConnectError) as raised:
        world.run(start(world.operations(), operation, "search", 30.0))
    assert names_the_write(raised.value), str(raised.value)


@dataclass
class BusyWorld(World):
    """A world whose rate limiter has no slot after the first request."""

    def _perform(self, command: Command) -> Any:
        return Reservation(100.0, 0.0) if isinstance(command, Reserve) and self.sent else super()._perform(command)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_read_back_without_a_slot_names_the_write(operation: str) -> None:
    world = BusyWorld({operation: [LOST]})
    with pytest.raises(errors.DeadlineExceeded) as raised:
        world.run(start(world.operations(), operation, "gelato-1", 30.0))
    assert names_the_write(raised.value), str(raised.value)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_read_back_without_a_connection_is_not_called_unsent(operation: str) -> None:
    """`ConnectFailed.sent` is "no", which would be wrong for the call."""
    world = World({operation: [LOST], "get": [NOT_SENT]})
    with pytest.raises(errors.ResponseLost) as raised:
        world.run(start(world.operations(), operation, "gelato-1", None))
    assert raised.value.sent == "maybe"
    assert "No connection" in str(raised.value)
