"""The sandbox beside Prism: submissions a second, latencies, and the same after 100,000 orders.

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
MIN_RATIO = 3
_SCRIPT = Path(__file__).with_name("orders.lua")
_HEADING = (
    f"| `POST /order`, {CONNECTIONS} connections | submissions a second | p50 ms | p99 ms "
    "| ratio, median of pairs | budget: at least |\n"
    "|---|--:|--:|--:|--:|---|"
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
    """The loads of one mock, and their ratios to those of the mock beside it, if there is one."""

    name: str
    loads: Sequence[Load]
    ratios: Sequence[float] = ()

    def kept(self) -> bool:
        """Return True if the ratio keeps its budget, or there is none."""
        return not self.ratios or median(self.ratios) >= MIN_RATIO

    def row(self) -> str:
        """Return the row of a Markdown table."""
        rate, p50, p99 = (median(getattr(one, what) for one in self.loads) for what in ("rate", "p50", "p99"))
        ratio = f"**{median(self.ratios):.2f}**" if self.ratios else ""
        budget = f"{MIN_RATIO}: {verdict(self.kept())}" if self.ratios else ""
        return f"| {self.name} | {rate:,.0f} | {p50:.2f} | {p99:.2f} | {ratio} | {budget} |"


def load(url: str, seconds: int) -> Load:
    """Submit orders for some seconds. Every one must be accepted."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(_SCRIPT), f"{url}/order"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - every argument is our own
    found = json.loads(re.findall(r"^\{.*\}$", told, re.MULTILINE)[-1])
    assert found["failed"] == found["refused"] == 0, found
    return Load(found["requests"] / found["seconds"], found["p50"], found["p99"])


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
    ratios = [one.rate / other.rate for one, other in zip(ours, theirs, strict=True)]
    return Table(
        _HEADING,
        [
            Throughput("sandbox", ours, ratios),
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
