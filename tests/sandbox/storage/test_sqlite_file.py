"""Which files a sandbox accepts as its state. Every other file stays unchanged."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from gelatoconnect_mock.runtime.errors import EXIT_CANNOT_START, UserError
from gelatoconnect_mock.sandbox.storage.sqlite import Storage
from gelatoconnect_mock.sandbox.storage.sqlite_file import VERSION

from tests.sandbox.durable import DurableSandbox, close_unsaved
from tests.waiting import PATIENCE


def database(path: Path, version: int = 0, application: int = 0) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute(f"PRAGMA application_id = {application}")
    connection.execute("CREATE TABLE orders (id)")
    connection.commit()
    connection.close()


def newer_version(path: Path) -> None:
    Storage(path).close()
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()


def damaged(path: Path) -> None:
    Storage(path).close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda path: path.write_text("dear diary"), "is no state of a sandbox"),
        (lambda path: path.write_bytes(b"SQLite format 3\0"), "is no state of a sandbox"),
        (database, "is no state of a sandbox"),
        (lambda path: database(path, version=VERSION), "is no state of a sandbox"),
        (newer_version, f"is of version {VERSION + 1} and this sandbox writes version {VERSION}"),
        (damaged, "is damaged"),
        (Path.mkdir, "is a folder"),
    ],
)
def test_other_file_is_refused_by_name_and_unchanged(
    tmp_path: Path, make: Callable[[Path], object], sentence: str
) -> None:
    path = tmp_path / "file.db"
    make(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(UserError) as refused:
        Storage(path)
    assert sentence in str(refused.value)
    assert str(path) in str(refused.value)
    assert refused.value.exit_code == EXIT_CANNOT_START
    assert path.is_dir() if before is None else path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["file.db"]


def test_missing_folder_and_device_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"there is no folder .*nowhere"):
        Storage(tmp_path / "nowhere" / "file.db")
    with pytest.raises(UserError, match="is no state of a sandbox"):
        Storage(Path("/dev/null"))
    (tmp_path / "text").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        Storage(tmp_path / "text" / "file.db")


def test_empty_file_and_odd_names_are_accepted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty").touch()
    for name in ("empty", ":memory:", "file:x?mode=memory", "a b'c%20"):
        Storage(Path(name)).close()
        assert Path(name).stat().st_size > 0
        Storage(Path(name)).close()


def test_file_in_use_is_refused_until_it_is_closed(tmp_path: Path) -> None:
    first = Storage(tmp_path / "file.db")
    with pytest.raises(UserError, match="is in use by another sandbox"):
        Storage(tmp_path / "file.db")
    first.close()
    second = Storage(tmp_path / "file.db")
    assert (first.starts, second.starts) == (1, 2)
    second.close()


OPENED = """
import sys
from pathlib import Path
from gelatoconnect_mock.sandbox.storage.sqlite import Storage
Storage(Path(sys.argv[1]))
"""


def refusal_elsewhere(file: Path) -> str:
    """Return what another process that opens a state file ends with. This process may not even look: see below."""
    command = [sys.executable, "-c", OPENED, str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE).stderr  # noqa: S603


def test_file_in_use_is_refused_to_another_process_whatever_its_owner_does(durable: DurableSandbox) -> None:
    # A process that closes any descriptor of a file gives up all its locks on it: the owner may not open it to look.
    storage = durable.harness.sandbox.storage
    assert storage is not None
    assert "is in use by another sandbox" in refusal_elsewhere(durable.file)
    durable.harness.submitted()
    os.utime(durable.file, ns=(1, 1))
    durable.harness.submitted("after-a-touch")
    storage._checkpoint()
    durable.harness.submitted("after-a-checkpoint")
    storage.require_file()
    assert "is in use by another sandbox" in refusal_elsewhere(durable.file)
    close_unsaved(durable.harness)
    assert refusal_elsewhere(durable.file) == ""


KILLED_START = """
import os, signal, sqlite3, sys
from pathlib import Path
from gelatoconnect_mock.sandbox.storage import sqlite_file as state_file

class Connection(sqlite3.Connection):
    left = int(sys.argv[2])

    def execute(self, *statement):
        Connection.left -= 1
        if Connection.left < 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().execute(*statement)

real = sqlite3.connect
state_file.sqlite3.connect = lambda *arguments, **named: real(*arguments, factory=Connection, **named)
state_file.opened(Path(sys.argv[1]), lambda connection: None)
print("whole", flush=True)
"""


def test_kill_during_the_first_start_leaves_a_usable_file(tmp_path: Path) -> None:
    for statements in range(100):
        path = tmp_path / f"{statements}.db"
        command = [sys.executable, "-c", KILLED_START, str(path), str(statements)]
        output = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - our own
        Storage(path).close()
        if output:
            break
    assert statements > 10
