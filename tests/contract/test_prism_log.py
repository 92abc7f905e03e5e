"""Prism's log: no request can forge a line, or control the terminal that shows it."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.runtime.console import printable

from tests.standins.sandbox import environment, plain_client
from tests.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator

FORGED = "[1:00:00 PM] > [CLI] x  fatal    forged"
NAMES = [
    f"Size\n{FORGED}",
    f"Size\r\n{FORGED}",
    f"Size\r{FORGED}",
    "Size\x1b[2J\x1b[31mred",
    "Size\x9b2J",
    "Size\x00\x07\x08",
    "Size\ngelatoconnect-mock listening 9",
    "Size\x0b\x0c\x85",
]


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return []


@pytest.fixture(scope="module")
def prism(lines: list[str], prism_installed: None) -> Iterator[PrismServer]:  # noqa: ARG001 - skips without it
    with PrismServer(log=lines.append) as prism:
        # Its port answers before this line has come: it is not a forged one.
        until(lambda: any("Prism is listening" in line for line in lines))
        yield prism


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_property_name_stays_on_its_line_and_is_escaped(prism: PrismServer, lines: list[str], name: str) -> None:
    port, restarts = prism.port, prism.restarts
    lines.clear()
    item = {"itemReferenceId": "i", "quantity": 1, "productName": "Card", "productVariant": {name: 5}}
    with plain_client(base_url=prism.url, headers={"X-API-KEY": "key:secret"}) as client:
        response = client.post("/order", json={"items": [item]})
        assert response.status_code == 400
        until(lambda: any("Violation: " in line and "Size" in line for line in lines))
        client.get("/after")
        until(lambda: any("get /api/demo/after" in line for line in lines))
    assert all(line.isprintable() for line in lines), lines
    assert all("Size" in line for line in lines if "forged" in line or "listening" in line), lines
    assert (prism.port, prism.restarts) == (port, restarts)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain \u00e9\u20ac", "plain \u00e9\u20ac"),
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("a\nb\rc", "a\\nb\\rc"),
        ("\u2028\u202e\x9b", "\\u2028\\u202e\\x9b"),
    ],
)
def test_text_is_printed_as_one_harmless_line(text: str, shown: str) -> None:
    assert printable(text) == shown


def test_secret_of_the_environment_is_masked_in_the_log_of_the_command() -> None:
    """Prism logs paths, and people send a secret in one by mistake."""
    secret = "hush-hush-12345"
    with subprocess.Popen(
        [sys.executable, "-m", "gelatoconnect_mock", "prism", "--port", "0", "--ready-json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(GELATOCONNECT_API_SECRET=secret),
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            url = json.loads(process.stdout.readline())["url"]
            with plain_client(base_url=url, headers={"X-API-KEY": f"key:{secret}"}) as client:
                client.get(f"/x-{secret}")
                client.get("/last")
            assert process.stderr is not None
            log = ""
            while "/last" not in log:
                log += process.stderr.readline()
        finally:
            process.terminate()
    assert "/api/demo/x-***" in log
    assert secret not in log
