"""A start with too few file descriptors is one sentence that says how many are needed."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from gelatoconnect_mock.cli import main
from gelatoconnect_mock.runtime.descriptors import MIN_FREE, is_shortage, shortage

from tests.standins.sandbox import COMMAND, environment, plain_client
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the limit is that of POSIX")
ENOUGH = MIN_FREE + 3
"""The standard streams and the free ones."""
COMMANDS = {
    "sandbox": ("sandbox", "--port", "0"),
    "prism": ("prism", "--port", "0"),
    "certify": ("certify", "--target", "http://127.0.0.1:9/api/x", "--key", "k:s"),
}


SHELL = ("/bin/sh", "-c")


def run(limit: int, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a command that may have so many descriptors, its standard streams included."""
    return limited(limit, *COMMAND[:-1], *arguments)


def limited(limit: int, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - the command under test
        [*SHELL, f'ulimit -S -n {limit}; exec "$@"', "sh", *words],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(),
    )  # fmt: skip


@pytest.mark.parametrize("limit", [5, 7, 10, 14, 17, ENOUGH - 1])
def test_too_few_descriptors_are_one_sentence(tmp_path: Path, limit: int) -> None:
    done = run(limit, "sandbox", "--port", "0", "--access-log", "--state", str(tmp_path / "orders.db"))
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert re.fullmatch(rf"gelatoconnect-mock: The command needs {MIN_FREE} .*ulimit -n.*\n", done.stderr)
    assert not [*tmp_path.iterdir()]


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_it(name: str) -> None:
    done = run(12, *COMMANDS[name])
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"needs {MIN_FREE} file descriptors beside those that are open, and 9 are free" in done.stderr


def test_help_needs_no_more_than_python_does() -> None:
    assert run(12, "sandbox", "--help").returncode == 0


@pytest.mark.parametrize("limit", [8, 10])
def test_descriptor_that_is_missing_later_is_the_same_sentence(limit: int) -> None:
    code = (
        "import sys; from gelatoconnect_mock.cli import command, main; command.require_descriptors = lambda: None; "
        "sys.exit(main.main())"
    )
    done = limited(limit, sys.executable, "-c", code, *COMMANDS["sandbox"])
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert "Traceback" not in done.stderr
    *_, last = done.stderr.splitlines()  # uvloop has a line of its own for a loop that it could not make
    assert re.fullmatch(rf"gelatoconnect-mock: The command needs {MIN_FREE} .* none is left: .*", last)


SHORTAGES = (errno.EMFILE, errno.ENFILE)


class FullTable:
    """An import system that has no descriptor left for one module."""

    def __init__(self, number: int) -> None:
        self.number = number

    def find_spec(self, name: str, *_: object) -> None:
        if name == "gelatoconnect_mock.cli.command":
            raise OSError(self.number, os.strerror(self.number))


def start_without(number: int, monkeypatch: pytest.MonkeyPatch) -> int:
    """Run the command with an import that fails with this error of the system."""
    monkeypatch.delitem(sys.modules, "gelatoconnect_mock.cli.command", raising=False)
    monkeypatch.setattr(sys, "meta_path", [FullTable(number), *sys.meta_path])
    return main.main(["--version"])


@pytest.mark.parametrize("number", SHORTAGES)
def test_import_without_a_descriptor_is_the_sentence_of_the_command(
    number: int, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert start_without(number, monkeypatch) == 2
    assert capfd.readouterr().err == f"gelatoconnect-mock: {shortage()}\n"


def test_other_error_of_an_import_is_not_taken_for_a_shortage(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        start_without(errno.EIO, monkeypatch)


@pytest.mark.parametrize("number", SHORTAGES)
def test_compiled_module_without_a_descriptor_is_a_shortage(number: int) -> None:
    assert is_shortage(OSError(number, "x"))
    assert is_shortage(ImportError(f"x.so: cannot open shared object file: {os.strerror(number)}"))
    assert not is_shortage(ImportError("x.so: cannot open shared object file"))


def test_enough_descriptors_serve(tmp_path: Path) -> None:
    arguments = ("--port", "0", "--ready-json", "--access-log", "--state", str(tmp_path / "orders.db"))
    with subprocess.Popen(  # noqa: S603 - the command under test
        [*SHELL, f'ulimit -S -n {ENOUGH}; exec "$@"', "sh", *COMMAND, *arguments, "--host", "localhost"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    ) as process:  # fmt: skip
        assert process.stdout is not None
        with plain_client(base_url=json.loads(process.stdout.readline())["url"]) as client:
            assert client.get("/x").status_code == 401
        process.terminate()
        assert process.wait(PATIENCE) == 0
