"""The tenants of one sandbox, each made on first use."""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from functools import partial
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.orders.changes import PendingChanges
from gelatoconnect_mock.sandbox.orders.events import StatusChanged, Subscribers
from gelatoconnect_mock.sandbox.orders.ids import Identifiers
from gelatoconnect_mock.sandbox.orders.tenant import Tenant

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.settings import Settings

MAX_TENANTS: Final = 1_000
_MAX_PRISTINE: Final = MAX_TENANTS // 2
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Tenants(OrderedDict[tuple[str, str], Tenant]):
    """Every tenant by prefix and key, the least recently used first.

    Holds a thousand. Beyond that, tenants that would lose nothing but their request log are evicted, or the least
    recently used one if there is none of those. With storage, no tenant is evicted that has something to lose.

    Attributes:
        status_changes: The subscribers to the status changes of every tenant.
        on_earlier_event: Called with the name of a tenant whose next event is due earlier than before.
    """

    def __init__(self, settings: Settings, on_evict: Callable[[Tenant], None] = lambda _tenant: None) -> None:
        super().__init__()
        self._settings, self._on_evict = settings, on_evict
        self.status_changes = Subscribers[StatusChanged]()
        self.on_earlier_event: Callable[[tuple[str, str]], None] = lambda _name: None
        seed = settings.seed
        self._seed = os.urandom(32) if seed is None else blake2b(b"seed %d" % seed, digest_size=32).digest()
        self._sweep_at = MAX_TENANTS
        self._made = 0
        self._warned = False
        self._earlier_starts: int | None = None

    def record_changes(self, earlier_starts: int) -> None:
        """Let new tenants note their changes for a state file that so many sandboxes have used before."""
        self._earlier_starts = earlier_starts

    def of(self, prefix: str, key: str) -> Tenant:
        """Return the tenant of a prefix and a key; make it on first use."""
        name = (prefix, key)
        tenant = self.get(name)
        if tenant is not None:
            self.move_to_end(name)
            return tenant
        if len(self) >= self._sweep_at:
            self._evict()
        # Without a seed, a tenant that is made again after its eviction must not repeat the IDs of the first.
        self._made += self._settings.seed is None
        tenant = self[name] = Tenant(
            prefix,
            key,
            self._settings,
            self.identifiers(prefix, key),
            status_changes=self.status_changes,
            pending_changes=None if self._earlier_starts is None else PendingChanges(),
            on_earlier_event=partial(self._notify, name),  # not the tenant: it must be free to go
        )
        return tenant

    @property
    def has_room(self) -> bool:
        """True if one more tenant with something to lose does not evict another, nor exceed the limit of a file."""
        return len(self) < MAX_TENANTS or sum(not tenant.pristine for tenant in self.values()) < MAX_TENANTS

    def identifiers(self, prefix: str, key: str) -> Identifiers:
        """Return the IDs of a new tenant. Without a prefix, those of requests that belong to no tenant."""
        return Identifiers(self._seed + b"%d" % self._made, prefix, key, self._earlier_starts or 0)

    def _notify(self, name: tuple[str, str]) -> None:
        self.on_earlier_event(name)

    def _evict(self) -> None:
        pristine = [tenant for tenant in self.values() if tenant.pristine and not tenant.active_requests]
        evicted = pristine[:-_MAX_PRISTINE] or pristine[:1]
        if self._earlier_starts is not None:
            self._sweep_at = max(MAX_TENANTS, len(self) - len(evicted) + _MAX_PRISTINE)
        elif not evicted:
            evicted = list(islice((tenant for tenant in self.values() if not tenant.active_requests), 1))
            self._warn()
        for tenant in evicted:
            del self[tenant.name]
            self._on_evict(tenant)

    def _warn(self) -> None:
        if not self._warned:
            _LOG.warning(
                "%d tenants (a prefix and a key each) are held, the limit. From now on the least recently used one "
                "is evicted. Start with --state to keep all.", MAX_TENANTS
            )  # fmt: skip
        self._warned = True
