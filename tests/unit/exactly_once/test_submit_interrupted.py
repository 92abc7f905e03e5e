"""A cancellation or Ctrl-C is raised unchanged, with a note that names the order if it may exist."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from gelatoconnect._engine.commands import Reservation, Reserve, Sleep
from gelatoconnect.history import Attempt, Discrepancy, Ended, Started
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, NOT_SENT, respond
from tests.unit.exactly_once.record import ACCEPTED, NONE_FOUND, ORDER, REFERENCE, World


class SoftTimeLimit(Exception):
    """The exception of a signal handler, as a worker's time limit raises it."""


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, asyncio.CancelledError, SystemExit, SoftTimeLimit])
@pytest.mark.parametrize("where", ["submit", "search", "get"])
def test_interruption_at_any_step_gets_a_note_with_the_order(interruption: type[BaseException], where: str) -> None:
    replies: dict[str, Any] = {"submit": [LOST], "search": [NONE_FOUND], where: [interruption()]}
    world = World(replies)
    with pytest.raises(interruption) as interrupted:
        world.submit()
    notes = "".join(interrupted.value.__notes__)
    assert REFERENCE in notes
    assert len(interrupted.value.__notes__) == 1
    assert "planted-secret" not in notes


@pytest.mark.parametrize("where", ["submit", "search"])
def test_interruption_gets_its_note_if_duplicates_are_allowed(where: str) -> None:
    world = World({"submit": [LOST], where: [KeyboardInterrupt()]})
    with pytest.raises(KeyboardInterrupt) as interrupted:
        world.submit({**ORDER, "preventDuplicate": False})
    assert REFERENCE in "".join(interrupted.value.__notes__)


DATELESS = respond(200, {"id": "gelato-1", "orderReferenceId": REFERENCE, "createdAt": 1})


@pytest.mark.off_contract(responses="an accepted order without a readable date")
@pytest.mark.parametrize(
    ("event", "reply", "named"),
    [
        (Started, DATELESS, False),
        (Attempt, DATELESS, True),
        (Discrepancy, DATELESS, True),
        (Ended, DATELESS, True),
        (Attempt, respond(400), False),
        (Ended, respond(400), False),
        (Attempt, respond(429), False),
        (Attempt, NOT_SENT, False),
        (Attempt, LOST, True),
    ],
)
def test_ctrl_c_in_a_hook_names_the_order_if_it_may_exist(event: type, reply: Any, named: bool) -> None:
    def hook(_: object, seen: object) -> None:
        if isinstance(seen, event):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as interrupted:
        World({"submit": [reply]}).submit(hook=hook)
    assert (REFERENCE in "".join(getattr(interrupted.value, "__notes__", []))) is named


def test_interrupted_wait_for_a_slot_says_nothing_was_sent() -> None:
    steps = World({}).operations().submit(dict(ORDER), RequestOptions())
    assert isinstance(next(steps), Reserve)
    assert isinstance(steps.send(Reservation(1.0, 0.0)), Sleep)
    with pytest.raises(asyncio.CancelledError) as cancelled:
        steps.throw(asyncio.CancelledError())
    assert not hasattr(cancelled.value, "__notes__")


@pytest.mark.parametrize(("first", "named"), [(respond(429), False), (NOT_SENT, False), (LOST, True)])
def test_waiting_order_may_exist_only_after_an_unclear_attempt(first: Any, named: bool) -> None:
    world = World({"submit": [first, respond(429), ACCEPTED]})
    steps = world.operations(server_refuses_duplicates=True).submit(dict(ORDER), RequestOptions())
    reply: Any = None
    while True:
        command = steps.send(reply)
        if isinstance(command, Sleep) and (world.posts == 2 or not named):
            break
        reply = world._perform(command)
    with pytest.raises(KeyboardInterrupt) as interrupted:
        steps.throw(KeyboardInterrupt())
    assert (REFERENCE in "".join(getattr(interrupted.value, "__notes__", []))) is named
