"""A call that ends while it waits for its place in the pace returns the place, whatever ends it."""

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
    """Return the steps of a call that sleeps until its place comes."""
    steps = world.operations().get(REFERENCE, RequestOptions(deadline=20.0))
    assert isinstance(next(steps), Reserve)
    told = steps.send(Reservation(seconds, 7.0, cancel=lambda: returned.append(7.0)))
    assert told == Sleep(seconds)
    return steps


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, CancelledError, SystemExit])
def test_an_interrupted_wait_returns_the_place_once(interruption: type[BaseException]) -> None:
    returned: list[float] = []
    steps = waiting(World({}), returned)
    with pytest.raises(interruption):
        steps.throw(interruption())
    assert returned == [7.0]


def test_a_call_that_is_dropped_without_a_word_returns_its_place() -> None:
    returned: list[float] = []
    waiting(World({}), returned).close()
    assert returned == [7.0]


def test_a_place_that_is_put_off_too_far_while_the_call_waits_is_returned() -> None:
    world, returned = World({}), list[float]()
    steps = waiting(world, returned)
    world.now += 3.0
    assert isinstance(next(steps), Reserve)
    with pytest.raises(DeadlineExceeded):
        steps.send(Reservation(16.0, 7.0, cancel=lambda: returned.append(7.0)))
    assert returned == [7.0]


def test_a_place_that_was_used_is_not_returned() -> None:
    returned: list[float] = []
    steps = waiting(World({}), returned)
    assert isinstance(next(steps), Reserve)
    assert isinstance(steps.send(Reservation(0.0, 7.0, cancel=lambda: returned.append(7.0))), Send)
    with pytest.raises(KeyboardInterrupt):
        steps.throw(KeyboardInterrupt())
    assert returned == []


@pytest.mark.parametrize(("deadline", "longest"), [(30.0, 25.0), (8.0, 4.0), (1.0, 0.5)])
def test_a_place_that_leaves_no_time_for_an_answer_is_not_waited_for(deadline: float, longest: float) -> None:
    world = World({"get": [READ]}, places=longest - 0.1)
    world.run(world.operations().get(REFERENCE, RequestOptions(deadline)))
    world.places = longest + 0.1
    with pytest.raises(DeadlineExceeded, match="Nothing was sent"):
        world.run(world.operations().get(REFERENCE, RequestOptions(deadline)))
    assert (world.counts["get"], world.slept) == (1, [longest - 0.1])


def test_a_call_says_how_long_it_will_wait_for_a_place() -> None:
    steps = World({}).operations().get(REFERENCE, RequestOptions(deadline=30.0))
    assert next(steps).max_delay == 25.0
    steps = World({}).operations().get(REFERENCE, RequestOptions(deadline=None))
    assert next(steps).max_delay == float("inf")
