"""Requests that cause every response of the sandbox without a fault: each success and each refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import httpx2
from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.sandbox.settings import RateLimit

from tools.proof.corpus.seeds import seeds
from tools.proof.lifecycle.model import STATES
from tools.proof.small_order import address, order

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.testing.sandbox import InProcessSandbox

_JSON: Final = {"Content-Type": "application/json"}
_BODIES: Final[dict[str, Any]] = {
    "submitOrder": order(),
    "searchOrders": {},
    "updateShipment": {"shippingAddress": address("Oslo")},
}


class Asker:
    """A client that sends an operation's request, valid or not, and returns the exchange that the sandbox logged."""

    def __init__(self, sandbox: InProcessSandbox) -> None:
        self.sandbox = sandbox
        self._client = httpx2.Client(transport=sandbox.transport, base_url=sandbox.base_url)
        self._key = {"X-API-KEY": f"{sandbox.api_key}:{sandbox.api_secret}"}

    def send(self, operation: str, named: str = "r", *, key: bool = True, **sent: Any) -> Exchange:
        """Send a request of an operation. `sent` holds the arguments for httpx2 that replace the usual body."""
        rules = compiled_contract().operations[operation]
        headers = (self._key if key else {}) | sent.pop("headers", {})
        usual = {"json": _BODIES[operation]} if operation in _BODIES else {}
        url = self.sandbox.base_url + rules["path"].replace("{orderId}", named)
        self._client.request(rules["method"], url, headers=headers, **(sent or usual))
        exchanges = self.sandbox.requests if key else self.sandbox.unmatched
        return exchanges[-1]


def earned(sandbox: InProcessSandbox) -> list[Exchange]:
    """Return the exchanges of a fresh sandbox."""
    asker = Asker(sandbox)
    found = list(_successes(asker))
    for operation in compiled_contract().operations:
        found += _refusals(asker, operation)
    broken = [f"{exchange.operation}: {violation}" for exchange in found for violation in exchange.violations]
    assert not broken, f"the sandbox broke the contract in its responses: {broken[:5]}"
    return found


def _successes(asker: Asker) -> list[Exchange]:
    """Submit every seed, and read one order of many fields in every state."""
    sandbox = asker.sandbox
    found = [asker.send("submitOrder", json=body) for body in seeds("submitOrder").values()]
    rich = {
        **seeds("submitOrder")["everyFieldOfBothForms"],
        "orderType": "draft",
        "metadata": [],
        "preventDuplicate": False,
    }
    for number, state in enumerate(STATES):
        named = f"rich-{number}"
        asker.send("submitOrder", json={**rich, "orderReferenceId": named})
        if state != "draft":
            sandbox.advance(named, state)
        found += [asker.send("getOrder", named), asker.send("updateShipment", named), asker.send("cancelOrder", named)]
    return [*found, asker.send("searchOrders"), asker.send("searchOrders", json={"orderReferenceId": "of nobody"})]


def _refusals(asker: Asker, operation: str) -> list[Exchange]:
    """Cause every 4xx that an operation declares."""
    sandbox = asker.sandbox
    with sandbox.allow_violations():
        found = [
            asker.send(operation, key=False),
            asker.send(operation, content=b"{", headers=_JSON),
            asker.send(operation, content=b" " * 1_048_577, headers=_JSON),
            asker.send(operation, content=b"{}", headers={"Content-Type": "text/plain"}),
            asker.send(operation, "no-such-order"),
            asker.send(operation, "no-such-order", json={"items": [{"quantity": 0}], "shippingAddress": {}}),
            asker.send(operation, "%zz"),
        ]
    sandbox.configure(rate_limit=RateLimit(1, 1e6))
    found += [asker.send(operation), asker.send(operation)]
    sandbox.configure(rate_limit=None)
    return found
