"""Runs a scenario: real sockets, either client, and a server of its own, in virtual time."""

from __future__ import annotations

import asyncio
from copy import deepcopy
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any, Final, Literal

from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options, Submission
from gelatoconnect.errors import GelatoConnectError

from tests.repeated_sentences import repetitions
from tests.samples import sample_order
from tests.standins.behavior import chooser
from tests.standins.fault_server import FaultServer
from tests.standins.order_store import OrderStore
from tests.standins.virtual_loop import virtual_loop

if TYPE_CHECKING:
    from tests.faults.scenario import Scenario
    from tests.standins.virtual_loop import VirtualLoop

Client = Literal["sync", "async"]
CLIENTS: Final[tuple[Client, ...]] = ("sync", "async")
# Seconds that a kept connection is idle, so that unsolicited bytes arrive before its next use.
_IDLE: Final = 0.05
_numbers: Final = count(1)


@dataclass(frozen=True, slots=True)
class Seen:
    """The outcome of a scenario.

    Attributes:
        posts: POSTs that the server received.
        orders: Orders of the reference in the end.
        result: "submitted", "recovered" or the name of the error.
        seconds: Virtual seconds that the call took.
        names_the_order: Whether the error, if there is one, names the reference.
        repeated: What the error says twice.
    """

    posts: int
    orders: int
    result: str
    seconds: float
    names_the_order: bool
    repeated: tuple[str, ...]


def run(scenario: Scenario, client: Client = "sync") -> Seen:
    """Submit one order under the scenario, and wait for the server's late commits."""
    number = next(_numbers)
    reference = f"record-{number}"
    order = sample_order(reference, **deepcopy(scenario.order))
    options = Options(**{"deadline": 1.0, "connect_timeout": 0.5, **scenario.options})
    with virtual_loop() as loop:
        store = OrderStore(scenario.world, loop.time, loop.wall_clock)
        for seed in scenario.seeds:
            store.add({**order, **seed.changes}, age=seed.age, lag=seed.lookup_lag, status=seed.status)
        server = FaultServer(store, chooser(scenario.script))
        loop.run_until_complete(server.start(listens_after=scenario.listens_after))
        settings: dict[str, Any] = {
            # A unique key: two scenarios must not share a rate limiter.
            "api_key": f"key-{number}",
            "api_secret": "secret",
            "base_url": scenario.url or server.url.replace("http", scenario.scheme, 1),
            "options": options,
        }
        if client == "sync":
            outcome, seconds = _submit(loop, settings, order, warm=scenario.warm)
        else:
            outcome, seconds = loop.run_until_complete(_submit_async(loop, settings, order, warm=scenario.warm))
        loop.run_until_complete(server.finish())
        loop.run_until_complete(server.close())
        return Seen(
            posts=server.requests["submit"],
            orders=len(store.ids(reference)),
            result=_result(outcome),
            seconds=seconds,
            names_the_order=isinstance(outcome, Submission) or reference in str(outcome),
            repeated=() if isinstance(outcome, Submission) else tuple(repetitions(outcome)),
        )


def _result(outcome: Submission | GelatoConnectError) -> str:
    if isinstance(outcome, Submission):
        return "recovered" if outcome.recovered else "submitted"
    return type(outcome).__name__


def _submit(
    loop: VirtualLoop, settings: dict[str, Any], order: dict[str, Any], *, warm: bool
) -> tuple[Submission | GelatoConnectError, float]:
    with GelatoConnect(**settings) as client:
        if warm:
            list(client.orders.search(max_results=1))
            loop.sleep(_IDLE)
        started = loop.time()
        try:
            outcome: Submission | GelatoConnectError = client.orders.submit(order)
        except GelatoConnectError as error:
            outcome = error
        return outcome, loop.time() - started


async def _submit_async(
    loop: VirtualLoop, settings: dict[str, Any], order: dict[str, Any], *, warm: bool
) -> tuple[Submission | GelatoConnectError, float]:
    async with AsyncGelatoConnect(**settings) as client:
        if warm:
            [one async for one in client.orders.search(max_results=1)]
            await asyncio.sleep(_IDLE)
        started = loop.time()
        try:
            outcome: Submission | GelatoConnectError = await client.orders.submit(order)
        except GelatoConnectError as error:
            outcome = error
        return outcome, loop.time() - started
