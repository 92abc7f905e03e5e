"""Moves orders along their way: one state at a time, each at its moment, as the mode of the tenant has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.orders import outcomes as magic
from gelatoconnect_mock.sandbox.orders import statuses as lifecycle

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


class TransitionError(Exception):
    """An order cannot go where it was told to; ``str()`` says why."""


def start(tenant: Tenant, order: Order, at: float) -> None:
    """Let a just stored order begin its way: into `received`, or `draft`, and on by itself where the mode does so."""
    order.enter("draft" if order.kind == "draft" else "received", at)
    if order.status != "draft":
        _go_on_by_itself(tenant, order, at)


def read(tenant: Tenant, order: Order, at: float) -> None:
    """Count a read of an order; in the mode ``reads`` enough of them move it on, for the next reader to see."""
    if tenant.rules.lifecycle != "reads" or order.ended or _waits(order):
        return
    order.reads += 1
    tenant.mark_changed(order)
    if order.reads >= tenant.rules.reads_a_step:
        step(tenant, order, at)


def step(tenant: Tenant, order: Order, at: float) -> str:
    """Move an order into the next state of its way and return that; an ended one raises TransitionError."""
    state = following(order)
    if state is None:
        raise TransitionError(f"the order is {order.status}, and nothing follows that")
    enter(tenant, order, state, at)
    return state


def enter(tenant: Tenant, order: Order, state: str, at: float) -> None:
    """Put an order into a state, whatever it was in; in the mode ``time`` it stays there for a whole step."""
    before = order.status
    order.parked_from = (order.parked_from or before) if state in lifecycle.PARKED else None
    order.reads = 0
    order.enter(state, at)
    tenant.mark_changed(order)
    if order.ended:
        order.next_at = None
        tenant.store.ended(order)
    elif _waits(order):
        order.next_at = None
    elif tenant.rules.lifecycle == "time":
        _later(tenant, order, at)


def walk(tenant: Tenant, order: Order, to: str, at: float) -> list[str]:
    """Move an order through every state up to ``to`` and return the states entered.

    It ends early in `failed` or `returned` where the order is bound to. TransitionError where ``to`` lies behind or off its
    way.
    """
    _check(order, to)
    entered: list[str] = []
    if to in {"canceled", *lifecycle.PARKED} or (to == "failed" and order.status != "draft"):
        enter(tenant, order, to, at)
        return [to]
    if to == "failed":
        entered.append(step(tenant, order, at))
        enter(tenant, order, to, at)
        return [*entered, to]
    if to == "returned":
        order.bound_to_return = True
    while order.status != to and not order.ended:
        entered.append(step(tenant, order, at))
    return entered


def resume(tenant: Tenant) -> None:
    """Let every order move on by itself, or no longer, as the mode of the tenant has it now."""
    by_itself, now = tenant.rules.lifecycle == "time", tenant.clock.now()
    for order in tenant.store:
        if not by_itself or order.ended or _waits(order):
            order.next_at = None
        elif order.next_at is not None:
            _wait(tenant, order, order.next_at)
        else:
            _later(tenant, order, now)


def _check(order: Order, to: str) -> None:
    if to not in lifecycle.STATUSES:
        raise TransitionError(f"there is no state {to!r}; the states are {', '.join(lifecycle.STATUSES)}")
    if order.ended:
        raise TransitionError(f"the order is {order.status}, and nothing follows that")
    if to == order.status:
        raise TransitionError(f"the order is {to} already")
    back_on_its_way = to == order.parked_from
    if to == "draft" or (0 <= lifecycle.place(to) <= _reached(order) and not back_on_its_way):
        raise TransitionError(f"the order is {order.status}: a step back to {to} is not possible")
    if to in {"failed", "canceled", *lifecycle.PARKED} and lifecycle.shipped(order.status):
        raise TransitionError(f"the order is {order.status} and cannot become {to} any more")
    if to == "failed" and _reached(order) > lifecycle.place("passed"):
        raise TransitionError(f"an order fails as received or passed, and this one is {order.status}")


def following(order: Order) -> str | None:
    """Return the state that comes next on an order's way; None at its end."""
    if order.ended:
        return None
    if order.status == "draft":
        return "received"
    if order.parked_from is not None:
        return order.parked_from if order.parked_from != "draft" else "received"
    if order.failure_code is not None and order.status == magic.FAILS_IN[order.failure_code]:
        return "failed"
    state = lifecycle.MAIN_PATH[lifecycle.place(order.status) + 1]
    return "returned" if state == "delivered" and order.bound_to_return else state


def _reached(order: Order) -> int:
    return lifecycle.place(order.parked_from or order.status)


def _waits(order: Order) -> bool:
    """Whether the order is a draft, or put aside: nothing but an advance moves it on."""
    return order.status == "draft" or order.parked_from is not None


def _go_on_by_itself(tenant: Tenant, order: Order, at: float) -> None:
    mode = tenant.rules.lifecycle
    if mode == "instant":
        while not order.ended:
            step(tenant, order, at)
    elif mode == "time":
        _later(tenant, order, at)


def _later(tenant: Tenant, order: Order, at: float) -> None:
    """Let an order take its next step one span after a moment."""
    order.next_at = at + tenant.rules.seconds_a_step
    tenant.mark_changed(order)
    _wait(tenant, order, order.next_at)


def _wait(tenant: Tenant, order: Order, until: float) -> None:
    order_id = order.id  # the order itself must be free to leave the store

    def happen(moment: float) -> str:
        waiting = tenant.store.by_id(order_id)
        assert waiting is not None  # noqa: S101 - it is pending
        waiting.next_at = None
        return f"order {order_id} is {step(tenant, waiting, moment)}"

    def pending(moment: float) -> bool:
        waiting = tenant.store.by_id(order_id)
        return waiting is not None and waiting.next_at == moment

    tenant.scheduler.enter(until, order_id, happen, pending)
