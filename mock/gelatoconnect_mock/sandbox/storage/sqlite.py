"""Keeps a sandbox in a file. Changes of every request that has its response survive a kill of the process.

The file holds orders (one row each, written when it changes), late commits still due, clocks, changed rules, used magic
references, and accepted pairs. It does not hold plans, the request log, and the snapshot that a reset returns to: after
a restart a reset leaves no orders.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from gelatoconnect_mock.sandbox.orders.changes import PendingChanges
from gelatoconnect_mock.sandbox.settings import switched
from gelatoconnect_mock.sandbox.storage.sqlite_file import FileIdentity, opened
from gelatoconnect_mock.sandbox.storage.stored_rows import read_rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.orders.tenant_state import SavedTenant
    from gelatoconnect_mock.sandbox.settings import Rules

_ORDER = (
    "INSERT INTO orders VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT DO UPDATE SET due = excluded.due, fields = excluded.fields, body = excluded.body"
)
_MAGIC = "INSERT INTO magic VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET used = excluded.used"

_CHECKPOINT_BYTES = 8_388_608
"""Bytes in the log after which they are moved into the file."""
_BYTES_A_WRITE = 16_384
"""Bytes that a transaction adds to the log beside bodies, about."""
_UNUSED_MAGIC = "DELETE FROM magic WHERE tenant = ? AND reference = ?"


class StorageError(Exception):
    """The file could not be written. The changes are written with the next ones.

    Attributes:
        is_said: True if the log has a line about it already.
    """

    def __init__(self, sentence: str, *, is_said: bool = False) -> None:
        super().__init__(sentence)
        self.is_said = is_said


class _Row(NamedTuple):
    """The content of a tenant's own row. Made of every tenant at every control request, so it is not serialized yet."""

    last_number: int
    clock: dict[str, Any] | None
    rules: Rules

    @classmethod
    def of(cls, tenant: Tenant) -> _Row:
        """Return the row of a tenant as it is now."""
        return cls(tenant.store.last_number, tenant.clock.position(), tenant.rules)

    def serialized(self, tenant: Tenant) -> bytes:
        """Return the row as the file holds it."""
        return orjson.dumps({**self._asdict(), "rules": switched(self.rules, tenant.settings.rules)})


class Storage:
    """An open state file, for one thread.

    Raises UserError, with the file unchanged, if it cannot be opened or one of its rows is damaged.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._connection, rows = opened(path, read_rows)
        self._identity = FileIdentity(path)
        self._is_loss_said = False
        self._logged_bytes = 0
        self._saved = rows.tenants
        self._ids = {(saved.prefix, saved.key): number for number, saved in rows.tenants.items()}
        self._rows: dict[int, _Row] = {}
        """The tenants' own rows as they were last written: an unchanged one is not serialized."""
        self._pairs = rows.pairs
        self.starts = rows.starts + 1
        """Number of sandboxes that have used this file, this one included."""

    def pairs(self) -> list[str]:
        """Return the accepted pairs beside the default one."""
        return sorted(self._pairs)

    def tenants(self) -> Iterator[SavedTenant]:
        """Yield every tenant as the file held it when it was opened, once."""
        while self._saved:
            yield self._saved.pop(next(iter(self._saved)))

    def save(self, tenant: Tenant) -> None:
        """Write the changed orders and used magic of a tenant, all or nothing. Raises StorageError."""
        with self._transaction():
            self._write(tenant)
        tenant.pending_changes = PendingChanges()

    def save_all(self, tenants: Iterable[Tenant], pairs: frozenset[str]) -> None:
        """Write every change of every tenant, with clocks, rules and pairs, all or nothing. Raises StorageError."""
        changed = [tenant for tenant in tenants if tenant.pending_changes or not self._has_row(tenant)]
        if not changed and pairs == self._pairs:
            return
        with self._transaction():
            for tenant in changed:
                self._write(tenant)
                self._write_row(self._id(tenant), tenant)
            if pairs != self._pairs:
                self._connection.execute("DELETE FROM pairs")
                self._connection.executemany("INSERT INTO pairs VALUES (?)", [(pair,) for pair in sorted(pairs)])
        self._pairs = pairs
        for tenant in changed:
            tenant.pending_changes = PendingChanges()

    def forget(self, tenant: Tenant) -> None:
        """Delete a tenant from the file. Raises StorageError."""
        name = (tenant.prefix, tenant.key)
        with self._transaction():
            number = self._ids.get(name) or self._written_id(name)
            if number is None:
                return
            self._empty(number)
            self._connection.execute("DELETE FROM tenants WHERE id = ?", (number,))
        self._ids.pop(name, None)
        self._rows.pop(number, None)

    def require_file(self) -> None:
        """Raise StorageError if the file was deleted, moved or replaced since it was opened."""
        if not self._identity.is_lost():
            self._is_loss_said = False
            return
        is_said, self._is_loss_said = self._is_loss_said, True
        raise StorageError(
            f"The state file {self.path} was deleted, moved or replaced while the sandbox runs, or changed by another "
            "program, and nothing is saved: put it back, or restart.",
            is_said=is_said,
        )

    def close(self) -> None:
        """Close the file. Safe to call again."""
        if self._identity.is_overwritten:
            with suppress(OSError):
                os.truncate(self._identity.log, 0)  # SQLite would move the log into what is there now
        self._connection.close()
        self._identity.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            self.require_file()
        except StorageError:
            self._forget()
            raise
        execute = self._connection.execute
        try:
            execute("BEGIN")
            yield
            execute("COMMIT")
        except sqlite3.Error as error:
            with suppress(sqlite3.Error):
                execute("ROLLBACK")
            self._forget()
            raise StorageError(f"The state file {self.path} cannot be written ({error}).") from error
        self._logged_bytes += _BYTES_A_WRITE
        if self._logged_bytes >= _CHECKPOINT_BYTES:
            self._checkpoint()

    def _checkpoint(self) -> None:
        """Move what is in the log into the file. If that fails, it is in the log still."""
        self._logged_bytes = 0
        with suppress(sqlite3.Error):
            self._connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
        with suppress(OSError):  # the next write notices
            self._identity.note()

    def _forget(self) -> None:
        """Forget what the file holds, so that it is looked up and written again."""
        self._ids.clear()
        self._rows.clear()

    def _write(self, tenant: Tenant) -> None:
        pending_changes, number = tenant.pending_changes, self._id(tenant)
        assert pending_changes is not None  # noqa: S101 - with a file every tenant has one
        orders, magic = list(pending_changes.orders.values()), pending_changes.magic
        if pending_changes.everything:
            self._empty(number)
            self._write_row(number, tenant)
            orders, magic = [*tenant.store, *tenant.due.values()], {*tenant.magic_used}
        many = self._connection.executemany
        if orders:
            due = tenant.due
            self._logged_bytes += sum(len(order.body) for order in orders)
            many(_ORDER, [(number, o.number, o.id in due, orjson.dumps(o.to_dict()), o.body) for o in orders])
        if magic:
            used = tenant.magic_used
            many(_MAGIC, [(number, reference, used[reference]) for reference in magic if reference in used])
            many(_UNUSED_MAGIC, [(number, reference) for reference in magic if reference not in used])

    def _id(self, tenant: Tenant) -> int:
        """Return the number of a tenant in the file; enter a new one.

        After a write that failed it writes the row anew: no order may be later than the clock in its tenant's row.
        """
        name = (tenant.prefix, tenant.key)
        number = self._ids.get(name)
        if number is None:
            number = self._written_id(name)
            if number is None:
                row = _Row.of(tenant)
                insert = "INSERT INTO tenants VALUES (NULL, ?, ?, ?) RETURNING id"
                number = int(self._connection.execute(insert, (*name, row.serialized(tenant))).fetchone()[0])
                self._rows[number] = row
            else:
                self._write_row(number, tenant)
            self._ids[name] = number
        return number

    def _written_id(self, name: tuple[str, str]) -> int | None:
        """Return the number of a prefix and a key in the file; None if they are not in it."""
        found = self._connection.execute("SELECT id FROM tenants WHERE prefix = ? AND key = ?", name).fetchone()
        return None if found is None else int(found[0])

    def _has_row(self, tenant: Tenant) -> bool:
        """Return True if the tenant's own row is up to date, or has nothing to say."""
        number = self._ids.get((tenant.prefix, tenant.key))
        return tenant.pristine if number is None else self._rows.get(number) == _Row.of(tenant)

    def _write_row(self, number: int, tenant: Tenant) -> None:
        row = _Row.of(tenant)
        self._connection.execute("UPDATE tenants SET fields = ? WHERE id = ?", (row.serialized(tenant), number))
        self._rows[number] = row

    def _empty(self, number: int) -> None:
        self._logged_bytes = _CHECKPOINT_BYTES  # as many pages as the orders had
        self._connection.execute("DELETE FROM orders WHERE tenant = ?", (number,))
        self._connection.execute("DELETE FROM magic WHERE tenant = ?", (number,))
