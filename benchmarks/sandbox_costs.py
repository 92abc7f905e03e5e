"""What the sandbox costs a team: a call in process, a reset, its start, and its idle memory.

The start is measured beside that of a bare interpreter, in turn, which shows the machine's share of it.
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
_HEADING: Final = "| sandbox | | budget | beside |\n|---|--:|---|---|"


@dataclass(frozen=True, slots=True)
class Cost:
    """One figure and its budget. `beside` is another figure from the same run."""

    name: str
    figure: float
    unit: str
    budget: float
    beside: str = ""

    def kept(self) -> bool:
        """Return True if the budget is kept."""
        return self.figure <= self.budget

    def row(self) -> str:
        """Return the row of a Markdown table."""
        budget = f"{self.budget:g} {self.unit}: {verdict(self.kept())}"
        return f"| {self.name} | {self.figure:.3g} {self.unit} | {budget} | {self.beside} |"


def table(calls: int = CALLS, orders: int = ORDERS, starts: int = STARTS) -> Table:
    """Measure every figure."""
    return Table(_HEADING, [in_process(calls), reset(orders), start(starts), idle_memory()])


def in_process(calls: int) -> Cost:
    """Submit orders through the transport of the pytest fixture, without the rate limit."""
    sandbox = InProcessSandbox(Settings(rules=Rules(rate_limit=None)))
    with httpx2.Client(base_url=sandbox.base_url, transport=sandbox.transport, headers=_KEY) as client:
        submissions = [_timed(lambda n=n: _submit(client, n)) for n in range(calls)]  # type: ignore[misc]
        reads = [_timed(lambda n=n: client.get(f"/costs-{n}")) for n in range(calls)]  # type: ignore[misc]
    read = f"a read: {median(reads) * 1e3:.2f} ms"
    return Cost("a submission in process, median", median(submissions) * 1e3, "ms", 1.0, read)


def reset(orders: int) -> Cost:
    """Reset a tenant with many orders over HTTP."""
    taken = []
    with (
        running("sandbox", "--rate-limit", "off") as ready,
        httpx2.Client(base_url=ready["url"], headers=_KEY, trust_env=False) as client,
    ):
        address = httpx2.URL(ready["url"]).copy_with(path="/_sandbox/reset")
        client.post(address)  # the first request loads the control plane
        for _ in range(RESETS):
            for number in range(orders):
                _submit(client, number)
            taken.append(_timed(lambda: client.post(address).raise_for_status()))
    slowest = f"the slowest of {RESETS}: {max(taken) * 1e3:.1f} ms"
    return Cost(f"`reset` of {orders:,} orders over HTTP, median", median(taken) * 1e3, "ms", 5.0, slowest)


def start(starts: int) -> Cost:
    """Start the command until its first response, and a bare interpreter until its end, in turn."""
    ours, bare = [], []
    for _ in range(starts):
        bare.append(_timed(lambda: subprocess.run(_BARE, check=True, capture_output=True)))  # noqa: S603 - our own
        began = time.perf_counter()
        with running("sandbox") as ready:
            httpx2.get(f"{ready['url']}/nothing", trust_env=False)
            ours.append(time.perf_counter() - began)
    beside = f"a bare interpreter: {median(bare):.3f} s"
    return Cost("start to first response, median", median(ours), "s", 0.35, beside)


def idle_memory() -> Row:
    """Read the resident memory of the command after its first response, if the system offers it."""
    with running("sandbox") as ready:
        httpx2.get(f"{ready['url']}/nothing", trust_env=False)
        status = Path(f"/proc/{ready['pid']}/status")
        if not status.exists():
            return NotMeasured("idle memory, resident", "this system does not offer it")
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
        return Cost("idle memory, resident", int(lines["VmRSS"].split()[0]) / 1024, "MB", 60.0)


def _submit(client: httpx2.Client, number: int) -> None:
    client.post("/order", json={**an_order(), "orderReferenceId": f"costs-{number}"}).raise_for_status()


def _timed(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


if __name__ == "__main__":
    print(table().markdown())
