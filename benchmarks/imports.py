"""What importing the library costs beside importing httpx, each in a fresh interpreter, in turn."""

from __future__ import annotations

import random
import subprocess
import sys
from typing import Final

from measured import Pairing, Sample

HTTPX: Final = "import httpx"
LIBRARY: Final = "import gelatoconnect"
CLIENT_AND_MODELS: Final = "from gelatoconnect import GelatoConnect, models; GelatoConnect, models.OrderRequest"

# httpx imports its command line as well where click and rich happen to be installed: here it never does.
_CHILD: Final = """
import sys, time
sys.modules["click"] = sys.modules["rich"] = None
cpu, wall = time.process_time(), time.perf_counter()
{code}
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def measure(rounds: int) -> list[Pairing]:
    """Return the cost of both imports beside httpx's, from so many rounds; bytecode is warm."""
    samples: dict[str, list[Sample]] = {HTTPX: [], LIBRARY: [], CLIENT_AND_MODELS: []}
    for code in samples:
        _sample(code)
    for _ in range(rounds):
        for code in random.sample(list(samples), len(samples)):
            samples[code].append(_sample(code))
    return [
        Pairing("`import gelatoconnect`", "`import httpx`", samples[LIBRARY], samples[HTTPX], budget=0.3),
        Pairing("client and models", "`import httpx`", samples[CLIENT_AND_MODELS], samples[HTTPX], budget=1.8),
    ]


def _sample(code: str) -> Sample:
    child = [sys.executable, "-c", _CHILD.format(code=code)]
    output = subprocess.run(child, capture_output=True, check=True, text=True).stdout  # noqa: S603 - the code above
    wall, cpu = map(float, output.split())
    return Sample(wall, cpu)
