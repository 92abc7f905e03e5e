"""The sandbox beside Prism: submissions a second, how long the slowest take, and whether it grows slower as it fills.

Both run as users run them, one after the other in each round, under the same load from `wrk` (Debian's package).
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

from tables import NotMeasured, Table, verdict
from mock_process import running

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
    """What one run of wrk measured; latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


@dataclass(frozen=True, slots=True)
class Throughput:
    """The loads that one mock took, and the ratio to those of the mock beside it, pair by pair where there is one."""

    name: str
    loads: Sequence[Load]
    ratios: Sequence[float] = ()

    def kept(self) -> bool:
        """Tell whether the ratio is what was promised; it is where the mock stands beside nothing."""
        return not self.ratios or median(self.ratios) >= MIN_RATIO

    def row(self) -> str:
        """Return the row of a Markdown table."""
        rate, p50, p99 = (median(getattr(one, what) for one in self.loads) for what in ("rate", "p50", "p99"))
        ratio = f"**{median(self.ratios):.2f}**" if self.ratios else ""
        budget = f"{MIN_RATIO}: {verdict(self.kept())}" if self.ratios else ""
        return f"| {self.name} | {rate:,.0f} | {p50:.2f} | {p99:.2f} | {ratio} | {budget} |"


def load(url: str, seconds: int = SECONDS) -> Load:
    """Submit orders for so many seconds; every one must be accepted."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(_SCRIPT), f"{url}/order"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - every argument is our own
    found = json.loads(re.findall(r"^\{.*\}$", told, re.MULTILINE)[-1])
    assert found["failed"] == found["refused"] == 0, found
    return Load(found["requests"] / found["seconds"], found["p50"], found["p99"])


def table() -> Table:
    """Measure both mocks in turn."""
    if shutil.which("wrk") is None:
        return Table(_HEADING, [NotMeasured("the sandbox beside Prism", "wrk is missing (apt install wrk)")])
    ours: list[Load] = []
    theirs: list[Load] = []
    filled: list[Load] = []
    for _ in range(ROUNDS):
        with running(*PRISM) as prism:
            load(prism["url"], 2)
            theirs.append(load(prism["url"]))
        with running(*SANDBOX) as sandbox:
            load(sandbox["url"], 1)
            ours.append(load(sandbox["url"]))
            if not filled:
                filled.append(_filled(sandbox["url"]))
    ratios = [one.rate / other.rate for one, other in zip(ours, theirs, strict=True)]
    return Table(
        _HEADING,
        [
            Throughput("sandbox", ours, ratios),
            Throughput("Prism 5.14.2, silent", theirs),
            Throughput("sandbox, after 100,000 orders", filled),
        ],
    )


def _filled(url: str) -> Load:
    submitted = 0.0
    while submitted < 100_000:  # noqa: PLR2004 - as promised
        submitted += load(url, 5).rate * 5
    return load(url)


if __name__ == "__main__":
    print(table().markdown())
