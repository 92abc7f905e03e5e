"""With `--exit-with-parent` the sandbox ends when the process that started it is gone, however that ended."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect_mock.sandbox.server.parent import INTERVAL, ParentWatch, is_stranger

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import COMMAND, CREDENTIALS, as_command, environment, plain_client
from tests.waiting import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows gives an orphan no other parent")

# Starts the sandbox, says where it is, and waits for the end.
PARENT = """
import os, subprocess, sys
child = subprocess.Popen(sys.argv[2:], stdout=subprocess.PIPE, stderr=open(sys.argv[1], "w"), text=True)
print(child.stdout.readline(), end="", flush=True)
sys.stdin.readline()
"""


@contextmanager
def started(
    tmp_path: Path, *arguments: str, **variables: str
) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """Start a parent that starts a sandbox; yield both. Neither outlives the block."""
    command = [*COMMAND, "--port", "0", "--ready-json", *arguments]
    with subprocess.Popen(  # noqa: S603 - the command under test
        [sys.executable, "-c", PARENT, str(tmp_path / "log"), *command],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(**variables),
    ) as parent:  # fmt: skip
        assert parent.stdout is not None
        ready = json.loads(parent.stdout.readline())
        try:
            yield parent, ready
        finally:
            parent.kill()
            if not is_gone(ready["pid"]):
                os.kill(ready["pid"], signal.SIGKILL)


def is_gone(pid: int) -> bool:
    """Return True if no process runs under this number. A zombie, which nobody has waited for yet, does not run."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout  # noqa: S603, S607 - our own
    return not state.strip() or state.startswith("Z")


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGABRT])
def test_killed_parent_ends_it_cleanly(tmp_path: Path, number: signal.Signals) -> None:
    state = tmp_path / "orders.db"
    with started(tmp_path, "--exit-with-parent", "--state", str(state)) as (parent, ready):
        with plain_client(base_url=ready["url"], headers=CREDENTIALS) as client:
            assert client.post("/order", json=an_order()).status_code == 200
        parent.send_signal(number)
        parent.wait(PATIENCE)
        until(lambda: is_gone(ready["pid"]))
    assert (tmp_path / "log").read_text() == ""
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "orders.db"], "the state file is closed"
    with as_command("--state", str(state)) as again, again.client() as client:
        assert client.post("/search", json={}).json()["orders"][0]["orderReferenceId"] == an_order()["orderReferenceId"]


def test_parent_that_returns_ends_it(tmp_path: Path) -> None:
    with started(tmp_path, GELATOCONNECT_MOCK_EXIT_WITH_PARENT="1") as (parent, ready):
        assert not is_gone(ready["pid"])
        assert parent.stdin is not None
        parent.stdin.write("\n")
        parent.stdin.flush()
        assert parent.wait(PATIENCE) == 0
        until(lambda: is_gone(ready["pid"]))


def test_without_the_flag_it_outlives_its_parent(tmp_path: Path) -> None:
    with started(tmp_path) as (parent, ready):
        parent.kill()
        parent.wait(PATIENCE)
        with plain_client(base_url=ready["url"], headers=CREDENTIALS) as client:
            assert client.get("/x").status_code == 404
        assert not is_gone(ready["pid"])


def test_parent_is_looked_at_until_it_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[tuple[float, Any]] = []
    gone: list[bool] = []
    watch = ParentWatch(
        os.getppid(),
        lambda: gone.append(True),
        lambda: 10.0,
        lambda at, work: calls.append((at, work)),  # type: ignore[arg-type, return-value]
    )
    watch.start()
    watch.start()
    assert [at for at, _ in calls] == [10.0 + INTERVAL] * 2
    assert not gone
    monkeypatch.setattr(os, "getppid", lambda: 1)
    watch.start()
    assert (len(calls), gone) == (2, [True])


def test_parent_that_is_gone_before_it_serves_ends_it() -> None:
    gone: list[bool] = []
    ParentWatch(os.getppid() + 1, lambda: gone.append(True), lambda: 0.0, lambda _at, _work: None).start()  # type: ignore[arg-type, return-value]
    assert gone == [True]


# Starts the sandbox in this session, says its number, and is killed or not.
EARLY_PARENT = """
import os, signal, subprocess, sys, time
child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
print(child.pid, flush=True)
time.sleep(float(sys.argv[1]))
os.kill(os.getpid(), signal.SIGKILL)
"""


def sandbox_of_a_parent_killed_after(seconds: float, *, new_session: bool) -> int:
    """Return the number of a sandbox whose parent was killed that soon after it had started it."""
    done = subprocess.run(  # noqa: S603 - the command under test
        [sys.executable, "-c", EARLY_PARENT, str(seconds), *COMMAND, "--port", "0", "--exit-with-parent"],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(), start_new_session=new_session,
    )  # fmt: skip
    assert done.returncode == -signal.SIGKILL, done.stderr
    return int(done.stdout)


@pytest.mark.parametrize("seconds", [0, 0.02, 0.06, 0.3])
def test_parent_killed_early_ends_it(seconds: float) -> None:
    pid = sandbox_of_a_parent_killed_after(seconds, new_session=True)
    try:
        until(lambda: is_gone(pid))
    finally:
        if not is_gone(pid):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.whole
def test_parent_killed_at_any_early_moment_ends_it() -> None:
    for _ in range(60):
        pid = sandbox_of_a_parent_killed_after(random.Random().uniform(0, 0.15), new_session=True)  # noqa: S311 - a moment
        until(lambda pid=pid: is_gone(pid))  # type: ignore[misc]


@pytest.mark.parametrize(
    ("sessions", "stranger"),
    [({0: 5, 1: 1}, True), ({0: 5, 1: 5}, False), ({0: os.getpid(), 1: 1}, False), ({0: 5}, True)],
    ids=["orphan", "container of one session", "leader", "parent gone meanwhile"],
)
def test_parent_of_another_session_is_a_stranger(
    monkeypatch: pytest.MonkeyPatch, sessions: dict[int, int], stranger: bool
) -> None:
    def getsid(pid: int) -> int:
        if pid not in sessions:
            raise ProcessLookupError
        return sessions[pid]

    monkeypatch.setattr(os, "getsid", getsid)
    assert is_stranger(1) == stranger


def test_parent_of_which_nothing_is_told_is_no_stranger(monkeypatch: pytest.MonkeyPatch) -> None:
    def getsid(pid: int) -> int:
        if pid:
            raise PermissionError
        return 5

    monkeypatch.setattr(os, "getsid", getsid)
    assert not is_stranger(1)


def test_sandbox_that_leads_its_session_runs_on(tmp_path: Path) -> None:
    with (
        (tmp_path / "log").open("w") as log,
        subprocess.Popen(  # noqa: S603 - the command under test
            [*COMMAND, "--port", "0", "--ready-json", "--exit-with-parent"],
            stdout=subprocess.PIPE, stderr=log, text=True, env=environment(), start_new_session=True,
        ) as process,
    ):  # fmt: skip
        assert process.stdout is not None
        with plain_client(base_url=json.loads(process.stdout.readline())["url"]) as client:
            assert client.get("/x").status_code == 401
        process.terminate()
        assert process.wait(PATIENCE) == 0
