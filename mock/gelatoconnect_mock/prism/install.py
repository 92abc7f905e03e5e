"""Installs the Prism of the shipped lock file into the user's cache folder, once for each lock file."""

import contextlib
import errno
import hashlib
import json
import os
import shutil
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout

from gelatoconnect_mock.prism import npm
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.files import (
    cache_folder,
    make_all_private,
    make_private_folder,
    open_lock,
    require_own,
    shipped,
    write_private,
)

_PINS = ("package.json", "package-lock.json", ".npmrc")
_ENTRY = Path("node_modules", "@stoplight", "prism-cli", "dist", "index.js")
_RECORD = "installed.json"
_RECORDED = (*_PINS, _ENTRY.as_posix())
_MANIFEST = "files.sha256"
_NEVER_RUN = (".ts", ".map", ".md", ".txt", ".flow")
"""Endings of files that Node does not run. Their sizes alone are checked."""
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_LOCK_POLL_SECONDS = 0.1
_NO_LOCKS = {errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOLCK}


def pinned_version() -> str:
    """Return the version of Prism that the shipped package.json pins."""
    package = json.loads((_pins_folder() / "package.json").read_text(encoding="utf-8"))
    return str(package["dependencies"]["@stoplight/prism-cli"])


def installed_prism(*, stopping: threading.Event, say: Callable[[str], None]) -> Path:
    """Return the script that starts the pinned Prism. Install Prism first if this lock file's is not installed.

    The folder appears complete or not at all: an interrupted install leaves nothing that looks finished. If two
    processes install at once, one waits for the other.

    Args:
        stopping: Once set, this function undoes the install and returns within about a second.
        say: Takes a line before anything that takes long.

    Raises:
        UserError: npm is missing or fails, the cache folder cannot be written, or what is installed there belongs to
            another user or was changed.
    """
    cache = cache_folder()
    home = cache / f"prism-{_digest()}"
    entry = home / _ENTRY
    if is_intact(home):
        return entry
    tool = npm.find_npm()
    try:
        with _install_lock(cache / f"{home.name}.lock", stopping, say):
            if not stopping.is_set() and not is_intact(home):
                say(f"Installing Prism {pinned_version()} into {home} (once; it takes some 10 to 30 seconds).")
                _install(tool, home, stopping)
    except OSError as error:
        raise UserError(
            f"Prism cannot be installed into {home} ({error.strerror or error}): make room there, "
            "or set XDG_CACHE_HOME to another folder."
        ) from error
    return entry


def is_intact(home: Path) -> bool:
    """Return True if Prism is installed in a folder as it was left there, False if it is not installed.

    Raises:
        UserError: It belongs to another user, others can change it, or it was changed since it was installed.
    """
    try:
        require_own(home, home)
        recorded = json.loads((home / _RECORD).read_bytes())
        for name in (_RECORD, *_RECORDED):
            require_own(home / name, home)
        is_marked = recorded == _record(home)
        is_whole = (is_marked or recorded == digests(home)) and _has_its_files(home, is_marked=is_marked)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except (OSError, ValueError):  # a record or a file that cannot be read
        is_whole = False
    if not is_whole:
        raise UserError(f"The installed Prism was changed and is not run: delete {home} to have it installed anew.")
    return True


def files_digest(home: Path) -> str:
    """Return the SHA-256 of what npm has installed: the name, kind and size of each file, and the content of code.

    It reads 34 MB in 8,000 files, which takes a quarter of a second of a start that takes one or two.

    Raises:
        UserError: A file or a folder belongs to another user, or others can change it.
    """
    digest = hashlib.sha256()
    for entry in _entries(str(home / "node_modules")):
        name = os.path.relpath(entry.path, home)
        if entry.is_symlink():
            target = os.readlink(entry.path)  # noqa: PTH115 - thousands, as below
            digest.update(f"{name}\0link {target}\0".encode("utf-8", "surrogateescape"))
            continue
        found = entry.stat()
        if os.name == "posix" and (found.st_uid != os.geteuid() or found.st_mode & _OTHERS_WRITE):
            require_own(Path(entry.path), home)
        if entry.is_dir():
            digest.update(f"{name}\0folder\0".encode("utf-8", "surrogateescape"))
            continue
        digest.update(f"{name}\0{found.st_size}\0".encode("utf-8", "surrogateescape"))
        if not name.endswith(_NEVER_RUN):
            with open(entry.path, "rb") as file:  # noqa: PTH123 - thousands
                digest.update(file.read())
    return digest.hexdigest()


def _entries(folder: str) -> Iterator[os.DirEntry[str]]:
    """Yield everything in a folder, each folder before what it holds."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            yield entry
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(entry.path)


def _has_its_files(home: Path, *, is_marked: bool) -> bool:
    """Return True if every file is as it was installed.

    An install from before there was a manifest gets one now, and the mark of it. With the mark, a manifest that is
    missing was deleted.
    """
    manifest = home / _MANIFEST
    found = files_digest(home).encode()
    if manifest.exists():
        require_own(manifest, home)
        if manifest.read_bytes() != found:
            return False
    elif is_marked:
        return False
    if not is_marked:
        with contextlib.suppress(OSError):  # a cache that is read-only by now
            _replace(manifest, found)
            _replace(home / _RECORD, json.dumps(_record(home)).encode())
    return True


def _replace(file: Path, data: bytes) -> None:
    """Write a file that appears complete, even if another process writes it too."""
    partial = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    write_private(partial, data)
    partial.replace(file)


def digests(home: Path) -> dict[str, str]:
    """Return the SHA-256 of what an install is known by: the script that is run, and what npm was told and did."""
    return {name: hashlib.sha256((home / name).read_bytes()).hexdigest() for name in _RECORDED}


def _record(home: Path) -> dict[str, str]:
    """Return what `installed.json` holds: the digests, and the mark that a manifest was written."""
    return {**digests(home), _MANIFEST: "written"}


def write_record(home: Path) -> None:
    """Note what is installed in a folder, for `is_intact`. The mark comes last: it promises the manifest."""
    write_private(home / _MANIFEST, files_digest(home).encode())
    write_private(home / _RECORD, json.dumps(_record(home)).encode())


def folder_of(entry: Path) -> Path:
    """Return the cached folder of the install that this script belongs to."""
    return entry.parents[len(_ENTRY.parts) - 1]


def _pins_folder() -> Path:
    return shipped("prism", in_checkout="mock/prism")


def _digest() -> str:
    digest = hashlib.sha256()
    for name in _PINS:
        digest.update((_pins_folder() / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@contextlib.contextmanager
def _install_lock(path: Path, stopping: threading.Event, say: Callable[[str], None]) -> Iterator[None]:
    """Hold the lock between processes in the block; enter it without the lock once ``stopping`` is set.

    The system drops the lock if its holder dies. A file system without locks is no obstacle: the lock saves double
    work, and the final rename keeps the install correct without it.
    """
    open_lock(path)
    lock = FileLock(path, mode=0o600)
    has_waited = False
    while not stopping.is_set():
        try:
            lock.acquire(blocking=False)
        except Timeout:
            if not has_waited:
                say("Waiting for another process that is installing Prism.")
                has_waited = True
            stopping.wait(_LOCK_POLL_SECONDS)
        except OSError as error:
            if error.errno not in _NO_LOCKS:
                raise
            break
        else:
            break
    try:
        yield
    finally:
        lock.release()


def _install(tool: str, home: Path, stopping: threading.Event) -> None:
    for abandoned in home.parent.glob(f"{home.name}.partial-*"):
        shutil.rmtree(abandoned, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{home.name}.partial-", dir=home.parent))
    try:
        make_private_folder(partial)
        for name in _PINS:
            write_private(partial / name, (_pins_folder() / name).read_bytes())
        if not npm.clean_install(tool, partial, stopping):
            return
        if not (partial / _ENTRY).is_file():
            raise UserError(f"npm reported success but left no {_ENTRY}: check npm's own settings, then try again.")
        make_all_private(partial)
        write_record(partial)
        # A folder with the final name but without the entry script was damaged by hand.
        shutil.rmtree(home, ignore_errors=True)
        partial.rename(home)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
