"""Puts a tenant into a state: that of the start, that of a loaded snapshot, or that of a state file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox.orders.clock import MAX_TIME, Clock
from gelatoconnect_mock.sandbox.orders.transitions import commit_later, reschedule
from gelatoconnect_mock.sandbox.settings import with_switched

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.orders.tenant_state import SavedTenant, Snapshot


def reset(tenant: Tenant) -> None:
    """Put a tenant into the state of its loaded snapshot, or of the start. With a seed the same IDs come again."""
    tenant.rules = tenant.settings.rules
    last_number = tenant.store.last_number
    tenant.begin()
    if tenant.settings.seed is None:
        tenant.store.last_number = last_number  # an ID is never given twice
    else:
        tenant.ids.requests.count = 0
    if tenant.loaded is not None:
        _load(tenant, tenant.loaded)
    tenant.mark_replaced()


def restore(tenant: Tenant, saved: SavedTenant) -> None:
    """Put a new tenant into a saved state. Start options apply to every rule that was not changed at run time."""
    tenant.set_rules(with_switched(tenant.settings.rules, saved.rules))
    tenant.magic_used = saved.magic_used
    if saved.clock is not None:
        tenant.clock.restore(saved.clock)
    for order in sorted(saved.orders, key=lambda order: (order.created, order.number)):
        tenant.clock.not_before(min(order.updated, MAX_TIME))
        tenant.store.add(order)
    for order in saved.due:
        commit_later(tenant, order)
    tenant.store.last_number = saved.last_number
    tenant.set_rate_limit(tenant.rules.rate_limit)  # the bucket is full at the restored time
    reschedule(tenant)


def _load(tenant: Tenant, snapshot: Snapshot) -> None:
    tenant.clock = Clock()
    tenant.clock.begin_at(snapshot.mode, snapshot.now)
    tenant.rules = snapshot.rules
    tenant.set_rate_limit(snapshot.rules.rate_limit)
    tenant.magic_used = dict(snapshot.magic_used)
    for order in snapshot.orders:
        tenant.store.add(order.copy())
    for order in snapshot.due:
        commit_later(tenant, order.copy())
        tenant.store.last_number = max(tenant.store.last_number, order.number)
    reschedule(tenant)
