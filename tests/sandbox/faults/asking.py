"""Helpers that ask for faults through an ordinary client."""

from collections.abc import Callable
from typing import Any, TypeAlias

import httpx2
from gelatoconnect_mock.sandbox.api.exchange import Exchange
from gelatoconnect_mock.sandbox.orders.tenant import Tenant

from tests.sandbox.sandbox_orders import an_order

AskTenant: TypeAlias = Callable[[Callable[[Tenant], Any]], Any]
"""Does something with a tenant between two requests, and returns what comes of it."""

AskLog: TypeAlias = Callable[[], list[Exchange]]
"""Returns the logged exchanges of a tenant, oldest first."""


def submit(api: httpx2.Client, fault: str = "", reference: str = "r-1", **changes: Any) -> httpx2.Response:
    """Submit an order whose request meets a fault."""
    headers = {"X-Sandbox-Fault": fault} if fault else {}
    return api.post("/order", json=an_order(reference, **changes), headers=headers)


def stored(api: httpx2.Client, reference: str = "r-1") -> bool:
    """Whether get and search know the order of that reference; they must agree."""
    found = api.get(f"/{reference}").status_code == 200
    assert found == bool(api.post("/search", json={"orderReferenceId": reference}).json()["orders"])
    return found
