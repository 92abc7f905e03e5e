"""The command as people run it: after everything that a network can bring it still answers, and has printed nothing."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator

import httpx
import pytest
from bad_requests import ALL
from bystander import Bystander
from raw_http import exchange

_GENEROUS = 1.0
"""Seconds; a wait of 50 ms is already noticed, but this machine may have others to serve."""


@pytest.fixture
def process() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "gelatoconnect_mock", "sandbox"]
    options = ["--port", "0", "--ready-json", "--rate-limit", "off"]
    with subprocess.Popen(  # noqa: S603 - our own command
        [*command, *options], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        yield process
        process.kill()


def test_it_survives_everything_prints_nothing_and_nobody_else_notices(
    process: subprocess.Popen[str], capsys: pytest.CaptureFixture
) -> None:
    assert process.stdout is not None
    ready = json.loads(process.stdout.readline())
    with Bystander(ready["port"]) as bystander:
        for bad in ALL * 5:
            assert len(exchange(ready["port"], bad.sent, closes=bad.closes).answers) == 1, bad.name
    with capsys.disabled():
        print(f"\n  beside {len(ALL) * 5} bad requests: {bystander.worst * 1e3:.1f} ms at worst of {bystander.asked}")
    assert not bystander.wrong
    assert bystander.worst < _GENEROUS
    assert httpx.get(f"{ready['url']}/nothing", trust_env=False).status_code == 401
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=10)
    assert (process.returncode, said) == (0, ("", ""))
