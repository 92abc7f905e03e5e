"""The first install of Prism: once for each lock file, complete or not at all, with a clear error if it fails."""

# ruff: noqa: S603 - the install under test, run in processes of its own

import errno
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from filelock import FileLock
from gelatoconnect_mock.prism.install import _install_lock
from gelatoconnect_mock.runtime.files import shipped

from tests.contract.processes import alive
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="stands in for npm with a shell script")

INSTALL = """
import sys, threading
from gelatoconnect_mock.prism.install import installed_prism
from gelatoconnect_mock.runtime.errors import UserError
try:
    print(installed_prism(stopping=threading.Event(), say=lambda line: print(line, file=sys.stderr)))
except UserError as error:
    print(error, file=sys.stderr)
    sys.exit(error.exit_code)
"""

# Records each run, writes the entry script early, and then waits for the gate to open, if there is a gate.
NPM = """#!/bin/sh
mkdir -p node_modules/@stoplight/prism-cli/dist
echo half > node_modules/@stoplight/prism-cli/dist/index.js
echo "$$" >> "$MARKS"
while [ -n "$GATE" ] && [ ! -e "$GATE" ]; do sleep 0.05; done
echo whole > node_modules/@stoplight/prism-cli/dist/index.js
"""


@pytest.fixture
def machine(tmp_path: Path) -> Iterator["Machine"]:
    """A machine with a stand-in for npm and an empty cache, in a folder with a space and an accent."""
    cache = tmp_path / "häuslich cache"
    tools = tmp_path / "bin"
    tools.mkdir()
    machine = Machine(cache, tools, tmp_path / "marks", tmp_path / "gate")
    machine.npm(NPM)
    yield machine
    machine.open_gate()


class Machine:
    def __init__(self, cache: Path, tools: Path, marks: Path, gate: Path) -> None:
        self.cache, self.tools, self.marks, self.gate = cache, tools, marks, gate

    def npm(self, script: str) -> None:
        tool = self.tools / "npm"
        tool.write_text(script, encoding="utf-8")
        tool.chmod(0o755)

    def environment(self, **more: str) -> dict[str, str]:
        path = f"{self.tools}{os.pathsep}/usr/bin{os.pathsep}/bin"
        return {**os.environ, "XDG_CACHE_HOME": str(self.cache), "MARKS": str(self.marks), "PATH": path, **more}

    def start(self, *command: str, **more: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, *(command or ("-c", INSTALL))],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env=self.environment(**more),
        )

    def install(self, **more: str) -> tuple[int, str, str]:
        with self.start(**more) as process:
            stdout, stderr = process.communicate(timeout=PATIENCE)
        assert "Traceback" not in stderr
        return process.returncode, stdout.strip(), stderr.strip()

    def start_gated(self, *command: str) -> subprocess.Popen[str]:
        """Start an install whose npm waits half-way for the gate, and return once npm runs."""
        process = self.start(*command, GATE=str(self.gate))
        until(self.runs)
        return process

    def open_gate(self) -> None:
        self.gate.touch()

    def runs(self) -> list[int]:
        """Return the process ids of all runs of npm."""
        return [int(line) for line in self.marks.read_text().splitlines()] if self.marks.exists() else []

    def left_behind(self) -> list[Path]:
        return sorted(self.cache.rglob("*.partial-*"))


def test_first_use_says_where_it_installs_and_the_second_is_silent(machine: Machine) -> None:
    code, entry, message = machine.install()
    again = machine.install()

    assert code == 0
    assert entry.startswith(str(machine.cache))
    assert message.startswith("Installing Prism 5.14.2 into ")
    assert again == (0, entry, "")
    assert len(machine.runs()) == 1
    assert machine.left_behind() == []


def test_two_installs_at_once_install_once_and_both_succeed(machine: Machine) -> None:
    with machine.start_gated() as first, machine.start() as second:
        assert second.stderr is not None
        message = second.stderr.readline()
        machine.open_gate()
        entry, more = second.communicate(timeout=PATIENCE)
        stdout, _ = first.communicate(timeout=PATIENCE)

    assert (first.returncode, second.returncode) == (0, 0)
    assert stdout == entry
    assert (message, more) == ("Waiting for another process that is installing Prism.\n", "")
    assert len(machine.runs()) == 1
    assert Path(entry.strip()).read_text(encoding="utf-8") == "whole\n"


def test_killed_install_leaves_no_lock_and_is_done_again(machine: Machine) -> None:
    with machine.start_gated() as process:
        process.kill()
        process.communicate()

    code, entry, _ = machine.install()

    assert code == 0
    assert len(machine.runs()) == 2
    assert machine.left_behind() == []
    assert Path(entry).read_text(encoding="utf-8") == "whole\n"


def test_damaged_install_is_replaced(machine: Machine) -> None:
    _, entry, _ = machine.install()
    Path(entry).unlink()

    code, again, _ = machine.install()

    assert (code, again) == (0, entry)
    assert Path(entry).is_file()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stop_signal_during_the_install_ends_npm_and_leaves_nothing(machine: Machine, number: signal.Signals) -> None:
    node = machine.tools / "node"
    node.write_text("#!/bin/sh\necho v20.0.0\n", encoding="utf-8")
    node.chmod(0o755)
    # The gate stays closed: a command that waits for npm would never end.
    with machine.start_gated("-m", "gelatoconnect_mock", "prism", "--port", "0") as process:
        process.send_signal(number)
        _, stderr = process.communicate(timeout=PATIENCE)

    assert process.returncode == 0
    assert "Traceback" not in stderr
    assert machine.left_behind() == []
    (npm,) = machine.runs()
    until(lambda: not alive(npm))


def test_missing_npm_is_one_sentence(machine: Machine) -> None:
    code, _, message = machine.install(PATH=str(machine.cache))

    assert code == 2
    assert message == "Prism is installed by npm and no npm is on PATH: install Node.js with npm from nodejs.org."


def test_failed_install_has_npms_cause_without_credentials(machine: Machine) -> None:
    machine.npm(
        "#!/bin/sh\n"
        "echo 'npm error code ECONNREFUSED' >&2\n"
        "echo 'npm error FetchError: request to https://me:pw@mirror.invalid/x failed, reason: refused' >&2\n"
        "echo 'npm error     at ClientRequest.<anonymous> (index.js:130:14) {' >&2\n"
        'echo "npm error   port: 9," >&2\n'
        "echo 'npm error }' >&2\n"
        "echo 'npm error network If you are behind a proxy, please check' >&2\n"
        "echo 'npm error A complete log of this run can be found in: /tmp/x' >&2\n"
        "exit 1\n"
    )

    code, _, message = machine.install()

    assert code == 2
    assert message.splitlines()[-1] == (
        "npm could not install Prism: FetchError: request to https://mirror.invalid/x failed, reason: refused "
        "(npm ci, exit code 1)."
    )
    assert machine.left_behind() == []


def test_cache_that_cannot_be_made_is_an_error_that_says_what_to_do(machine: Machine) -> None:
    machine.cache.write_text("a file stands in the way", encoding="utf-8")

    code, _, message = machine.install()

    assert code == 2
    assert "set XDG_CACHE_HOME to a folder that can be written" in message
    assert len(message.splitlines()) == 1


def test_file_system_without_locks_installs_without_a_lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(FileLock, "acquire", fail)
    lines: list[str] = []
    with _install_lock(tmp_path / "prism.lock", threading.Event(), lines.append):
        assert lines == []


def test_lock_file_pins_prism_exactly_without_download_addresses() -> None:
    folder = shipped("prism", in_checkout="mock/prism")
    package = json.loads((folder / "package.json").read_text(encoding="utf-8"))
    lock = json.loads((folder / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert package["dependencies"] == {"@stoplight/prism-cli": "5.14.2"}
    assert packages["node_modules/@stoplight/prism-cli"]["version"] == "5.14.2"
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []
