"""A sandbox of this process, with HTTP clients and direct access to its state."""

from dataclasses import replace
from threading import Lock
from typing import Any, ClassVar

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.pipeline import complete, receive, respond
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.http.messages import Request, Response
from gelatoconnect_mock.sandbox.orders import transitions
from gelatoconnect_mock.sandbox.orders.order import Order
from gelatoconnect_mock.sandbox.orders.tenant import Tenant
from gelatoconnect_mock.sandbox.settings import Rules, Settings
from gelatoconnect_mock.sandbox.storage.sqlite import Storage
from gelatoconnect_mock.testing.transport import SandboxTransport

from tests.sandbox.sandbox_orders import an_order

PAIR = "test-key:test-secret"
START = 1_735_689_600.0
"""2025-01-01, the time of seeded clocks."""


class Harness:
    """One sandbox without a rate limit. ``rules`` are those that differ from the default."""

    with_open_file: ClassVar[list[Sandbox]] = []
    """Sandboxes to close after the test."""

    def __init__(self, settings: Settings | None = None, /, **rules: Any) -> None:
        settings = settings or Settings(seed=1)
        self.sandbox = Sandbox(replace(settings, rules=Rules(**{"rate_limit": None, **rules})))
        if settings.state is not None:
            self.sandbox.open_storage(Storage(settings.state))
            self.with_open_file.append(self.sandbox)
        self._transport = SandboxTransport(self.sandbox, Lock())
        self.api = self.client()

    def client(self, prefix: str = "demo", pair: str = PAIR, **headers: str) -> httpx2.Client:
        """Return a client of one tenant."""
        headers = {"X-API-KEY": pair, **{name.replace("_", "-"): value for name, value in headers.items()}}
        return httpx2.Client(base_url=f"http://sandbox/api/{prefix}", transport=self._transport, headers=headers)

    @property
    def tenant(self) -> Tenant:
        """The tenant of the default client."""
        return self.sandbox.tenant("demo", "test-key")

    def submitted(self, reference: str = "r-1", /, **changes: Any) -> Order:
        """Submit an order and return the stored one."""
        response = self.api.post("/order", json=an_order(reference, **changes))
        assert response.status_code == 200, response.text
        return self.stored(response.json()["id"])

    def submitted_late(self, reference: str, seconds: float) -> Order:
        """Submit an order with a late commit, without a real wait, and return the order that is due."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("gelatoconnect_mock.testing.transport.time.sleep", lambda _seconds: None)
            late = self.client(X_Sandbox_Fault=f"late_commit={seconds}")
            assert late.post("/order", json=an_order(reference)).status_code == 504
        return next(order for order in self.tenant.due.values() if order.reference == reference)

    def stored(self, order_id: str) -> Order:
        """Return a stored order."""
        order = self.tenant.store.by_id(order_id)
        assert order is not None
        return order

    def advance(self, order: Order, to: str | None = None) -> list[str]:
        """Advance an order as the control plane does, and return the statuses entered."""
        now = self.tenant.now()
        if to is None:
            entered = [transitions.step(self.tenant, order, now)]
        else:
            entered = transitions.advance(self.tenant, order, to, now)
        self.sandbox.save()
        return entered

    def configure(self, **rules: Any) -> None:
        """Change rules of the default tenant."""
        transitions.configure(self.tenant, replace(self.tenant.rules, **rules))
        self.sandbox.save()

    def pass_time(self, seconds: float) -> list[tuple[float, str]]:
        """Advance the clock and return the events that ran, in order."""
        self.tenant.clock.advance(seconds)
        events = list(self.tenant.scheduler.run_due(self.tenant.clock.now()))
        self.sandbox.save()
        return events

    def raw(self, method: str, path: str, body: bytes = b"", /, **headers: str) -> Response:
        """Send a request with exactly these headers."""
        pairs = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in headers.items())
        exchange = receive(self.sandbox, Request(method, path.encode(), b"", pairs, body))
        if exchange.response is None:
            respond(self.sandbox, exchange)
        complete(self.sandbox, exchange)
        assert exchange.response is not None
        return exchange.response


def history(order: Order) -> list[str]:
    """Return the statuses that an order has had."""
    return [status for status, _at in order.history]
