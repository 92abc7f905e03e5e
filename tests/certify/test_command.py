"""The command `gelatoconnect-mock certify`: its report, its exit codes, its error messages."""

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from gelatoconnect_mock.cli.main import main
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.sandbox.faults.plans import read_steps
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.certify.certify_runs import PAIR, stored
from tests.waiting import PATIENCE, until


def test_command_reports_as_text_and_junit_without_the_secret(
    sandbox: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit = tmp_path / "certify.xml"
    code = main(["certify", "--target", sandbox.url, "--key", PAIR, "--place-orders", "--junit", str(junit)])
    output = capsys.readouterr().out
    assert code == 0
    assert "18 passed, 0 failed, 0 skipped." in output
    assert "test-secret" not in output + junit.read_text()
    suite = ET.fromstring(junit.read_text())  # noqa: S314 - written a moment ago
    assert int(suite.attrib["tests"]) == len(suite.findall("testcase"))
    assert suite.findall("testcase/failure") == []


def test_failure_is_in_the_exit_code_and_in_junit(
    prism: PrismServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    junit = tmp_path / "certify.xml"
    assert main(["certify", "--target", prism.url, "--key", PAIR, "--junit", str(junit)]) == 1
    assert "FAILED   An unknown key is refused with 401: expected 401, found 200" in capsys.readouterr().out
    suite = ET.fromstring(junit.read_text())  # noqa: S314 - written a moment ago
    assert int(suite.attrib["failures"]) == len(suite.findall("testcase/failure")) > 0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--target", "http://example.com/api/x", "--key", PAIR], "not sent over plain http"),
        (["--target", "nonsense", "--key", PAIR], "is no base URL"),
        (["--target", "http://127.0.0.1:9/api/x", "--key", "no-colon"], "key:secret"),
        (["--target", "http://127.0.0.1:9/api/x"], "GELATOCONNECT_MOCK_CERTIFY_KEY"),
        (
            ["--target", "http://127.0.0.1:9/api/x", "--key", PAIR, "--junit", "/no/such/folder/x.xml"],
            "cannot be written",
        ),
        (["--target", "http://127.0.0.1:9/api/x", "--key", PAIR, "--junit", "/"], "cannot be written"),
        (["--target", "http://127.0.0.1:9/api/x", "--key", PAIR, "--junit", ""], "cannot be written"),
        (["--target", "http://127.0.0.1:abc/api/x", "--key", PAIR], "is no base URL"),
        (["--target", "http://[::1", "--key", PAIR], "is no base URL"),
        (["--target", "https://:pw@example.com/api/x", "--key", PAIR], "is no base URL"),
        (["--target", "http://127.0.0.1:9/api/x?", "--key", PAIR], "is no base URL"),
        (["--target", "https://xn--/x", "--key", PAIR], "is no base URL"),
        (["--target", "http://127.0.0.1:9/x", "--key", PAIR, "--customer-reference-id", "\u00e4"], "plain ASCII"),
    ],
)
def test_invalid_arguments_are_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["certify", *arguments]) == 2
    output = capsys.readouterr()
    assert sentence in output.err
    assert output.err.count("\n") == 1
    assert output.out == ""


def test_absent_server_is_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", "--target", "http://127.0.0.1:9/api/x", "--key", PAIR]) == 2
    output = capsys.readouterr().err
    assert "no response to searchOrders (ConnectError). Check --target" in output
    assert output.count("\n") == 1


@pytest.mark.parametrize("url", ["https://me:hunter2@example.com/api/x", "https://example.com/api/x?token=hunter2"])
def test_password_in_the_url_is_refused_and_not_repeated(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["certify", "--target", url, "--key", PAIR]) == 2
    assert "hunter2" not in capsys.readouterr().err


def test_refuted_fact_is_in_the_exit_code_and_in_junit(
    sandbox: SandboxServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def change(api: Any) -> None:
        tenant = api.tenant("demo", "test-key")
        tenant.rules = replace(tenant.rules, duplicates="accept")

    sandbox.call(change)
    junit = tmp_path / "certify.xml"
    arguments = ["--target", sandbox.url, "--key", PAIR, "--place-orders", "--junit", str(junit)]
    assert main(["certify", *arguments]) == 1
    suite = ET.fromstring(junit.read_text())  # noqa: S314 - written a moment ago
    assert int(suite.attrib["failures"]) == 2
    assert "REFUTED   inferred" in capsys.readouterr().out


def test_stop_signal_cleans_up_and_reports(sandbox: SandboxServer, tmp_path: Path) -> None:
    steps = read_steps([{"operation": "searchOrders", "fault": "before:delay=0.3", "times": 50}])
    sandbox.call(lambda api: api.plans.add("test-key", steps))
    file = tmp_path / "certify.xml"
    command = [sys.executable, "-m", "gelatoconnect_mock", "certify", "--target", sandbox.url, "--place-orders"]
    environment = {**os.environ, "GELATOCONNECT_MOCK_CERTIFY_KEY": PAIR}
    with subprocess.Popen(  # noqa: S603 - our own
        [*command, "--junit", str(file)], stdout=subprocess.PIPE, text=True, env=environment
    ) as run:
        until(lambda: stored(sandbox))
        run.terminate()
        output, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 130
    assert stored(sandbox) == [("draft", "canceled")]
    assert "Interrupted: the later checks did not run." in output
    assert re.search(r"certify-\w+: canceled \([-0-9a-f]+\)", output)
    assert "certify-" in file.read_text()


def test_created_orders_are_printed_before_the_file_is_written(
    sandbox: SandboxServer, capsys: pytest.CaptureFixture[str]
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no disk that is always full")
    code = main(["certify", "--target", sandbox.url, "--key", PAIR, "--place-orders", "--junit", str(full)])
    output = capsys.readouterr()
    assert code == 1
    assert re.search(r"certify-\w+: canceled", output.out)
    assert "the report cannot be written" in output.err
