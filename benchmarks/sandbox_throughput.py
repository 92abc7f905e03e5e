"""The sandbox compared with Prism: submissions a second and latencies, also after 100,000 orders.

Both run by the commands that users run, one after the other in each round, under the same load from `wrk`.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from mock_process import running
from tables import NotMeasured, Table, verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

ROUNDS, SECONDS, CONNECTIONS = 5, 4, 32
MIN_RATIO = 4.5
MAX_P99_RATIO = 0.35
_SCRIPT = Path(__file__).with_name("orders.lua")
_HEADING = (
    f"| `POST /order`, {CONNECTIONS} connections | submissions a second | p50 ms | p99 ms "
    "| rate, of pairs | budget | p99, of pairs | budget |\n"
    "|---|--:|--:|--:|--:|---|--:|---|"
)
PRISM = ("prism", "--silent")
SANDBOX = ("sandbox", "--rate-limit", "off")


@dataclass(frozen=True, slots=True)
class Load:
    """The result of one run of wrk. Latencies are in milliseconds."""

    rate: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """The loads of one mock, and those of the mock beside it, if there is one."""

    name: str
    loads: Sequence[Load]
    beside: Sequence[Load] = ()

    def rate_ratio(self) -> float:
        """Return the median ratio of the rates of a pair."""
        return median(one.rate / other.rate for one, other in zip(self.loads, self.beside, strict=True))

    def p99_ratio(self) -> float:
        """Return the median ratio of the slowest hundredth of a pair."""
        return median(one.p99 / other.p99 for one, other in zip(self.loads, self.beside, strict=True))

    def kept(self) -> bool:
        """Return True if both ratios keep their budgets, or there is no mock beside it."""
        return not self.beside or (self.rate_ratio() >= MIN_RATIO and self.p99_ratio() <= MAX_P99_RATIO)

    def row(self) -> str:
        """Return the row of a Markdown table."""
        rate, p50, p99 = (median(getattr(one, what) for one in self.loads) for what in ("rate", "p50", "p99"))
        line = f"| {self.name} | {rate:,.0f} | {p50:.2f} | {p99:.2f} |"
        if not self.beside:
            return f"{line} | | | |"
        rates, slowest = self.rate_ratio(), self.p99_ratio()
        return (
            f"{line} **{rates:.2f}** | at least {MIN_RATIO}: {verdict(rates >= MIN_RATIO)} "
            f"| **{slowest:.2f}** | at most {MAX_P99_RATIO}: {verdict(slowest <= MAX_P99_RATIO)} |"
        )


def load(url: str, seconds: int) -> Load:
    """Submit orders for some seconds. Every one must be accepted."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(_SCRIPT), f"{url}/order"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - every argument is our own
    result = json.loads(re.findall(r"^\{.*\}$", output, re.MULTILINE)[-1])
    assert result["failed"] == result["refused"] == 0, result
    return Load(result["requests"] / result["seconds"], result["p50"], result["p99"])


def table(rounds: int = ROUNDS, seconds: int = SECONDS, orders: int = 100_000) -> Table:
    """Measure both mocks in turn."""
    if shutil.which("wrk") is None:
        return Table(_HEADING, [NotMeasured("the sandbox beside Prism", "wrk is missing (apt install wrk)")])
    ours: list[Load] = []
    theirs: list[Load] = []
    filled: list[Load] = []
    for _ in range(rounds):
        with running(*PRISM) as prism:
            load(prism["url"], min(seconds, 2))
            theirs.append(load(prism["url"], seconds))
        with running(*SANDBOX) as sandbox:
            load(sandbox["url"], 1)
            ours.append(load(sandbox["url"], seconds))
            if not filled:
                filled.append(_filled(sandbox["url"], orders, seconds))
    return Table(
        _HEADING,
        [
            Throughput("sandbox", ours, theirs),
            Throughput("Prism 5.14.2, silent", theirs),
            Throughput(f"sandbox, after {orders:,} orders", filled),
        ],
    )


def _filled(url: str, orders: int, seconds: int) -> Load:
    submitted = 0.0
    while submitted < orders:
        submitted += load(url, seconds).rate * seconds
    return load(url, seconds)


if __name__ == "__main__":
    print(table().markdown())
