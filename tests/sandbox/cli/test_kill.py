"""A sandbox with a state file that is killed at any time loses nothing that it had acknowledged."""

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import httpx2

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import SandboxCommand
from tests.waiting import until

ROUNDS = 5
CLIENTS = 4


@dataclass
class Acknowledged:
    """The responses that the clients have after their requests.

    Attributes:
        orders: IDs by reference.
        lost: References of stored orders whose response was lost by a fault.
        unclear: References whose outcome is unknown because of the kill.
        canceled: IDs of canceled orders.
        updated: The new city by order ID.
    """

    orders: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    unclear: set[str] = field(default_factory=set)
    canceled: set[str] = field(default_factory=set)
    updated: dict[str, str] = field(default_factory=dict)


def work(client: httpx2.Client, name: str, known: Acknowledged) -> None:
    """Submit, cancel and update until the server is killed."""
    for number in count():
        reference = f"{name}-{number}"
        known.unclear.add(reference)
        try:
            if number % 4 == 3:
                _submit_lost(client, reference, known)
                continue
            response = client.post("/order", json=an_order(reference))
            assert response.status_code == 200, response.text
            order_id = response.json()["id"]
            known.orders[reference] = order_id
            known.unclear.discard(reference)
            if number % 4 == 1 and client.post(f"/{order_id}/cancel").status_code == 200:
                known.canceled.add(order_id)
            address = {**an_order()["shippingAddress"], "city": reference}
            if number % 4 == 2 and client.put(f"/{order_id}", json={"shippingAddress": address}).status_code == 200:
                known.updated[order_id] = reference
        except httpx2.TransportError:
            return


def _submit_lost(client: httpx2.Client, reference: str, known: Acknowledged) -> None:
    response = client.post("/order", json=an_order(reference), headers={"X-Sandbox-Fault": "after:status=502"})
    assert response.status_code == 502
    known.unclear.discard(reference)
    known.lost.add(reference)


def check(sandbox: SandboxCommand, known: Acknowledged) -> None:
    """Compare the stored orders with what the clients know."""
    with sandbox.client() as client:
        found: dict[str, list[str]] = {}
        for offset in range(0, 1_000_000, 100):
            page = client.post("/search", json={"limit": 100, "offset": offset}).json()["orders"]
            for order in page:
                found.setdefault(order["orderReferenceId"], []).append(order["id"])
                if order["id"] in known.canceled:
                    assert order["fulfillmentStatus"] == "canceled", order
            if len(page) < 100:
                break
        assert {reference: [order_id] for reference, order_id in known.orders.items()}.items() <= found.items()
        assert known.lost <= found.keys()
        assert [reference for reference, ids in found.items() if len(ids) > 1] == []
        for reference in known.unclear:
            status = client.post("/order", json=an_order(reference)).status_code
            assert status == (409 if reference in found else 200)
        known.lost |= known.unclear
        known.unclear.clear()
        for order_id, city in list(known.updated.items())[-20:]:
            assert client.get(f"/{order_id}").json()["shippingAddress"]["city"] == city


def test_kill_loses_nothing_acknowledged(start: Callable[..., SandboxCommand], tmp_path: Path) -> None:
    file, known, generator = tmp_path / "orders.db", Acknowledged(), random.Random(4)  # noqa: S311 - times of kills
    arguments = ("--state", str(file), "--rate-limit", "off")
    sandbox = start(*arguments)
    for round_number in range(ROUNDS):
        clients = [sandbox.client() for _ in range(CLIENTS)]
        threads = [
            threading.Thread(target=work, args=(client, f"{round_number}-{each}", known))
            for each, client in enumerate(clients)
        ]
        for thread in threads:
            thread.start()
        enough = len(known.orders) + generator.randint(12, 60)
        until(lambda: len(known.orders) >= enough)  # noqa: B023 - the wait ends in this round
        sandbox.kill()
        for thread, client in zip(threads, clients, strict=True):
            thread.join()
            client.close()
        sandbox = start(*arguments)
        check(sandbox, known)
    assert len(known.orders) > 50
    assert known.lost
    assert known.canceled
    assert known.updated
