"""The tenants of one sandbox, each made when it is first asked for."""

from __future__ import annotations

import logging
import os
from collections import OrderedDict
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.orders.changes import PendingChanges
from gelatoconnect_mock.sandbox.orders.ids import Identifiers
from gelatoconnect_mock.sandbox.orders.tenant import Tenant

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.settings import Settings

_MOST: Final = 1_000
_MOST_EMPTY: Final = _MOST // 2
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Tenants(OrderedDict[tuple[str, str], Tenant]):
    """Every tenant by prefix and key, the one last asked for at the end.

    A thousand are held: one more makes room by forgetting those whose loss costs nothing but a journal, or, where there
    are few of them, the one that was not asked for longest. Where they are kept in a file, none is forgotten that has
    something to lose.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        seed = settings.seed
        self._seed = os.urandom(32) if seed is None else blake2b(b"seed %d" % seed, digest_size=32).digest()
        self._sweep_at = _MOST
        self._made = 0
        self._warned = False
        self._kept_since: int | None = None

    def keep(self, earlier_starts: int) -> None:
        """Have tenants note from now on what changes in them, for a file that so many sandboxes have had before."""
        self._kept_since = earlier_starts

    def of(self, prefix: str, key: str) -> Tenant:
        """Return the tenant of a prefix and a key, new where it was never asked for."""
        name = (prefix, key)
        found = self.get(name)
        if found is not None:
            self.move_to_end(name)
            return found
        if len(self) >= self._sweep_at:
            self._make_room()
        # Without a seed, one made again after it was forgotten must not give the ids of the first again.
        self._made += self._settings.seed is None
        ids = self.identifiers(prefix, key)
        new = self[name] = Tenant(
            prefix, key, self._settings, ids, None if self._kept_since is None else PendingChanges()
        )
        return new

    def identifiers(self, prefix: str, key: str) -> Identifiers:
        """Return the ids of a tenant to be made; of no tenant's requests where both names are empty."""
        return Identifiers(self._seed + b"%d" % self._made, prefix, key, self._kept_since or 0)

    def _make_room(self) -> None:
        empty = [name for name, tenant in self.items() if tenant.pristine and _idle(tenant)]
        leaving = empty[:-_MOST_EMPTY]
        if self._kept_since is not None:
            self._sweep_at = max(_MOST, len(self) - len(leaving) + _MOST_EMPTY)
        elif not leaving:
            leaving = list(islice((name for name, tenant in self.items() if _idle(tenant)), 1))
            self._warn()
        for name in leaving:
            del self[name]

    def _warn(self) -> None:
        if not self._warned:
            _LOG.warning(
                "%d tenants (a prefix and a key each) are held, all there is room for: from now on the one that "
                "was not asked for longest is forgotten. Start with --state to keep all.", _MOST
            )  # fmt: skip
        self._warned = True


def _idle(tenant: Tenant) -> bool:
    """Return whether none of its requests is on its way."""
    return all(exchange.response is not None for exchange in tenant.journal)
