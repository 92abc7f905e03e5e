"""The files of Prism's cache belong to the user alone, and are unchanged since the installation."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import threading
from typing import TYPE_CHECKING

import pytest
from gelatoconnect_mock.prism import install, server
from gelatoconnect_mock.prism.install import folder_of, installed_prism, is_intact
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.files import cache_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = pytest.mark.skipif(os.name != "posix", reason="modes, owners and links of POSIX")

NPM = """#!/bin/sh
umask 0000
mkdir -p node_modules/@stoplight/prism-cli/dist node_modules/.bin node_modules/other
echo whole > node_modules/@stoplight/prism-cli/dist/index.js
echo tool > node_modules/other/tool
chmod 777 node_modules/other/tool node_modules/@stoplight/prism-cli/dist
ln -s ../other/tool node_modules/.bin/tool
"""


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the cache folder of a machine with a stand-in for npm; nothing is in it yet."""
    tools = tmp_path / "bin"
    tools.mkdir()
    (tools / "npm").write_text(NPM, encoding="utf-8")
    (tools / "npm").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "deep" / "cache"))
    return tmp_path / "deep" / "cache" / "gelatoconnect"


@pytest.fixture
def home(cache: Path) -> Path:
    """Return the folder of an install."""
    del cache
    return folder_of(installed())


def installed() -> Path:
    return installed_prism(stopping=threading.Event(), say=lambda _line: None)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


@pytest.fixture(params=[0o000, 0o022, 0o077, 0o777], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("umask")
def test_any_umask_leaves_all_files_private_to_the_user(cache: Path) -> None:
    home = folder_of(installed())
    server._cached("{}")
    for path in (cache.parents[1], cache.parent, cache, *(path for path in cache.rglob("*") if not path.is_symlink())):
        is_program = path.is_file() and path.name == "tool"
        assert mode(path) == (0o700 if path.is_dir() or is_program else 0o600), path
    assert (home / "node_modules" / ".bin" / "tool").is_symlink()


def test_own_cache_folder_is_closed_to_others(cache: Path) -> None:
    cache.mkdir(parents=True)
    cache.chmod(0o777)
    assert cache_folder() == cache
    assert mode(cache) == 0o700


def test_intact_install_is_run_and_an_absent_one_is_made(home: Path) -> None:
    assert is_intact(home)
    assert installed().read_text() == "whole\n"
    (home / "installed.json").unlink()
    assert not is_intact(home), "an install without a record is made anew"
    assert folder_of(installed()) == home
    shutil.rmtree(home)
    assert not is_intact(home)


CHANGES = ["node_modules/@stoplight/prism-cli/dist/index.js", "package-lock.json", "package.json", ".npmrc"]


@pytest.mark.parametrize("name", CHANGES)
def test_changed_file_is_not_run(home: Path, name: str) -> None:
    (home / name).write_text("changed", encoding="utf-8")
    refused(home, "was changed and is not run")


def change(home: Path) -> None:
    (home / "node_modules/other/tool").write_text("TOOL\n", encoding="utf-8")  # as long as before


def lengthen(home: Path) -> None:
    with (home / "node_modules/other/tool").open("a", encoding="utf-8") as file:
        file.write("more")


def delete(home: Path) -> None:
    (home / "node_modules/other/tool").unlink()


def add(home: Path) -> None:
    (home / "node_modules/other/index.js").write_text("more", encoding="utf-8")


def add_a_folder(home: Path) -> None:
    (home / "node_modules/@stoplight/json").mkdir()


def turn_a_link(home: Path) -> None:
    link = home / "node_modules/.bin/tool"
    link.unlink()
    link.symlink_to("/bin/sh")


def replace_by_a_link(home: Path) -> None:
    tool = home / "node_modules/other/tool"
    tool.rename(home / "elsewhere")
    tool.symlink_to(home / "elsewhere")


def change_the_manifest(home: Path) -> None:
    (home / "files.sha256").write_text("0" * 64, encoding="utf-8")


def delete_the_manifest(home: Path) -> None:
    (home / "files.sha256").unlink()


def change_and_delete_the_manifest(home: Path) -> None:
    change(home)
    delete_the_manifest(home)


EDITS = [
    change, lengthen, delete, add, add_a_folder, turn_a_link, replace_by_a_link, change_the_manifest,
    delete_the_manifest, change_and_delete_the_manifest,
]  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_install_with_any_other_file_changed_is_not_run(home: Path, edit: Callable[[Path], None]) -> None:
    edit(home)
    refused(home, "was changed and is not run")


@pytest.mark.parametrize("bits", [0o720, 0o702])
def test_dependency_that_others_can_change_is_not_run(home: Path, bits: int) -> None:
    (home / "node_modules" / "other").chmod(bits)
    refused(home, "Other users can change")


def test_install_without_a_manifest_gets_one(home: Path) -> None:
    """Installs of earlier versions have none, and no mark in their record that one was written."""
    manifest, record = home / "files.sha256", home / "installed.json"
    before = {file: file.read_bytes() for file in (manifest, record)}
    forget_the_mark(home)
    manifest.unlink()
    assert is_intact(home)
    assert {file: file.read_bytes() for file in before} == before
    assert (mode(manifest), mode(record)) == (0o600, 0o600)
    delete_the_manifest(home)
    refused(home, "was changed and is not run")


def test_install_with_a_manifest_and_no_mark_gets_the_mark(home: Path) -> None:
    record = home / "installed.json"
    before = record.read_bytes()
    forget_the_mark(home)
    assert is_intact(home)
    assert (record.read_bytes(), mode(record)) == (before, 0o600)
    forget_the_mark(home)
    change(home)
    refused(home, "was changed and is not run")


def forget_the_mark(home: Path) -> None:
    """Make the record that of an earlier version."""
    record = json.loads((home / "installed.json").read_bytes())
    (home / "installed.json").write_text(json.dumps({name: record[name] for name in record if name != "files.sha256"}))


def test_install_without_a_manifest_is_run_from_a_cache_that_is_read_only(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "read-only")

    forget_the_mark(home)
    delete_the_manifest(home)
    monkeypatch.setattr(install, "write_private", refuse)
    assert is_intact(home)
    assert not (home / "files.sha256").exists()


@pytest.mark.parametrize("record", [b"", b"nonsense", b"{}", b"[]", b"\xff", b"null"])
def test_changed_record_is_not_believed(home: Path, record: bytes) -> None:
    (home / "installed.json").write_bytes(record)
    refused(home, "was changed and is not run")


@pytest.mark.parametrize("bits", [0o720, 0o702, 0o777])
@pytest.mark.parametrize("name", [".", CHANGES[0], "installed.json"])
def test_file_that_others_can_change_is_not_run(home: Path, name: str, bits: int) -> None:
    (home / name).chmod(bits)
    refused(home, "Other users can change")


@pytest.mark.parametrize("name", [".", CHANGES[0], "package-lock.json", "installed.json"])
def test_file_of_another_user_is_not_run(home: Path, name: str) -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can give a file away")
    os.chown(home / name, 65_534, -1)
    refused(home, "belongs to another user and is not run")


def test_cache_folder_of_another_user_is_not_used(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: real + 1)
    refused(home.parent, "belongs to another user and is not run")


def test_own_link_to_an_install_is_followed_and_a_foreign_one_is_not(home: Path) -> None:
    home.rename(home.with_name("elsewhere"))
    home.symlink_to(home.with_name("elsewhere"))
    assert is_intact(home)
    if os.geteuid() == 0:  # only root can give a link away
        os.lchown(home, 65_534, -1)
        refused(home, "belongs to another user and is not run")


def refused(folder: Path, sentence: str) -> None:
    with pytest.raises(UserError) as caught:
        installed()
    assert sentence in str(caught.value)
    assert f"delete {folder}" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("exists", [True, False])
def test_lock_follows_no_link(cache: Path, tmp_path: Path, exists: bool) -> None:
    victim = tmp_path / "victim"
    if exists:
        victim.write_text("precious", encoding="utf-8")
    cache.mkdir(parents=True)
    lock = cache / f"prism-{install._digest()}.lock"
    lock.symlink_to(victim)
    with pytest.raises(UserError, match=r"The lock .* is a link, which is not followed: delete it"):
        installed()
    assert victim.exists() is exists
    assert not exists or victim.read_text(encoding="utf-8") == "precious"


def test_cached_contract_is_checked_by_its_text(cache: Path, tmp_path: Path) -> None:
    file = server._cached(json.dumps({"a": 1}))
    file.write_text("changed", encoding="utf-8")
    assert server._cached(json.dumps({"a": 1})).read_text(encoding="utf-8") == '{"a": 1}'
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    file.symlink_to(elsewhere)
    again = server._cached(json.dumps({"a": 1}))
    assert (again, again.is_symlink()) == (file, False)
    assert file.parent == cache
