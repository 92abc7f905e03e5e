"""The cost of importing the library beside that of importing httpx2, each in a fresh interpreter, in turn.

Both sides run from warm bytecode, as they do after an installation by pip.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from tempfile import TemporaryDirectory
from typing import Final

from tables import Pairing, Sample

HTTPX2: Final = "import httpx2"
LIBRARY: Final = "import gelatoconnect"
CLIENT_AND_MODELS: Final = "from gelatoconnect import GelatoConnect, models; GelatoConnect, models.OrderRequest"

# httpx2 imports its command line as well if click and rich are installed, which the library does not need.
_CHILD: Final = """
import sys, time
sys.modules["click"] = sys.modules["rich"] = None
cpu, wall = time.process_time(), time.perf_counter()
{code}
print(time.perf_counter() - wall, time.process_time() - cpu)
"""


def measure(rounds: int) -> list[Pairing]:
    """Return the cost of both imports beside that of httpx2."""
    samples: dict[str, list[Sample]] = {HTTPX2: [], LIBRARY: [], CLIENT_AND_MODELS: []}
    with TemporaryDirectory() as bytecode:
        for code in samples:
            _sample(code, bytecode)
        for _ in range(rounds):
            for code in random.sample(list(samples), len(samples)):
                samples[code].append(_sample(code, bytecode))
    return [
        Pairing("`import gelatoconnect`", "`import httpx2`", samples[LIBRARY], samples[HTTPX2], budget=0.3),
        Pairing("client and models", "`import httpx2`", samples[CLIENT_AND_MODELS], samples[HTTPX2], budget=1.8),
    ]


def _sample(code: str, bytecode: str) -> Sample:
    # A machine may forbid bytecode, or keep stale bytecode for a checkout: both sides use a new folder.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = bytecode
    child = [sys.executable, "-c", _CHILD.format(code=code)]
    output = subprocess.run(  # noqa: S603 - the code above
        child, capture_output=True, check=True, text=True, env=environment
    ).stdout
    wall, cpu = map(float, output.split())
    return Sample(wall, cpu)
