"""The SQLite file of a sandbox: its lock, its marks, and its tables."""

from __future__ import annotations

import os
import sqlite3
import stat
from typing import TYPE_CHECKING, Final, TypeVar

from gelatoconnect_mock.runtime.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Content = TypeVar("Content")
VERSION: Final = 2
_APPLICATION: Final = 0x47434F4E  # "GCON", by which a file is known as one of these
_SQLITE: Final = b"SQLite format 3\0"
_HEADER_BYTES: Final = 100
_PAGE: Final = 4_096
_MAX_VALUE_BYTES: Final = 67_108_864
"""The largest text or blob that is read."""
_STEP_INSTRUCTIONS: Final = 1_000_000
"""Instructions of SQLite's machine between two looks at how many there were: about a hundredth of a second."""
_STEP_BYTES: Final = 100_000
"""Bytes of a file for which so many instructions are enough by far."""
_MIN_STEPS: Final = 20
_NOT_WRITABLE: Final = (
    sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_AUTH, sqlite3.SQLITE_NOMEM,
)  # fmt: skip
_PRIVATE: Final = 0o600
_TABLES: Final = """
CREATE TABLE starts (count INTEGER NOT NULL);
INSERT INTO starts VALUES (0);
CREATE TABLE pairs (pair TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE tenants (id INTEGER PRIMARY KEY, prefix TEXT NOT NULL, key TEXT NOT NULL, fields BLOB NOT NULL,
    UNIQUE (prefix, key));
CREATE TABLE orders (tenant INTEGER NOT NULL, number INTEGER NOT NULL, due INTEGER NOT NULL, fields BLOB NOT NULL,
    body BLOB NOT NULL, PRIMARY KEY (tenant, number));
CREATE TABLE magic (tenant INTEGER NOT NULL, reference TEXT NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (tenant, reference)) WITHOUT ROWID;
"""


def opened(path: Path, read: Callable[[sqlite3.Connection], Content]) -> tuple[sqlite3.Connection, Content]:
    """Return a connection that locks the file until it is closed or its process dies. Makes the file if it is missing.

    A finished statement outlives the process. A power failure may lose the last moments, never the whole: nothing waits
    for the disk. ``read`` reads the rows of a file that has the right tables, before anything is written. Raises
    UserError, with the file unchanged, if it cannot be opened, or if ``read`` raises ValueError for a damaged row.
    """
    existing = _has_state(path)
    try:
        if not existing:
            _make_private(path)
        connection = sqlite3.connect(path.absolute(), timeout=0, isolation_level=None, check_same_thread=False)
    except (sqlite3.Error, OSError) as error:  # OSError: the current folder was deleted
        raise _unwritable(path, error) from error
    try:
        _take(connection)
        # In the same transaction as the lock: a file that a killed process has begun is still empty.
        if not existing or connection.execute("PRAGMA user_version").fetchone()[0] == 0:
            _make(connection)
        else:
            _check(connection, path)
        content = read(connection)
        connection.execute("COMMIT")
        # Only now: the marks of a state file have to be in the file itself, not in a log beside it.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA wal_autocheckpoint = 0")  # the owner of the connection decides when
        connection.execute("UPDATE starts SET count = count + 1")
    except (sqlite3.Error, ValueError) as error:
        connection.close()
        raise _refused(path, error) from error
    connection.set_progress_handler(None, 0)
    return connection, content


def damaged(path: Path) -> UserError:
    """Return the error for a state file that is damaged."""
    return UserError(f"The state file {path} is damaged: restore it from a copy, or give --state another file.")


class FileIdentity:
    """Which files a path and its log were at the start, to notice that one is deleted, replaced or overwritten.

    SQLite goes on to write to files that have no name any more, and has in memory what a file has lost. With a log, the
    file itself changes at checkpoints alone, and the log never shrinks. A file that is overwritten by an older copy of
    itself, of the same size, is not noticed.

    Attributes:
        is_overwritten: True once another program has changed the content of the file.
    """

    def __init__(self, path: Path) -> None:
        self._path, self.log = (str(path.absolute()) + ending for ending in ("", "-wal"))
        # Open until `close`: to close any descriptor of the file would release SQLite's lock on it (POSIX).
        self._descriptor = os.open(self._path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0))
        # A file system may not allow the log: then SQLite goes without one.
        self._has_log = os.path.exists(self.log)  # noqa: PTH110 - as text
        self._log_identity, self._log_size = (0, 0), 0
        self.is_overwritten = False
        self.note()

    def note(self) -> None:
        """Note what the files are now, after this process has changed them."""
        found = _status(self._path)
        self._identity, self._size, self._changed_at = _identity(found), found.st_size, found.st_mtime_ns
        self._beginning = self._read()
        if self._has_log:
            log = _status(self.log)
            self._log_identity, self._log_size = _identity(log), log.st_size

    def is_lost(self) -> bool:
        """Return True if one of the files is gone, is another one, or was changed by another program."""
        try:
            found = _status(self._path)
            if _identity(found) != self._identity:
                return True
            if not self._has_log:
                return False
            log = _status(self.log)
            self.is_overwritten = found.st_size != self._size or (
                found.st_mtime_ns != self._changed_at and self._read() != self._beginning
            )
            if self.is_overwritten:
                return True
            self._changed_at = found.st_mtime_ns  # another one alone is the work of `touch`
        except OSError:
            return True
        is_lost = _identity(log) != self._log_identity or log.st_size < self._log_size
        self._log_size = max(log.st_size, self._log_size)
        return is_lost

    def close(self) -> None:
        """Release the file, once SQLite has closed it. Safe to call again."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _read(self) -> bytes:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.read(self._descriptor, _PAGE)


def _status(name: str) -> os.stat_result:
    return os.stat(name)  # noqa: PTH116 - before each write, and a Path costs more than the call


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _make_private(path: Path) -> None:
    """Make an empty file that only this user can read, whatever the umask. SQLite gives its log the same mode."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _PRIVATE)
    except FileExistsError:  # an empty file, whose mode is its owner's choice, or a link
        return
    try:
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, _PRIVATE)
    finally:
        os.close(descriptor)


def _take(connection: sqlite3.Connection) -> None:
    """Lock the file for this process. Done first, it also saves the index in shared memory."""
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MAX_VALUE_BYTES)
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN EXCLUSIVE")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Check the tables of a file and the structure of its pages. Raises ValueError if they are damaged.

    The tables come first: a view in the place of one could run forever.
    """
    steps_left = [_MIN_STEPS + path.stat().st_size // _STEP_BYTES]

    def count() -> bool:
        steps_left[0] -= 1
        return steps_left[0] < 0

    connection.set_progress_handler(count, _STEP_INSTRUCTIONS)
    schema = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name"
    model = sqlite3.connect(":memory:")
    try:
        for statement in _TABLES.split(";"):
            model.execute(statement)
        expected = model.execute(schema).fetchall()
    finally:
        model.close()
    if connection.execute(schema).fetchmany(len(expected) + 1) != expected:
        raise ValueError("other tables")
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise ValueError("damaged pages")


def _make(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {_APPLICATION}")
    connection.execute(f"PRAGMA user_version = {VERSION}")
    for statement in _TABLES.split(";"):
        connection.execute(statement)


def _has_state(path: Path) -> bool:
    """Return True for a file with content. Raises UserError if it is no state file. Changes nothing."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise UserError(f"The state file {path} cannot be made: there is no folder {path.parent}.") from None
        return False
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    if stat.S_ISDIR(mode):
        raise UserError(f"The state file {path} is a folder: give --state the name of a file in it.")
    if not stat.S_ISREG(mode):
        raise _foreign(path)
    return _has_content(path)


def _has_content(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except OSError as error:
        raise _unwritable(path, error) from error
    if not header:
        return False
    if not header.startswith(_SQLITE) or int.from_bytes(header[68:72]) != _APPLICATION:
        raise _foreign(path)
    if (version := int.from_bytes(header[60:64])) != VERSION:
        raise UserError(
            f"The state file {path} is of version {version} and this sandbox writes version {VERSION}: use the "
            "gelatoconnect-mock that made it, or give --state another file."
        )
    if not os.access(path, os.W_OK):
        raise _unwritable(path, PermissionError("it may not be written"))
    return True


def _foreign(path: Path) -> UserError:
    return UserError(f"The file {path} is no state of a sandbox: give --state another file, or the name of a new one.")


def _unwritable(path: Path, error: Exception) -> UserError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UserError(f"The state file {path} cannot be written ({reason}): give --state a file that can.")


def _refused(path: Path, error: sqlite3.Error | ValueError) -> UserError:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return UserError(
            f"The state file {path} is in use by another sandbox: stop that one, or give --state another file."
        )
    if code in _NOT_WRITABLE:
        return _unwritable(path, error)
    return damaged(path)
