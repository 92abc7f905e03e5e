"""The state file is its owner's alone, and one that is lost while the sandbox runs never looks saved."""

from __future__ import annotations

import logging
import os
import shutil
import signal
import stat
from typing import TYPE_CHECKING

import pytest
from gelatoconnect_mock.sandbox.storage.sqlite import Storage

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import as_command, at_socket, control_client, http_client

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from gelatoconnect_mock.sandbox.server.server import SandboxServer

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes and open files that are deleted are those of POSIX")
SENTENCE = "was deleted, moved or replaced while the sandbox runs"


def modes(folder: Path) -> dict[str, int]:
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o177, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_state_file_and_its_log_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    with at_socket(state=tmp_path / "orders.db") as server, http_client(server) as client:
        assert client.post("/order", json=an_order()).status_code == 200
        assert modes(tmp_path) == {"orders.db": 0o600, "orders.db-wal": 0o600}
    assert modes(tmp_path) == {"orders.db": 0o600}


def test_mode_that_the_owner_chose_stays(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    Storage(path).close()
    path.chmod(0o640)
    Storage(path).close()
    (tmp_path / "empty.db").touch(0o640)
    Storage(tmp_path / "empty.db").close()
    assert modes(tmp_path) == {"orders.db": 0o640, "empty.db": 0o640}


def delete(path: Path) -> None:
    path.unlink()


def delete_with_its_log(path: Path) -> None:
    path.unlink()
    path.with_name(f"{path.name}-wal").unlink()


def delete_its_log(path: Path) -> None:
    path.with_name(f"{path.name}-wal").unlink()


def delete_its_folder(path: Path) -> None:
    shutil.rmtree(path.parent)


def move(path: Path) -> None:
    path.rename(path.with_name("elsewhere.db"))


def replace(path: Path) -> None:
    copy = path.with_name("copy.db")
    shutil.copyfile(path, copy)
    copy.rename(path)


def truncate(path: Path) -> None:
    os.truncate(path, 0)


def truncate_a_little(path: Path) -> None:
    os.truncate(path, path.stat().st_size - 1)


def truncate_its_log(path: Path) -> None:
    os.truncate(path.with_name(f"{path.name}-wal"), 0)


def append(path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"x")


def overwrite(path: Path) -> None:
    path.write_bytes(b"x" * path.stat().st_size)


LOSSES = [
    delete, delete_with_its_log, delete_its_log, delete_its_folder, move, replace, truncate, truncate_a_little,
    truncate_its_log, append, overwrite,
]  # fmt: skip


@pytest.mark.parametrize("lose", LOSSES)
def test_lost_file_is_a_500_for_each_change_and_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, lose: Callable[[Path], None]
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    path = folder / "orders.db"
    with caplog.at_level(logging.ERROR), at_socket(state=path) as server, http_client(server) as client:
        order_id = client.post("/order", json=an_order("saved")).json()["id"]
        lose(path)
        for reference in ("lost", "lost too"):
            response = client.post("/order", json=an_order(reference))
            assert response.status_code == 500
            assert SENTENCE in response.json()["message"]
            assert "may be lost" in response.json()["message"]
        assert client.post(f"/{order_id}/cancel").status_code == 500
        assert client.get(f"/{order_id}").status_code == 500, "it would show what is not saved"
        assert steer(server) == 500
    assert len([record for record in caplog.records if SENTENCE in record.message]) == 1


def steer(server: SandboxServer) -> int:
    with control_client(server) as control:
        return control.post("/clock/advance", json={"seconds": 60}).status_code


def test_file_that_is_put_back_is_written_again(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path, aside = tmp_path / "orders.db", tmp_path / "aside.db"
    with at_socket(state=path) as server, http_client(server) as client:
        path.rename(aside)
        assert client.post("/order", json=an_order("while it was away")).status_code == 500
        aside.rename(path)
        assert client.post("/order", json=an_order("after")).status_code == 200
        path.rename(aside)
        assert client.post("/order", json=an_order("away again")).status_code == 500
        aside.rename(path)
    assert len([record for record in caplog.records if SENTENCE in record.message]) == 2
    with at_socket(state=path) as server, http_client(server) as client:
        assert len(client.post("/search", json={}).json()["orders"]) == 3


def test_file_that_is_lost_after_the_last_change_is_said_at_the_end(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    with as_command("--state", str(path)) as sandbox, sandbox.client() as client:
        assert client.post("/order", json=an_order()).status_code == 200
        path.unlink()
        code, _, log = sandbox.stopped_by(signal.SIGTERM)
    assert code == 0
    assert SENTENCE in log
    assert log.count("\n") == 1


def test_relative_path_is_that_of_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pathlib import Path as ConcretePath  # noqa: PLC0415 - a type above

    monkeypatch.chdir(tmp_path)
    with at_socket(state=ConcretePath("orders.db")) as server, http_client(server) as client:
        monkeypatch.chdir("/")
        assert client.post("/order", json=an_order()).status_code == 200


def test_file_that_was_put_in_its_place_stays_as_it_is(tmp_path: Path) -> None:
    path, other = tmp_path / "orders.db", tmp_path / "other.db"
    with at_socket(state=other) as server, http_client(server) as client:
        for number in range(50):
            assert client.post("/order", json=an_order(f"other-{number}")).status_code == 200
    content = other.read_bytes()
    with at_socket(state=path) as server, http_client(server) as client:
        assert client.post("/order", json=an_order("first")).status_code == 200
        path.write_bytes(content)
        assert client.post("/order", json=an_order("lost")).status_code == 500
    assert path.read_bytes() == content
    with at_socket(state=path) as server, http_client(server) as client:
        assert client.get("/other-49").status_code == 200
        assert client.get("/first").status_code == 404


def test_touched_file_is_the_same_file(tmp_path: Path) -> None:
    path = tmp_path / "orders.db"
    with at_socket(state=path) as server, http_client(server) as client:
        assert client.post("/order", json=an_order("before")).status_code == 200
        os.utime(path, (1, 1))
        assert client.post("/order", json=an_order("after")).status_code == 200


def test_checkpoints_are_no_changes_of_another_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "orders.db"
    monkeypatch.setattr("gelatoconnect_mock.sandbox.storage.sqlite._CHECKPOINT_BYTES", 100_000)
    with at_socket(state=path) as server, http_client(server) as client:
        sizes = set()
        for number in range(60):
            assert client.post("/order", json=an_order(f"r-{number}")).status_code == 200
            sizes.add((path.stat().st_size, path.stat().st_mtime_ns))
        assert len(sizes) > 3, "the log was moved into the file several times"
        log = path.with_name(f"{path.name}-wal").stat().st_size
        assert log < 1_000_000
        with control_client(server) as control:
            assert control.post("/reset", json={}).status_code == 200
        assert client.post("/order", json=an_order("later")).status_code == 200
        truncate(path)
        assert client.post("/order", json=an_order("lost")).status_code == 500
