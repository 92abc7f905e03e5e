"""Every answer that the contract declares was really given: by a plain request where one earns it, else by a plan."""

from __future__ import annotations

from typing import Any, Final

import httpx
import pytest
from gelatoconnect_mock.sandbox.contract_rules import contract_rules
from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox
from gelatoconnect_mock.sandbox.settings import RateLimit
from response_coverage import Seen, declared, in_words, seen
from small_order import address, order

KEY: Final = {"X-API-KEY": "test-key:test-secret"}
JSON: Final = {"Content-Type": "application/json"}
BODIES: Final[dict[str, Any]] = {
    "submitOrder": order("r", draft=False, prevent=True, city="Oslo", bad_file=False),
    "searchOrders": {},
    "updateShipment": {"shippingAddress": address("Oslo")},
}
# What no well-meant or ill-meant request earns: the server has to fail by itself.
BY_PLAN_ONLY: Final = (500, 502, 503, 504)


@pytest.fixture
def sandbox() -> InProcessSandbox:
    return InProcessSandbox()


class Client:
    """Sends an operation's request, and variations of it."""

    def __init__(self, sandbox: InProcessSandbox) -> None:
        self._sandbox = sandbox
        self._client = httpx.Client(transport=sandbox.transport)

    def send(self, operation: str, named: str = "r", *, key: bool = True, **changed: Any) -> int:
        rules = contract_rules().operations[operation]
        url = self._sandbox.base_url + rules["path"].replace("{orderId}", named)
        sent = {"json": BODIES[operation]} if operation in BODIES else {}
        headers = (KEY if key else {}) | changed.pop("headers", {})
        return self._client.request(rules["method"], url, headers=headers, **(changed or sent)).status_code


def refusals(sandbox: InProcessSandbox, client: Client, operation: str) -> None:
    """Earn every 4xx that an operation declares by a request of its own."""
    with sandbox.expecting_refusals():
        client.send(operation, key=False)
        client.send(operation, "%zz") if operation not in {"submitOrder", "searchOrders"} else None
        client.send(operation, content=b"{", headers=JSON)
        client.send(operation, content=b" " * 1_048_577, headers=JSON)
        client.send(operation, content=b"{}", headers={"Content-Type": "text/plain"})
        client.send(operation, "no-such-order")
    sandbox.behave(rate_limit=RateLimit(1, 1e6))
    client.send(operation)
    client.send(operation)
    sandbox.behave(rate_limit=None)


def test_every_declared_answer_is_given(sandbox: InProcessSandbox, capsys: pytest.CaptureFixture[str]) -> None:
    client = Client(sandbox)
    for operation in ("submitOrder", "getOrder", "searchOrders", "updateShipment", "cancelOrder"):
        refusals(sandbox, client, operation)
        assert client.send(operation) in {200, 409}
    client.send("submitOrder")
    client.send("updateShipment")
    sandbox.advance(client_order(sandbox), "shipped")
    client.send("cancelOrder")
    earned = everything_seen(sandbox)
    lacking = {(operation, status) for operation, status in declared() - earned if status not in BY_PLAN_ONLY}
    assert lacking == set(), in_words(lacking)
    for operation, status in sorted(declared() - earned):
        sandbox.faults(operation, f"before:status={status}")
        assert client.send(operation) == status
    assert everything_seen(sandbox) == declared()
    with capsys.disabled():
        given = f"declared answers given {len(everything_seen(sandbox))} of {len(declared())}"
        print(f"\n{given}, {len(earned)} without a plan")  # noqa: T201 - a figure to read


def client_order(sandbox: InProcessSandbox) -> str:
    """An order that has not ended, submitted anew."""
    Client(sandbox).send(
        "submitOrder", json={**BODIES["submitOrder"], "orderReferenceId": "r", "preventDuplicate": False}
    )
    return str(sandbox.orders[0]["id"] if sandbox.orders[0]["fulfillmentStatus"] != "canceled" else "r")


def everything_seen(sandbox: InProcessSandbox) -> Seen:
    """What the journal holds, and the 401s that belong to no tenant."""
    return seen(sandbox.requests) | seen(sandbox._with_desk(lambda desk: list(desk.strays)))
