"""What the command prints for a person, and which credentials it accepts on which address."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.settings import Settings

from tests.standins.sandbox import COMMAND, PAIR, as_command, environment, plain_client
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(os.name != "posix", reason="a shell reads the banner")
EVERYWHERE = "0.0.0.0"  # noqa: S104 - what is under test
FOREIGN = ("--host", EVERYWHERE, "--control-token", "a-t0ken")


@contextmanager
def banner(*arguments: str) -> Iterator[str]:
    """Start a sandbox without `--ready-json`, and yield what it prints."""
    with subprocess.Popen(  # noqa: S603 - the command under test
        [*COMMAND, "--port", "0", *arguments], stdout=subprocess.PIPE, text=True, env=environment()
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or "API_SECRET" not in lines[-1] or "try" in lines[-1]:
            lines.append(process.stdout.readline())
            assert lines[-1], lines
        try:
            yield "".join(lines)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)


def exported(text: str, **variables: str) -> dict[str, str]:
    """Return what the variables of the library are after a shell has run the lines that begin with `export`."""
    lines = "\n".join(line for line in text.splitlines() if line.lstrip().startswith("export "))
    code = "import json, os; print({n: v for n, v in os.environ.items() if n.startswith('GELATOCONNECT_')})"
    done = subprocess.run(  # noqa: S603 - the test's own shell
        ["/bin/sh", "-c", f'{lines}\nexec "$0" -c "$1"', sys.executable, code],
        capture_output=True, text=True, check=True, timeout=PATIENCE, env=environment(**variables),
    )  # fmt: skip
    return dict(re.findall(r"'GELATOCONNECT_(\w+)': '([^']*)'", done.stdout))


def status(url: str, pair: str) -> int:
    with plain_client() as client:
        return client.get(f"{url}/x", headers={"X-API-KEY": pair}).status_code


@pytest.mark.parametrize("arguments", [(), ("--key", "mine:s3cret"), ("--host", "localhost")])
def test_banner_on_loopback_exports_what_the_library_reads(arguments: tuple[str, ...]) -> None:
    with banner(*arguments) as text:
        variables = exported(text)
        assert variables.keys() == {"BASE_URL", "API_KEY", "API_SECRET"}
        assert f"{variables['API_KEY']}:{variables['API_SECRET']}" == PAIR
        assert status(variables["BASE_URL"], PAIR) == 404
    assert "s3cret" not in text


def test_banner_on_another_address_shows_no_secret() -> None:
    with banner(*FOREIGN, "--key", "mi$ne:s3cret", "--key", "other:s3cret") as text:
        variables = exported(text)
        assert variables.keys() == {"BASE_URL", "API_KEY"}
        assert variables["API_KEY"] == "mi$ne"
        assert status(variables["BASE_URL"], "mi$ne:s3cret") == 404
        assert status(variables["BASE_URL"], PAIR) == 401
        tried = re.findall(r"try +(curl .*)", text)
    assert len(tried) == 1
    assert "s3cret" not in text
    assert "t0ken" not in text


def test_default_pair_on_another_address_is_accepted_if_named() -> None:
    with banner(*FOREIGN, "--key", PAIR) as text:
        variables = exported(text)
        assert variables["API_SECRET"] == "test-secret"
        assert status(variables["BASE_URL"], PAIR) == 404


@pytest.mark.parametrize(
    ("host", "keys", "accepts", "default"),
    [
        ("127.0.0.1", {}, True, "test-key"),
        ("localhost", {"a": "1"}, True, "test-key"),
        ("::1", {}, True, "test-key"),
        (EVERYWHERE, {}, False, "test-key"),
        ("::", {"a": "1"}, False, "a"),
        ("192.0.2.7", {"a": "1", "b": "2"}, False, "a"),
        ("box.example", {"a": "1", "test-key": "test-secret"}, True, "test-key"),
    ],
)
def test_default_pair_is_accepted_on_loopback_or_if_named(
    host: str, keys: dict[str, str], accepts: bool, default: str
) -> None:
    credentials = Sandbox(Settings(host=host, keys=keys)).credentials
    assert (credentials.key_of(((b"x-api-key", PAIR.encode()),)) is not None) is accepts
    assert credentials.default_key == default


def test_control_plane_means_the_given_key_if_the_default_is_unknown() -> None:
    with as_command(*FOREIGN, "--key", "mine:s3cret") as sandbox, plain_client() as client:
        orders = client.get(
            f"http://127.0.0.1:{sandbox.port}/_sandbox/orders", headers={"Authorization": "Bearer a-t0ken"}
        )
        assert (orders.status_code, orders.json()["orders"]) == (200, [])


def test_default_key_keeps_its_secret_everywhere() -> None:
    with pytest.raises(ValueError, match="another secret"):
        Sandbox(Settings(host=EVERYWHERE, keys={"test-key": "mine"}))
