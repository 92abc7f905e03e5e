"""One sandbox: its tenants, keys, plans, request log, storage, and the events that others subscribe to."""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.runtime.network import is_loopback
from gelatoconnect_mock.sandbox.api.credentials import Credentials, InvalidPair
from gelatoconnect_mock.sandbox.api.exchange import RequestAnswered
from gelatoconnect_mock.sandbox.api.request_log import RequestLog
from gelatoconnect_mock.sandbox.faults.plans import Plans
from gelatoconnect_mock.sandbox.orders.events import StatusChanged, Subscribers
from gelatoconnect_mock.sandbox.orders.reset import reset, restore
from gelatoconnect_mock.sandbox.orders.tenants import Tenants
from gelatoconnect_mock.sandbox.settings import Settings
from gelatoconnect_mock.sandbox.storage.sqlite import Storage, StorageError

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant
    from gelatoconnect_mock.sandbox.orders.tenant_state import Snapshot


_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Sandbox:
    """The state of one sandbox. It does no I/O but through its storage, and it is not safe for threads by itself.

    Attributes:
        settings: What it was started with.
        contract: The contract's validators.
        credentials: The accepted pairs of key and secret.
        plans: The planned faults.
        request_log: The newest requests and their responses.
        tenants: Its tenants by prefix and key.
        storage: The open state file; None without one.
        unmatched_ids: Request IDs of API requests that belong to no tenant.
        other_ids: Request IDs of everything else that gets a response: control plane, preflights, malformed requests.
        probe_ids: Request IDs of health checks and of `/`. However often they are asked for, the others stay the same.
        requests_answered: Subscribers to each response, before it is sent.
    """

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()
        self.contract = compiled_contract()
        self.credentials = Credentials(self.settings.keys, with_default=is_loopback(self.settings.host))
        if self.settings.control_token is not None:
            self.credentials.secret_values.add(self.settings.control_token)
        self.plans = Plans()
        self.request_log = RequestLog(self.settings.request_log_size)
        self.storage: Storage | None = None
        self.requests_answered = Subscribers[RequestAnswered]()
        self.tenants = Tenants(self.settings, self._forget_requests)
        self._begin_ids()

    @property
    def status_changes(self) -> Subscribers[StatusChanged]:
        """Subscribers to each status change of each order."""
        return self.tenants.status_changes

    def tenant(self, prefix: str, key: str) -> Tenant:
        """Return the tenant of a prefix and a key; make it on first use."""
        return self.tenants.of(prefix, key)

    def forget(self, key: str) -> None:
        """Forget a key's tenants and plans. The key stays accepted."""
        self.plans.forget(key)
        for name in [name for name in self.tenants if name[1] == key]:
            tenant = self.tenants.pop(name)
            self.request_log.clear(tenant)
            if self.storage is not None:
                self.storage.forget(tenant)

    def reset(self, tenant: Tenant | None = None) -> list[Tenant]:
        """Reset a tenant, or every one, with its plans; return those that were reset, sorted.

        The plans of a tenant are those of its prefix and key, and those of its key for every prefix.

        With a seed the same IDs come again. A reset of every tenant forgets requests without a tenant too.
        """
        if tenant is None:
            self.request_log.clear(None)
            if self.settings.seed is not None:
                self.unmatched_ids.count = 0
        if tenant is None:
            self.plans.forget()
        else:
            self.plans.forget(tenant.key, tenant.prefix)
        tenants = [tenant] if tenant is not None else [self.tenants[name] for name in sorted(self.tenants)]
        for each in tenants:
            self._reset(each)
        return tenants

    def load(self, tenant: Tenant, snapshot: Snapshot) -> None:
        """Put a tenant into the state of a snapshot, which every later reset returns to."""
        tenant.loaded = snapshot
        self._reset(tenant)

    def open_storage(self, storage: Storage) -> None:
        """Restore what a state file holds, and keep everything in it from now on.

        Raises UserError if the file cannot be understood, StorageError if it cannot be written; it is closed then.
        """
        self.storage = storage
        try:
            self._restore(storage)
            self.save()
        except BaseException:
            self.storage = None
            storage.close()
            raise

    def save(self) -> None:
        """Write every change of every tenant; to be called after each change that is not a request to the API.

        Does nothing without storage. Raises StorageError if it fails.
        """
        if self.storage is not None:
            self.storage.save_all(self.tenants.values(), self.credentials.pairs)

    def close(self) -> None:
        """Write everything and close the storage. Safe to call again."""
        if self.storage is not None:
            try:
                self.storage.require_file()
                self.save()
            except StorageError as error:
                if not error.is_said:
                    _LOG.error("%s", error)
            self.storage.close()
            self.storage = None

    def _forget_requests(self, tenant: Tenant) -> None:
        self.request_log.clear(tenant)

    def _reset(self, tenant: Tenant) -> None:
        self.request_log.clear(tenant)
        reset(tenant)

    def _restore(self, storage: Storage) -> None:
        self.tenants.clear()
        self.tenants.record_changes(storage.starts - 1)
        self._begin_ids()
        for pair in storage.pairs():
            with suppress(InvalidPair):  # the start has given this key another secret
                self.credentials.accept(pair)
        for saved in storage.tenants():
            restore(self.tenant(saved.prefix, saved.key), saved)

    def _begin_ids(self) -> None:
        self.unmatched_ids = self.tenants.identifiers("", "").requests
        self.other_ids = self.tenants.identifiers("", "other").requests
        self.probe_ids = self.tenants.identifiers("", "probe").requests
