"""A call that ends while it waits for its slot cancels its reservation."""

from __future__ import annotations

from asyncio import CancelledError
from typing import Any

import pytest
from gelatoconnect._engine.commands import Reservation, Reserve, Send, Sleep
from gelatoconnect.errors import DeadlineExceeded
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import respond
from tests.unit.exactly_once.record import REFERENCE, World, stored

READ = respond(200, stored())


def waiting(world: World, returned: list[float], seconds: float = 3.0) -> Any:
    """Return the steps of a call that sleeps until its slot."""
    steps = world.operations().get(REFERENCE, RequestOptions(deadline=20.0))
    assert isinstance(next(steps), Reserve)
    command = steps.send(Reservation(seconds, 7.0, cancel=lambda: returned.append(7.0)))
    assert command == Sleep(seconds)
    return steps


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, CancelledError, SystemExit])
def test_interrupted_wait_cancels_its_reservation_once(interruption: type[BaseException]) -> None:
    returned: list[float] = []
    steps = waiting(World({}), returned)
    with pytest.raises(interruption):
        steps.throw(interruption())
    assert returned == [7.0]


def test_closed_generator_cancels_its_reservation() -> None:
    returned: list[float] = []
    waiting(World({}), returned).close()
    assert returned == [7.0]


def test_slot_moved_beyond_the_deadline_is_canceled() -> None:
    world, returned = World({}), list[float]()
    steps = waiting(world, returned)
    world.now += 3.0
    assert isinstance(next(steps), Reserve)
    with pytest.raises(DeadlineExceeded):
        steps.send(Reservation(16.0, 7.0, cancel=lambda: returned.append(7.0)))
    assert returned == [7.0]


def test_reservation_that_was_used_is_not_canceled() -> None:
    returned: list[float] = []
    steps = waiting(World({}), returned)
    assert isinstance(next(steps), Reserve)
    assert isinstance(steps.send(Reservation(0.0, 7.0, cancel=lambda: returned.append(7.0))), Send)
    with pytest.raises(KeyboardInterrupt):
        steps.throw(KeyboardInterrupt())
    assert returned == []


@pytest.mark.parametrize(("deadline", "longest"), [(30.0, 25.0), (8.0, 4.0), (1.0, 0.5)])
def test_slot_without_time_for_a_response_is_not_awaited(deadline: float, longest: float) -> None:
    world = World({"get": [READ]}, slot_delay=longest - 0.1)
    world.run(world.operations().get(REFERENCE, RequestOptions(deadline)))
    world.slot_delay = longest + 0.1
    with pytest.raises(DeadlineExceeded, match="Nothing was sent"):
        world.run(world.operations().get(REFERENCE, RequestOptions(deadline)))
    assert (world.counts["get"], world.slept) == (1, [longest - 0.1])


def test_call_reserves_with_its_longest_delay() -> None:
    for deadline, longest in ((30.0, 25.0), (None, float("inf"))):
        command = next(World({}).operations().get(REFERENCE, RequestOptions(deadline=deadline)))
        assert isinstance(command, Reserve)
        assert command.max_delay == longest
