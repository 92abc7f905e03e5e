"""The costs of the sandbox: a call in process, a reset, its start, and its idle memory.

Each time is compared with another one from the same run. The budget is their ratio, so a slow machine keeps it too.
"""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final

import httpx2
from gelatoconnect_mock.sandbox.settings import Rules, Settings
from gelatoconnect_mock.testing.sandbox import InProcessSandbox
from mock_process import running
from rate_limit_run import an_order
from tables import NotMeasured, Row, Table, verdict

if TYPE_CHECKING:
    from collections.abc import Callable

STARTS: Final = 10
CALLS: Final = 2_000
ORDERS: Final = 10_000
RESETS: Final = 3
_KEY: Final = {"X-API-KEY": "test-key:test-secret"}
_BARE: Final = [sys.executable, "-c", "print()"]
_HEADING: Final = "| sandbox, medians | | beside | | ratio | budget: at most |\n|---|--:|---|--:|--:|---|"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A time beside another one from the same run, in milliseconds. `budget` is the highest ratio allowed."""

    name: str
    figure: float
    beside: str
    other: float
    budget: float

    def kept(self) -> bool:
        """Return True if the budget is kept."""
        return self.figure <= self.budget * self.other

    def row(self) -> str:
        """Return the row of a Markdown table."""
        budget = f"{self.budget:g} times: {verdict(self.kept())}"
        ratio = f"**{self.figure / self.other:.3g}**"
        return f"| {self.name} | {self.figure:.3g} ms | {self.beside} | {self.other:.4g} ms | {ratio} | {budget} |"


@dataclass(frozen=True, slots=True)
class Size:
    """A size in megabytes and its budget."""

    name: str
    figure: float
    budget: float

    def kept(self) -> bool:
        """Return True if the budget is kept."""
        return self.figure <= self.budget

    def row(self) -> str:
        """Return the row of a Markdown table."""
        return f"| {self.name} | {self.figure:.3g} MB | | | | {self.budget:g} MB: {verdict(self.kept())} |"


def table(calls: int = CALLS, orders: int = ORDERS, starts: int = STARTS) -> Table:
    """Measure every figure."""
    return Table(_HEADING, [in_process(calls), reset(orders), start(starts), idle_memory()])


def in_process(calls: int) -> Ratio:
    """Submit orders through the transport of the pytest fixture, beside a transport that does nothing, in turn."""
    sandbox = InProcessSandbox(Settings(rules=Rules(rate_limit=None)))
    nothing = httpx2.MockTransport(lambda _request: httpx2.Response(200, json={}))
    ours, bare = [], []
    with (
        httpx2.Client(base_url=sandbox.base_url, transport=sandbox.transport, headers=_KEY) as client,
        httpx2.Client(base_url=sandbox.base_url, transport=nothing, headers=_KEY) as other,
    ):
        for number in range(calls):
            ours.append(_timed(lambda n=number: _submit(client, n)))  # type: ignore[misc]
            bare.append(_timed(lambda n=number: _submit(other, n)))  # type: ignore[misc]
    return Ratio("a submission in process", median(ours) * 1e3, "`httpx2.MockTransport`", median(bare) * 1e3, 2)


def reset(orders: int) -> Ratio:
    """Reset a tenant with many orders over HTTP, beside their submissions one after the other."""
    filled, taken = [], []
    with (
        running("sandbox", "--rate-limit", "off") as ready,
        httpx2.Client(base_url=ready["url"], headers=_KEY, trust_env=False) as client,
    ):
        address = httpx2.URL(ready["url"]).copy_with(path="/_sandbox/reset")
        client.post(address)  # the first request loads the control plane
        for _ in range(RESETS):
            filled.append(_timed(lambda: [_submit(client, number) for number in range(orders)]))
            taken.append(_timed(lambda: client.post(address).raise_for_status()))
    name = f"`reset` of {orders:,} orders over HTTP"
    return Ratio(name, median(taken) * 1e3, "their submissions", median(filled) * 1e3, 0.005)


def start(starts: int) -> Ratio:
    """Start the command until its first response, and a bare interpreter until its end, in turn."""
    ours, bare = [], []
    for _ in range(starts):
        bare.append(_timed(lambda: subprocess.run(_BARE, check=True, capture_output=True)))  # noqa: S603 - our own
        began = time.perf_counter()
        with running("sandbox") as ready:
            httpx2.get(f"{ready['url']}/nothing", trust_env=False)
            ours.append(time.perf_counter() - began)
    return Ratio("start to first response", median(ours) * 1e3, "a bare interpreter", median(bare) * 1e3, 18)


def idle_memory() -> Row:
    """Read the resident memory of the command after its first response, if the system offers it."""
    with running("sandbox") as ready:
        httpx2.get(f"{ready['url']}/nothing", trust_env=False)
        status = Path(f"/proc/{ready['pid']}/status")
        if not status.exists():
            return NotMeasured("idle memory, resident", "this system does not offer it")
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return Size("idle memory, resident", int(lines["VmRSS"].split()[0]) / 1024, 50)


def _submit(client: httpx2.Client, number: int) -> None:
    client.post("/order", json={**an_order(), "orderReferenceId": f"costs-{number}"}).raise_for_status()


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(table().markdown())
