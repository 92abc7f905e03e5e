"""A tour of the lifecycle: every state of an order, every transition, and every forbidden one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tools.proof.lifecycle.model import SITUATIONS, STATES, Life
from tools.proof.lifecycle.sandbox_beside_model import SandboxBesideModel
from tools.proof.sandboxes import in_process

if TYPE_CHECKING:
    from tools.proof.lifecycle.coverage import Coverage
    from tools.proof.lifecycle.sandbox_model import ModelOrder


def whole_tour(coverage: Coverage) -> None:
    """Visit every situation, each in a sandbox of this process."""
    for state, left in SITUATIONS:
        both = SandboxBesideModel(in_process(), coverage)
        every_move(both, state, left)
        every_request(both, state, left)
        both.close()


def every_move(both: SandboxBesideModel, state: str, left: str) -> None:
    """Take every transition out of a situation, each with an order of its own. Check that all others are refused."""
    both.every_forbidden_move_is_refused(_brought(both, state, left))
    for to in STATES:
        if Life(state, left).walk(to) is not None:
            both.advance(_brought(both, state, left), to)
    both.same_story()


def every_request(both: SandboxBesideModel, state: str, left: str) -> None:
    """Send every request about an order in a situation: get, search, update, cancel."""
    order = _brought(both, state, left)
    both.get(order)
    both.search(order.reference, statuses=[state])
    both.update(order, "Bergen")
    both.cancel(order)
    both.get(order, by_reference=True)
    both.submit(order.reference, prevent=True)
    both.same_story()


def _brought(both: SandboxBesideModel, state: str, left: str) -> ModelOrder:
    """Return a new order in a situation."""
    order = both.submit(f"r-{len(both.model.orders)}", draft=True)
    assert order is not None
    for step in (left, state):
        if step not in {"", order.life.status}:
            both.advance(order, step)
    return order
