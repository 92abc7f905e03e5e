"""The cost of the engine in a call that succeeds at once, compared with the generated client on the same transport.

The rate limit and the preflight are off, so these rows are not the cost of a default call: `calls.py` measures that.
Both clients parse the response. There are two transports: one without a socket, and one to a loopback server.
Budget: a share of the bare call's processor time, so that a slower machine keeps it too. On a machine that takes 464
microseconds for the bare call on loopback, the share is 40 microseconds.
"""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any, Final

import httpx2
from gelatoconnect import GelatoConnect, Options
from gelatoconnect_api import AuthenticatedClient
from gelatoconnect_api.api.orders import submit_order
from gelatoconnect_api.models import OrderRequest
from limited_server import limited_server
from rate_limit_run import an_order
from tables import Table, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS: Final = 101
BLOCK: Final = 50
MAX_SHARE: Final = 40 / 464
OPTIONS: Final = Options(requests_per_second=None, preflight="off")
_HEADING: Final = (
    '| `orders.submit`, `preflight="off"`, no rate limit, beside `submit_order.sync` '
    f"| bare, CPU us | added, CPU us | added, wall us | budget: {MAX_SHARE:.1%} of bare |\n"
    "|---|--:|--:|--:|---|"
)
RESPONSE: Final = {"id": "order-1", "orderReferenceId": "ref-1", "createdAt": "2026-01-01T00:00:00+00:00"}


@dataclass(frozen=True, slots=True)
class Added:
    """The added cost of our call in microseconds: medians of the differences of paired blocks."""

    name: str
    bare: float
    cpu: float
    wall: float

    def kept(self) -> bool:
        """Return True if the budget is kept by processor time. Elapsed time also measures other programs."""
        return self.cpu <= MAX_SHARE * self.bare

    def row(self) -> str:
        """Return the row of a Markdown table."""
        return f"| {self.name} | {self.bare:.0f} | {self.cpu:+.1f} | {self.wall:+.1f} | {verdict(self.kept())} |"


class ImmediateTransport(httpx2.BaseTransport):
    """A transport without a socket. It answers every request with the same small response."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the response to a submission."""
        return httpx2.Response(200, json=RESPONSE, request=request)


def table(rounds: int = ROUNDS) -> Table:
    """Measure what `submit`, without preflight and rate limit, adds to the generated call, on both transports."""
    return Table(_HEADING, [_in_process(rounds), _on_loopback(rounds)])


def _in_process(rounds: int) -> Added:
    transport = ImmediateTransport()
    return _added("in process", "http://127.0.0.1:9", {"transport": transport}, transport, rounds)


def _on_loopback(rounds: int) -> Added:
    with limited_server(limit=10**9) as url:
        return _added("loopback", url, {}, None, rounds)


def _added(
    name: str, url: str, httpx_args: dict[str, Any], transport: httpx2.BaseTransport | None, rounds: int
) -> Added:
    order = {**an_order(), "orderReferenceId": RESPONSE["orderReferenceId"], "preventDuplicate": True}
    model = OrderRequest.from_dict(order)
    with (
        AuthenticatedClient(
            url, "key:secret", prefix="", auth_header_name="X-API-KEY", httpx_args=httpx_args
        ) as generated,
        GelatoConnect(
            api_key="key",
            api_secret="secret",  # noqa: S106 - no secret
            base_url=url,
            options=OPTIONS,
            transport=transport,
        ) as client,
    ):
        calls: tuple[Callable[[], object], ...] = (
            lambda: submit_order.sync(client=generated, body=model),
            lambda: client.orders.submit(model),
        )
        for call in calls:
            block(call)
        pairs = [_pair(calls) for _ in range(rounds)]
    return Added(
        name,
        bare=median(bare[0] for bare, _ in pairs),
        cpu=median(ours[0] - bare[0] for bare, ours in pairs),
        wall=median(ours[1] - bare[1] for bare, ours in pairs),
    )


def _pair(calls: tuple[Callable[[], object], ...]) -> list[tuple[float, float]]:
    turns = random.sample(range(len(calls)), len(calls))
    taken = {turn: block(calls[turn]) for turn in turns}
    return [taken[number] for number in range(len(calls))]


def block(call: Callable[[], object]) -> tuple[float, float]:
    """Return the processor time and the elapsed time of a call in microseconds, averaged over a block of calls."""
    wall, cpu = time.perf_counter(), time.process_time()
    for _ in range(BLOCK):
        call()
    return (time.process_time() - cpu) / BLOCK * 1e6, (time.perf_counter() - wall) / BLOCK * 1e6


if __name__ == "__main__":
    print(table().markdown())
