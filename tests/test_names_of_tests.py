"""Tests have the same names in every process: workers that collect different ones end the run."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
COLLECT = "import sys, pytest; sys.exit(pytest.main(['--collect-only', '-q', '-p', 'no:cacheprovider']))"
A_DAY_LATER = "import time; now = time.time; time.time = lambda: now() + 86_400.5; "


def names(program: str, hash_seed: str) -> list[str]:
    run = subprocess.run(  # noqa: S603 - this interpreter
        [sys.executable, "-c", program], cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [line for line in run.stdout.splitlines() if "::" in line]


@pytest.mark.whole
def test_another_hash_seed_and_another_day_give_the_same_names() -> None:
    first, second = names(COLLECT, "1"), names(A_DAY_LATER + COLLECT, "2")
    assert len(first) > 1_000
    assert [pair for pair in zip(first, second, strict=True) if pair[0] != pair[1]] == []
