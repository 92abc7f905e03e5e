"""The examples in mock/README.md work as printed."""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.standins.sandbox import at_socket
from tests.waiting import PATIENCE

README = (Path(__file__).parents[3] / "mock/README.md").read_text(encoding="utf-8")
SHOP = """
from tests.sandbox.sandbox_orders import an_order

def send_to_print(client, number):
    return client.orders.submit(an_order(f"shop-{number}")).id
"""


def example(name: str) -> str:
    found = re.search(rf"<!-- example: {name} -->\n```\w+\n(.*?)```", README, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with at_socket() as server:
        yield server


def with_origin(text: str, sandbox: SandboxServer) -> str:
    return text.replace("http://127.0.0.1:4010", sandbox.origin)


def run(*command: str, cwd: Path, **environment: str) -> str:
    path = {"PATH": str(Path(sys.executable).parent) + ":/usr/bin:/bin", "PYTHONPATH": ":".join(filter(None, sys.path))}
    finished = subprocess.run(  # noqa: S603 - our own README
        command, cwd=cwd, check=False, capture_output=True, text=True, timeout=PATIENCE, env={**path, **environment}
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
def test_shell_example_runs_as_printed(sandbox: SandboxServer, tmp_path: Path) -> None:
    output = run("sh", "-c", with_origin(example("curl"), sandbox), cwd=tmp_path)
    submitted, *_, shown, refused = (json.loads(line) for line in output.splitlines())
    assert shown["id"] == submitted["id"]
    assert shown["fulfillmentStatus"] == "shipped"
    assert refused["code"] == "CONFLICT"


def test_python_example_runs_as_printed(sandbox: SandboxServer, tmp_path: Path) -> None:
    output = run(
        sys.executable, "-c", example("python"), cwd=tmp_path,
        GELATOCONNECT_BASE_URL=sandbox.url, GELATOCONNECT_API_KEY="test-key", GELATOCONNECT_API_SECRET="test-secret",
    )  # fmt: skip
    assert output.split() == ["True"]


def test_javascript_example_runs_as_printed(sandbox: SandboxServer, tmp_path: Path) -> None:
    script = tmp_path / "snippet.mjs"
    script.write_text(with_origin(example("javascript"), sandbox))
    node = shutil.which("node")
    assert node is not None
    assert run(node, str(script), cwd=tmp_path).split() == ["503", "200"]


def test_pytest_example_runs_as_printed_and_is_short(tmp_path: Path) -> None:
    assert len(example("pytest").splitlines()) < 30
    tmp_path.joinpath("shop.py").write_text(SHOP)
    tmp_path.joinpath("test_shop.py").write_text(example("pytest"))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_shop.py"]
    assert "2 passed" in run(*command, cwd=tmp_path)


def test_options_table_has_every_flag(capsys: pytest.CaptureFixture[str]) -> None:
    from gelatoconnect_mock.cli.main import main  # noqa: PLC0415

    with pytest.raises(SystemExit):
        main(["sandbox", "--help"])
    flags = set(re.findall(r"^  (--[a-z-]+)", capsys.readouterr().out, re.MULTILINE)) - {"--help"}
    table = README.partition("### Options")[2].partition("### The lifecycle")[0]
    assert flags == set(re.findall(r"^\| `(--[a-z-]+)", table, re.MULTILINE))
