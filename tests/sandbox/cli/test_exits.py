"""Every command ends cleanly: with standard streams that are closed or full, in a deleted folder, after any signal."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.standins.sandbox import COMMAND, environment, plain_client
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and descriptors of POSIX")
FULL = Path("/dev/full")
needs_full_disk = pytest.mark.skipif(not FULL.exists(), reason="this system has no disk that is always full")
CERTIFY = ("certify", "--target", "http://127.0.0.1:9/api/x", "--key", "k:s")
COMMANDS = {
    "sandbox": ("sandbox", "--port", "0"),
    "prism": ("prism", "--port", "0"),
    "certify": CERTIFY,
    "version": ("--version",),
    "help": ("--help",),
    "help of sandbox": ("sandbox", "--help"),
}
PROGRAM = COMMAND[:-1]


def run(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    """Run a command that ends by itself."""
    defaults: dict[str, object] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "env": environment()}
    done: subprocess.CompletedProcess[str] = subprocess.run(  # type: ignore[call-overload]  # noqa: S603 - as below
        [*PROGRAM, *arguments], text=True, timeout=PATIENCE, check=False, **(defaults | options)
    )
    return done


def listening_port(pid: int) -> int | None:
    """Return the port that a process listens on, of /proc."""
    sockets = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            sockets.add(str(link.readlink()))
        except OSError:
            continue
    for line in Path(f"/proc/{pid}/net/tcp").read_text().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and f"socket:[{fields[9]}]" in sockets:
            return int(fields[1].partition(":")[2], 16)
    return None


@pytest.mark.parametrize("closed", [(1,), (2,), (1, 2), (0, 1, 2)], ids=str)
@pytest.mark.parametrize("command", ["sandbox", "certify", "version", "help"])
def test_closed_streams_change_no_exit_code(command: str, closed: tuple[int, ...]) -> None:
    arguments = COMMANDS[command]
    redirections = " ".join(f"{number}>&-" for number in closed)
    with subprocess.Popen(  # noqa: S603 - the command under test
        ["/bin/sh", "-c", f'exec "$@" {redirections}', "sh", *PROGRAM, *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    ) as process:  # fmt: skip
        if command == "sandbox":
            until_serving(process)
            process.send_signal(signal.SIGTERM)
        printed, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode == (2 if command == "certify" else 0), complained
    assert "Traceback" not in complained
    assert command != "certify" or printed == "", "a message goes to no other stream"


def until_serving(process: subprocess.Popen[str]) -> None:
    """Return once a sandbox that cannot announce itself answers."""
    until(lambda: process.poll() is not None or listening_port(process.pid))
    assert process.poll() is None
    port = listening_port(process.pid)
    with plain_client() as client:
        assert client.get(f"http://127.0.0.1:{port}/api/demo/x").status_code == 401


@needs_full_disk
@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "certify"])
def test_full_standard_output_is_one_sentence(name: str, request: pytest.FixtureRequest) -> None:
    if name == "prism":
        request.getfixturevalue("prism_installed")
    with FULL.open("w") as full:
        done = run(*COMMANDS[name], stdout=full)
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("gelatoconnect-mock: Standard output cannot be written (No space")
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@needs_full_disk
@pytest.mark.parametrize("name", COMMANDS)
def test_full_streams_change_no_exit_code(name: str) -> None:
    with FULL.open("w") as full:
        assert run(*COMMANDS[name], stdout=full, stderr=full).returncode == 2


@needs_full_disk
def test_full_standard_error_leaves_the_exit_code() -> None:
    with (
        FULL.open("w") as full,
        subprocess.Popen(  # noqa: S603 - the command under test
            [*PROGRAM, "sandbox", "--port", "0", "--ready-json"],
            stdout=subprocess.PIPE, stderr=full, text=True, env=environment(),
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        json.loads(process.stdout.readline())
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0
        assert run(*CERTIFY, stderr=full).returncode == 2


def test_reader_that_leaves_early_is_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        for arguments in (["--help"], ["--version"], ["sandbox", "--port", "0"]):
            done = run(*arguments, stdout=pipe)
            assert (done.returncode, done.stderr) == (1, ""), arguments


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("sandbox", "--port", "0", "--state", "orders.db"), "The state file orders.db cannot be "),
        (("prism", "--port", "0", "--contract", "api.yaml"), "The contract api.yaml cannot be read"),
        ((*CERTIFY, "--junit", "report.xml"), "--junit report.xml cannot be written"),
        (CERTIFY, "no response to searchOrders"),
    ],
)
def test_deleted_folder_is_one_sentence(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    done = run_in_deleted_folder(tmp_path, *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1, done.stderr


@pytest.mark.parametrize("arguments", [("--version",), ("--help",), ("certify", "--help")])
def test_deleted_folder_does_not_hinder_other_commands(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    done = run_in_deleted_folder(tmp_path, *arguments)
    assert (done.returncode, done.stderr) == (0, "")


def run_in_deleted_folder(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    folder = tmp_path / "deleted"
    folder.mkdir()
    code = (
        "import os, sys\n"
        "os.chdir(sys.argv[1])\n"
        "os.rmdir(sys.argv[1])\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'gelatoconnect_mock', *sys.argv[2:]])"
    )
    return subprocess.run(  # noqa: S603 - as above
        [sys.executable, "-c", code, str(folder), *arguments],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(),
    )  # fmt: skip


# Sends itself a signal at the n-th function call, in place of a moment: the machine's speed decides nothing.
INTERRUPTED = """
import os, signal, sys
at, number = int(sys.argv[1]), int(sys.argv[2])
del sys.argv[1:3]
from gelatoconnect_mock.cli.main import main

def count(frame, event, argument):
    global at
    if event != "call":  # elsewhere, as after a lock was taken, the interpreter looks for no signal
        return
    at -= 1
    if at == 0:
        sys.setprofile(None)
        os.kill(os.getpid(), number)

sys.setprofile(count)
code = main()
sys.setprofile(None)
print("whole", file=sys.stderr)
sys.exit(code)
"""
CALLS = [4, 20, 60, 200, 600, 2_000, 5_000, 10_000, 20_000, 40_000, 80_000, 120_000, 160_000]


@pytest.mark.parametrize(
    ("command", "calls"),
    [("sandbox", n) for n in CALLS] + [("help", n) for n in CALLS[::3]] + [("certify", n) for n in CALLS[::3]],
)
def test_interrupt_at_any_moment_of_the_start_is_clean(command: str, calls: int) -> None:
    with subprocess.Popen(  # noqa: S603 - the command under test
        [sys.executable, "-c", INTERRUPTED, str(calls), str(int(signal.SIGINT)), *COMMANDS[command]],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    ) as process:  # fmt: skip
        if command == "sandbox" and process.stdout is not None and process.stdout.readline():
            process.send_signal(signal.SIGINT)  # it was ready before it had made so many calls, or is about to end
        _, complained = process.communicate(timeout=PATIENCE)
    allowed = {130, 0} | ({2} if "whole" in complained else set())
    assert process.returncode in allowed, complained
    assert "Traceback" not in complained
    assert "Exception ignored" not in complained


@pytest.mark.usefixtures("prism_installed")
@pytest.mark.parametrize("calls", CALLS[::3])
def test_interrupt_at_any_moment_of_the_start_of_prism_is_clean(calls: int) -> None:
    with subprocess.Popen(  # noqa: S603 - the command under test
        [sys.executable, "-c", INTERRUPTED, str(calls), str(int(signal.SIGINT)), *COMMANDS["prism"]],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(),
    ) as process:  # fmt: skip
        if process.stdout is not None and process.stdout.readline():
            process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=PATIENCE)
    assert process.returncode in {130, 0}, complained
    assert "Traceback" not in complained
    assert "Exception ignored" not in complained


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_other_stop_signals_during_the_start_end_it_with_their_number(number: signal.Signals) -> None:
    done = subprocess.run(  # noqa: S603 - the command under test
        [sys.executable, "-c", INTERRUPTED, "10000", str(int(number)), *COMMANDS["sandbox"]],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(),
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")


# Runs the command as its script does, and sends itself a signal at the n-th event after the script called it.
STOPPED_EARLY = """
import importlib, os, sys
module, name, at, number = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
del sys.argv[1:5]
main = getattr(importlib.import_module(module), name)

def count(frame, event, argument):
    global at
    at -= 1
    if at == 0:
        sys.setprofile(None)
        os.kill(os.getpid(), number)

sys.setprofile(count)
sys.exit(main())
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("events", [6, 14, 40, 150, 600])
def test_stop_signal_before_the_first_import_ends_it_with_its_number(events: int, number: signal.Signals) -> None:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text(encoding="utf-8"))
    entry = project["project"]["scripts"]["gelatoconnect-mock"].split(":")
    done = subprocess.run(  # noqa: S603 - the command under test
        [sys.executable, "-c", STOPPED_EARLY, *entry, str(events), str(int(number)), *COMMANDS["help"]],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(),
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (128 + number, "", "")
