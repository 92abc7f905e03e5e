"""The cost of the library's calls and of the generated client's, on one server, without the rate limit."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING, Any

from gelatoconnect import GelatoConnect, Options
from gelatoconnect_api import AuthenticatedClient
from gelatoconnect_api.api.orders import get_order, submit_order
from gelatoconnect_api.models import OrderRequest
from order_server import example, order_server
from tables import Pairing, Sample

if TYPE_CHECKING:
    from collections.abc import Callable

BLOCK = 40
KEY, SECRET, ORDER_ID = "key", "secret", "32884a3e-bd09-42be-8225-c5cea7d24611"


def measure(rounds: int) -> list[Pairing]:
    """Return the cost of each call, averaged over blocks. Each round runs the blocks in a new random order."""
    order: dict[str, Any] = {**example("SubmitSeed"), "preventDuplicate": True}
    model = OrderRequest.from_dict(order)
    with (
        order_server() as url,
        AuthenticatedClient(url, f"{KEY}:{SECRET}", prefix="", auth_header_name="X-API-KEY") as generated,
        _client(url, "refuse") as checked,
        _client(url, "off") as bare,
    ):
        calls: dict[str, Callable[[], object]] = {
            "generated get": lambda: get_order.sync(ORDER_ID, client=generated),
            "get": lambda: checked.orders.get(ORDER_ID),
            "generated submit": lambda: submit_order.sync(client=generated, body=model),
            "submit": lambda: checked.orders.submit(model),
            "submit, no preflight": lambda: bare.orders.submit(model),
        }
        samples = _in_turn(calls, rounds)
    return [
        Pairing("`orders.get`", "`get_order.sync`", samples["get"], samples["generated get"], budget=1.15),
        Pairing("`orders.submit`", "`submit_order.sync`", samples["submit"], samples["generated submit"]),
        Pairing(
            "`orders.submit`",
            '`preflight="off"`',
            samples["submit"],
            samples["submit, no preflight"],
        ),
    ]


def _client(url: str, preflight: Any) -> GelatoConnect:
    return GelatoConnect(
        api_key=KEY, api_secret=SECRET, base_url=url, options=Options(preflight=preflight, requests_per_second=None)
    )


def _in_turn(calls: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[Sample]]:
    samples: dict[str, list[Sample]] = {name: [] for name in calls}
    for call in calls.values():
        _block(call)
    for _ in range(rounds):
        for name in random.sample(list(calls), len(calls)):
            samples[name].append(_block(calls[name]))
    return samples


def _block(call: Callable[[], object]) -> Sample:
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(BLOCK):
        call()
    return Sample((time.perf_counter() - wall) / BLOCK, (time.process_time() - cpu) / BLOCK)
