"""The sandbox beside Prism: submissions a second, how long the slowest take, and whether it grows slower as it fills.

Both run as users run them, one after the other in each round, under the same load from `wrk` (Debian's package).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROUNDS, SECONDS, CONNECTIONS = 5, 4, 32
LEAST_RATIO = 3
_SCRIPT = Path(__file__).with_name("orders.lua")
_COMMAND = [sys.executable, "-m", "gelatoconnect_mock"]
PRISM = [*_COMMAND, "prism", "--silent"]
SANDBOX = [*_COMMAND, "sandbox", "--rate-limit", "off"]


@dataclass(frozen=True, slots=True)
class Load:
    """What one run of wrk measured; latencies in milliseconds."""

    rate: float
    p50: float
    p99: float


@contextmanager
def running(command: list[str]) -> Iterator[dict[str, Any]]:
    """Run a mock for the block and give its ready line, with the seconds it took as `seconds`."""
    began = time.perf_counter()
    with subprocess.Popen(  # noqa: S603 - every argument is our own
        [*command, "--port", "0", "--ready-json"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        try:
            yield {**ready, "seconds": time.perf_counter() - began}
        finally:
            process.terminate()


def load(url: str, seconds: int = SECONDS) -> Load:
    """Submit orders for so many seconds; every one must be accepted."""
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-s", str(_SCRIPT), f"{url}/order"]
    told = subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603 - as above
    found = json.loads(re.findall(r"^\{.*\}$", told, re.MULTILINE)[-1])
    assert found["failed"] == found["refused"] == 0, found
    return Load(found["requests"] / found["seconds"], found["p50"], found["p99"])


def markdown() -> str:
    """Measure, and return the tables."""
    if shutil.which("wrk") is None:
        return "The sandbox beside Prism was not measured: wrk is missing (apt install wrk)."
    pairs, filled = [], None
    for _ in range(ROUNDS):
        with running(PRISM) as prism:
            load(prism["url"], 2)
            beside = load(prism["url"])
        with running(SANDBOX) as sandbox:
            load(sandbox["url"], 1)
            pairs.append((load(sandbox["url"]), beside))
            if filled is None:
                filled = _filled(sandbox["url"])
    ratio = median(ours.rate / theirs.rate for ours, theirs in pairs)
    verdict = "kept" if ratio >= LEAST_RATIO else "missed"
    rows = [
        f"| `POST /order`, {CONNECTIONS} connections | submissions a second | p50 ms | p99 ms |",
        "|---|--:|--:|--:|",
        _row("sandbox", [ours for ours, _ in pairs]),
        _row("Prism 5.14.2, silent", [theirs for _, theirs in pairs]),
        _row("sandbox, after 100,000 orders", [filled] if filled else []),
        "",
        f"Ratio, median of {len(pairs)} pairs: **{ratio:.2f}** (budget: at least {LEAST_RATIO}, {verdict}).",
    ]
    return "\n".join(rows)


def _filled(url: str) -> Load:
    submitted = 0.0
    while submitted < 100_000:  # noqa: PLR2004 - as promised
        submitted += load(url, 5).rate * 5
    return load(url)


def _row(name: str, loads: list[Load]) -> str:
    rate, p50, p99 = (median(getattr(one, what) for one in loads) for what in ("rate", "p50", "p99"))
    return f"| {name} | {rate:,.0f} | {p50:.2f} | {p99:.2f} |"


if __name__ == "__main__":
    print(markdown())
