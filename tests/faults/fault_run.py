"""Runs a scenario against a server of its own and tells what came of it."""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Literal

from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options, Submission
from gelatoconnect.errors import GelatoConnectError

from tests.faults.fault_server import FaultServer

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from tests.faults.scenarios import Scenario

Client = Literal["sync", "async"]
AT_ONCE = 8
_numbers = count(1)

ORDER: Mapping[str, Any] = {
    "orderType": "order",
    "currency": "EUR",
    "items": [
        {
            "itemReferenceId": "item-1",
            "productUid": "wall_art_poster",
            "quantity": 2,
            "files": [{"type": "default", "url": "https://example.com/print.pdf"}],
        }
    ],
    "shippingAddress": {
        "firstName": "Ada",
        "lastName": "Lovelace",
        "addressLine1": "12 St James Square",
        "city": "London",
        "postCode": "SW1Y 4JH",
        "country": "GB",
        "email": "ada@example.com",
        "phone": "123456789",
    },
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What a scenario came to: POSTs received, orders of the reference in the end, the result, seconds taken."""

    posts: int
    orders: int
    result: str
    seconds: float
    names_the_order: bool
    """Whether the error, where there was one, names the reference."""


def run(scenario: Scenario, client: Client = "sync") -> Seen:
    """Submit one order under the scenario, with either client, and wait for all that the server does late."""
    number = next(_numbers)
    reference = f"record-{number}"
    order = deepcopy({**ORDER, "orderReferenceId": reference, **scenario.order})
    options = Options(**{"deadline": 1.0, "connect_timeout": 0.5, **scenario.options})
    with FaultServer(scenario.script, scenario.world, listens_after=scenario.listens_after) as server:
        for seed in scenario.seeds:
            server.api.store.plant(order, seed)
        settings: dict[str, Any] = {
            "api_key": f"key-{number}",
            "api_secret": "secret",
            "base_url": scenario.url or server.url.replace("http", scenario.scheme, 1),
            "options": options,
        }
        submit = _submit if client == "sync" else _submit_async
        outcome, seconds = submit(settings, order, warm=scenario.warm)
        server.settle()
        return Seen(
            posts=server.requests["submit"],
            orders=server.api.store.count(reference),
            result=_result(outcome),
            seconds=seconds,
            names_the_order=isinstance(outcome, Submission) or reference in str(outcome),
        )


def run_all(scenarios: Iterable[Scenario], client: Client = "sync") -> dict[str, Seen]:
    """Run scenarios side by side; return what was seen by title."""
    chosen = list(scenarios)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        seen = pool.map(lambda one: run(one, client), chosen)
        return {scenario.title: result for scenario, result in zip(chosen, seen, strict=True)}


def _result(outcome: Submission | GelatoConnectError) -> str:
    if isinstance(outcome, Submission):
        return "recovered" if outcome.recovered else "submitted"
    return type(outcome).__name__


def _submit(
    settings: dict[str, Any], order: dict[str, Any], *, warm: bool
) -> tuple[Submission | GelatoConnectError, float]:
    with GelatoConnect(**settings) as connect:
        if warm:
            list(connect.orders.search(max_results=1))
            time.sleep(0.05)
        started = time.monotonic()
        try:
            outcome: Submission | GelatoConnectError = connect.orders.submit(order)
        except GelatoConnectError as error:
            outcome = error
        return outcome, time.monotonic() - started


def _submit_async(
    settings: dict[str, Any], order: dict[str, Any], *, warm: bool
) -> tuple[Submission | GelatoConnectError, float]:
    async def submit() -> tuple[Submission | GelatoConnectError, float]:
        async with AsyncGelatoConnect(**settings) as connect:
            if warm:
                [one async for one in connect.orders.search(max_results=1)]
                await asyncio.sleep(0.05)
            started = time.monotonic()
            try:
                outcome: Submission | GelatoConnectError = await connect.orders.submit(order)
            except GelatoConnectError as error:
                outcome = error
            return outcome, time.monotonic() - started

    return asyncio.run(submit())
