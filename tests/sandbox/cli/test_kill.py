"""A sandbox with a state file that is killed at any moment loses nothing that it had answered."""

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
class Answered:
    """What clients were told, and what they were not told, round after round."""

    orders: dict[str, str] = field(default_factory=dict)
    """Reference to id."""
    spoiled: set[str] = field(default_factory=set)
    """References of orders that were stored and whose answer was lost on purpose."""
    unclear: set[str] = field(default_factory=set)
    """References whose fate the kill has hidden."""
    canceled: set[str] = field(default_factory=set)
    updated: dict[str, str] = field(default_factory=dict)
    """Id to the city that it now goes to."""


def work(client: httpx2.Client, name: str, told: Answered) -> None:
    """Submit, cancel and update until the server is gone."""
    for number in count():
        reference = f"{name}-{number}"
        told.unclear.add(reference)
        try:
            if number % 4 == 3:
                _spoiled(client, reference, told)
                continue
            response = client.post("/order", json=an_order(reference))
            assert response.status_code == 200, response.text
            order_id = response.json()["id"]
            told.orders[reference] = order_id
            told.unclear.discard(reference)
            if number % 4 == 1 and client.post(f"/{order_id}/cancel").status_code == 200:
                told.canceled.add(order_id)
            address = {**an_order()["shippingAddress"], "city": reference}
            if number % 4 == 2 and client.put(f"/{order_id}", json={"shippingAddress": address}).status_code == 200:
                told.updated[order_id] = reference
        except httpx2.TransportError:
            return


def _spoiled(client: httpx2.Client, reference: str, told: Answered) -> None:
    response = client.post("/order", json=an_order(reference), headers={"X-Sandbox-Fault": "after:status=502"})
    assert response.status_code == 502
    told.unclear.discard(reference)
    told.spoiled.add(reference)


def check(sandbox: SandboxCommand, told: Answered) -> None:
    """Hold what is there against what was told."""
    with sandbox.client() as client:
        found: dict[str, list[str]] = {}
        for offset in range(0, 1_000_000, 100):
            page = client.post("/search", json={"limit": 100, "offset": offset}).json()["orders"]
            for order in page:
                found.setdefault(order["orderReferenceId"], []).append(order["id"])
                if order["id"] in told.canceled:
                    assert order["fulfillmentStatus"] == "canceled", order
            if len(page) < 100:
                break
        assert {reference: [order_id] for reference, order_id in told.orders.items()}.items() <= found.items()
        assert told.spoiled <= found.keys()
        assert [reference for reference, ids in found.items() if len(ids) > 1] == []
        for reference in told.unclear:
            status = client.post("/order", json=an_order(reference)).status_code
            assert status == (409 if reference in found else 200)
        told.spoiled |= told.unclear
        told.unclear.clear()
        for order_id, city in list(told.updated.items())[-20:]:
            assert client.get(f"/{order_id}").json()["shippingAddress"]["city"] == city


def test_nothing_answered_is_lost_by_a_kill(start: Callable[..., SandboxCommand], tmp_path: Path) -> None:
    file, told, chance = tmp_path / "orders.db", Answered(), random.Random(4)  # noqa: S311 - moments
    arguments = ("--state", str(file), "--rate-limit", "off")
    sandbox = start(*arguments)
    for round_number in range(ROUNDS):
        clients = [sandbox.client() for _ in range(CLIENTS)]
        threads = [
            threading.Thread(target=work, args=(client, f"{round_number}-{each}", told))
            for each, client in enumerate(clients)
        ]
        for thread in threads:
            thread.start()
        enough = len(told.orders) + chance.randint(12, 60)
        until(lambda: len(told.orders) >= enough)  # noqa: B023 - the wait ends in this round
        sandbox.kill()
        for thread, client in zip(threads, clients, strict=True):
            thread.join()
            client.close()
        sandbox = start(*arguments)
        check(sandbox, told)
    assert len(told.orders) > 50
    assert told.spoiled
    assert told.canceled
    assert told.updated
