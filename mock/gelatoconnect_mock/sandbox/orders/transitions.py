"""Moves orders from status to status, each at its virtual time, as the tenant's lifecycle rule has it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.orders.clock import later
from gelatoconnect_mock.sandbox.orders.events import StatusChanged
from gelatoconnect_mock.sandbox.orders.outcomes import FAILS_IN
from gelatoconnect_mock.sandbox.orders.statuses import MAIN_PATH, PARKED, STATUSES, has_shipped, position

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.order import Order
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.settings import Rules


class TransitionError(Exception):
    """An order cannot enter a status; ``str()`` says why."""


def commit(tenant: Tenant, order: Order, at: float) -> None:
    """Store an order: it enters `received`, or `draft`, and moves on by itself if the lifecycle rule says so."""
    order.created = at
    if lag := tenant.rules.visibility_lag:
        # A fault may hide the order for longer.
        order.visible_from = max(order.visible_from, at + lag)
    tenant.store.add(order)
    _set_status(tenant, order, "draft" if order.kind == "draft" else "received", at)
    if order.status != "draft":
        _go_on_by_itself(tenant, order, at)


def commit_later(tenant: Tenant, order: Order) -> None:
    """Store an order at ``order.created``, a later virtual time. Until then it counts as in flight."""
    submission = (order.customer, order.reference)
    begin_submission(tenant, submission)
    tenant.due[order.id] = order
    tenant.mark_changed(order)

    def happen(at: float) -> str:
        del tenant.due[order.id]
        end_submission(tenant, submission)
        commit(tenant, order, at)
        return f"order {order.id} stored"

    tenant.scheduler.schedule(order.created, order.id, happen, lambda _at: tenant.due.get(order.id) is order)


def begin_submission(tenant: Tenant, submission: tuple[str | None, str]) -> None:
    """Count a submission, by customer and reference, as in flight."""
    tenant.in_flight[submission] = tenant.in_flight.get(submission, 0) + 1


def end_submission(tenant: Tenant, submission: tuple[str | None, str]) -> None:
    """Count a submission as no longer in flight."""
    tenant.in_flight[submission] -= 1
    if not tenant.in_flight[submission]:
        del tenant.in_flight[submission]


def read(tenant: Tenant, order: Order, at: float) -> None:
    """Count a read of an order. With the lifecycle ``reads``, enough of them move it on, for the next reader to see."""
    if tenant.rules.lifecycle != "reads" or order.ended or _waits(order):
        return
    order.reads += 1
    tenant.mark_changed(order)
    if order.reads >= tenant.rules.reads_a_step:
        step(tenant, order, at)


def step(tenant: Tenant, order: Order, at: float) -> str:
    """Move an order to the status that follows, and return it. Raises TransitionError if none follows."""
    status = following(order)
    if status is None:
        raise TransitionError(f"the order is {order.status}, and nothing follows that")
    enter(tenant, order, status, at)
    return status


def enter(tenant: Tenant, order: Order, status: str, at: float) -> None:
    """Move an order to a status, whatever its status was. With the lifecycle ``time`` it stays there for one step."""
    order.parked_from = (order.parked_from or order.status) if status in PARKED else None
    order.reads = 0
    order.next_at = None
    _set_status(tenant, order, status, at)
    if order.ended:
        tenant.store.mark_ended(order)
    elif tenant.rules.lifecycle == "time" and not _waits(order):
        _step_later(tenant, order, at)


def advance(tenant: Tenant, order: Order, to: str, at: float) -> list[str]:
    """Move an order through every status up to ``to``, and return the statuses entered.

    An order that is bound to fail or to return ends in `failed` or `returned` instead. Raises TransitionError if ``to``
    lies behind the order or cannot be reached.
    """
    _check_reachable(order, to)
    entered: list[str] = []
    if to in {"canceled", *PARKED} or (to == "failed" and order.status != "draft"):
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


def following(order: Order) -> str | None:
    """Return the status that follows an order's status; None if none does."""
    if order.ended:
        return None
    if order.status == "draft":
        return "received"
    if order.parked_from is not None:
        return order.parked_from if order.parked_from != "draft" else "received"
    if order.failure_code is not None and order.status == FAILS_IN[order.failure_code]:
        return "failed"
    status = MAIN_PATH[position(order.status) + 1]
    return "returned" if status == "delivered" and order.bound_to_return else status


def configure(tenant: Tenant, rules: Rules) -> None:
    """Set other rules, and let orders move on by them."""
    before = tenant.rules
    tenant.set_rules(rules)
    if (rules.lifecycle, rules.step) != (before.lifecycle, before.step):
        reschedule(tenant)


def reschedule(tenant: Tenant) -> None:
    """Let every order move on by itself, or no longer, as the tenant's lifecycle rule has it now."""
    moves_by_itself, now = tenant.rules.lifecycle == "time", tenant.clock.now()
    for order in tenant.store:
        if not moves_by_itself or order.ended or _waits(order):
            order.next_at = None
        elif order.next_at is not None:
            _schedule_step(tenant, order, order.next_at)
        else:
            _step_later(tenant, order, now)


def _set_status(tenant: Tenant, order: Order, status: str, at: float) -> None:
    """Change the status of an order. Every change of a status comes here."""
    previous = order.status or None
    order.enter(status, at)
    tenant.mark_changed(order)
    if tenant.status_changes:
        tenant.status_changes.publish(StatusChanged(tenant.prefix, tenant.key, order, previous, status, at))


def _check_reachable(order: Order, to: str) -> None:
    if to not in STATUSES:
        raise TransitionError(f"there is no state {to!r}; the states are {', '.join(STATUSES)}")
    if order.ended:
        raise TransitionError(f"the order is {order.status}, and nothing follows that")
    if to == order.status:
        raise TransitionError(f"the order is {to} already")
    is_way_back = to == order.parked_from
    if to == "draft" or (0 <= position(to) <= _reached(order) and not is_way_back):
        raise TransitionError(f"the order is {order.status}: a step back to {to} is not possible")
    if to in {"failed", "canceled", *PARKED} and has_shipped(order.status):
        raise TransitionError(f"the order is {order.status} and cannot become {to} any more")
    if to == "failed" and _reached(order) > position("passed"):
        raise TransitionError(f"an order fails as received or passed, and this one is {order.status}")


def _reached(order: Order) -> int:
    return position(order.parked_from or order.status)


def _waits(order: Order) -> bool:
    """Return True for a draft and a parked order: nothing but an advance moves it on."""
    return order.status == "draft" or order.parked_from is not None


def _go_on_by_itself(tenant: Tenant, order: Order, at: float) -> None:
    lifecycle = tenant.rules.lifecycle
    if lifecycle == "instant":
        while not order.ended:
            step(tenant, order, at)
    elif lifecycle == "time":
        _step_later(tenant, order, at)


def _step_later(tenant: Tenant, order: Order, at: float) -> None:
    """Let an order move on one step after a virtual time."""
    order.next_at = later(at, tenant.rules.seconds_a_step)
    tenant.mark_changed(order)
    _schedule_step(tenant, order, order.next_at)


def _schedule_step(tenant: Tenant, order: Order, at: float) -> None:
    order_id = order.id  # not the order: it must be free to leave the store

    def happen(moment: float) -> str:
        waiting = tenant.store.by_id(order_id)
        assert waiting is not None  # noqa: S101 - it is pending
        return f"order {order_id} is {step(tenant, waiting, moment)}"

    def is_pending(moment: float) -> bool:
        waiting = tenant.store.by_id(order_id)
        return waiting is not None and waiting.next_at == moment

    tenant.scheduler.schedule(at, order_id, happen, is_pending)
