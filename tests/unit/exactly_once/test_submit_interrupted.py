"""A cancellation or Ctrl-C goes through, with a note that names the order whose fate it leaves unknown."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from driven import LOST, NONE_FOUND, ORDER, REFERENCE, World


@pytest.mark.parametrize("interruption", [KeyboardInterrupt, asyncio.CancelledError, SystemExit])
@pytest.mark.parametrize("where", ["submit", "search", "get"])
def test_the_note_names_the_order_wherever_the_interruption_comes(
    interruption: type[BaseException], where: str
) -> None:
    replies: dict[str, Any] = {"submit": [LOST], "search": [NONE_FOUND], where: [interruption()]}
    world = World(replies)
    with pytest.raises(interruption) as interrupted:
        world.submit()
    notes = "".join(interrupted.value.__notes__)
    assert REFERENCE in notes
    assert len(interrupted.value.__notes__) == 1
    assert "planted-secret" not in notes


@pytest.mark.parametrize("where", ["submit", "search"])
def test_the_note_is_there_where_twins_are_allowed_too(where: str) -> None:
    world = World({"submit": [LOST], where: [KeyboardInterrupt()]})
    with pytest.raises(KeyboardInterrupt) as interrupted:
        world.submit({**ORDER, "preventDuplicate": False})
    assert REFERENCE in "".join(interrupted.value.__notes__)
