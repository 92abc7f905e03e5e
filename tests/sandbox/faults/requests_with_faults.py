"""Requests with faults, sent by an ordinary client, and what the sandbox made of them."""

from collections.abc import Callable
from typing import Any, TypeAlias

import httpx2
from gelatoconnect_mock.sandbox.api.exchange import Exchange
from gelatoconnect_mock.sandbox.orders.tenant import Tenant

from tests.sandbox.sandbox_orders import an_order

WithTenant: TypeAlias = Callable[[Callable[[Tenant], Any]], Any]
"""Calls a function with the tenant of a client, between two requests, and returns its result."""

ReadLog: TypeAlias = Callable[[], list[Exchange]]
"""Returns the logged exchanges of a tenant, oldest first."""


def submit(api: httpx2.Client, fault: str = "", reference: str = "r-1", **changes: Any) -> httpx2.Response:
    """Submit an order; the header brings the fault."""
    headers = {"X-Sandbox-Fault": fault} if fault else {}
    return api.post("/order", json=an_order(reference, **changes), headers=headers)


def is_stored(api: httpx2.Client, reference: str = "r-1") -> bool:
    """Return True if get and search find the order of a reference. Both must agree."""
    found = api.get(f"/{reference}").status_code == 200
    assert found == bool(api.post("/search", json={"orderReferenceId": reference}).json()["orders"])
    return found
