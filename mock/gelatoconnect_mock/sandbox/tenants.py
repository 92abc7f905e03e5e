"""The tenants of one sandbox, each made when it is first asked for."""

from __future__ import annotations

import os
from collections import OrderedDict
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.identifiers import Identifiers
from gelatoconnect_mock.sandbox.tenant import Tenant
from gelatoconnect_mock.sandbox.unsaved import Unsaved

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.settings import Settings

_MOST_EMPTY: Final = 1_000


class Tenants(OrderedDict[tuple[str, str], Tenant]):
    """Every tenant by prefix and key, the one last asked for at the end.

    Of those whose loss would cost nothing but a journal about a thousand are held: made-up prefixes fill no memory.
    """

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        seed = settings.seed
        self._seed = os.urandom(32) if seed is None else blake2b(b"seed %d" % seed, digest_size=32).digest()
        self._sweep_at = _MOST_EMPTY
        self._made = 0
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
            self._sweep()
        # Without a seed, one made again after it was forgotten must not give the ids of the first again.
        self._made += self._settings.seed is None
        ids = self.identifiers(prefix, key)
        new = self[name] = Tenant(prefix, key, self._settings, ids, None if self._kept_since is None else Unsaved())
        return new

    def identifiers(self, prefix: str, key: str) -> Identifiers:
        """Return the ids of a tenant to be made; of no tenant's requests where both names are empty."""
        return Identifiers(self._seed + b"%d" % self._made, prefix, key, self._kept_since or 0)

    def _sweep(self) -> None:
        """Forget all empty tenants but those that were asked for last; none with a request on its way."""
        empty = [
            name for name, tenant in self.items()
            if tenant.pristine and all(call.answer is not None for call in tenant.journal)
        ]  # fmt: skip
        for name in empty[: -_MOST_EMPTY // 2]:
            del self[name]
        self._sweep_at = max(_MOST_EMPTY, len(self) + _MOST_EMPTY // 2)
