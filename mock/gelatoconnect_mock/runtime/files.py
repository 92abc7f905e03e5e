"""Shipped files, and the folder that caches what is slow to make again."""

import errno
import os
import stat
from pathlib import Path

from gelatoconnect_mock.runtime.errors import UserError

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parent.parent
_APP_NAME = "gelatoconnect"
_PRIVATE_FOLDER, _PRIVATE_FILE = 0o700, 0o600
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)


def shipped(name: str, *, in_checkout: str) -> Path:
    """Return the path of a shipped file or folder.

    Args:
        name: Its path below ``_shipped`` in the wheel.
        in_checkout: Its path below the root of a checkout.

    Raises:
        UserError: The installation has neither.
    """
    for candidate in (_PACKAGE / "_shipped" / name, _CHECKOUT / in_checkout):
        if candidate.exists():
            return candidate
    raise UserError(
        f"{in_checkout} is missing from this installation: install gelatoconnect[mock] again, "
        "or run from a complete checkout."
    )


def cache_folder() -> Path:
    """Return this package's cache folder and create it if it does not exist.

    An absolute XDG_CACHE_HOME wins on every platform. Otherwise it is the platform's cache folder of the user.

    It is this user's alone (mode 0700).

    Raises:
        UserError: The folder cannot be created or written, or belongs to another user.
    """
    try:
        folder = _user_cache_folder()
        make_private_folder(folder)
        require_own(folder, folder)
    except (OSError, RuntimeError) as error:
        raise UserError(
            f"The cache folder cannot be made ({error}): set XDG_CACHE_HOME to a folder that can be written."
        ) from error
    if not os.access(folder, os.W_OK):
        raise UserError(f"The cache folder {folder} is read-only: set XDG_CACHE_HOME to a folder that can be written.")
    return folder


def make_private_folder(folder: Path) -> None:
    """Make a folder, and those above it, for this user alone, whatever the umask. An own one that exists is made so."""
    missing = [folder] if not folder.exists() else []
    while missing and not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for each in reversed(missing):
        each.mkdir(_PRIVATE_FOLDER, exist_ok=True)
        each.chmod(_PRIVATE_FOLDER)
    found = folder.stat()
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    if _is_own(found) and stat.S_IMODE(found.st_mode) != _PRIVATE_FOLDER:
        folder.chmod(_PRIVATE_FOLDER)


def write_private(file: Path, data: bytes) -> None:
    """Write a new file that only this user can read, whatever the umask."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_FOLLOW, _PRIVATE_FILE)
    with os.fdopen(descriptor, "wb") as opened:
        file.chmod(_PRIVATE_FILE)
        opened.write(data)


def make_all_private(folder: Path) -> None:
    """Let only this user read what a folder holds, whatever the umask was. Links stay as they are."""
    folder.chmod(_PRIVATE_FOLDER)
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                make_all_private(Path(entry.path))
            elif entry.is_file(follow_symlinks=False):
                is_program = entry.stat(follow_symlinks=False).st_mode & stat.S_IXUSR
                os.chmod(entry.path, _PRIVATE_FOLDER if is_program else _PRIVATE_FILE)  # noqa: PTH101 - thousands


def require_own(path: Path, folder: Path) -> None:
    """Raise UserError if another user could have changed a file, a folder, or a link to one.

    The message names ``folder``, which is to be deleted.
    """
    found = path.stat()
    if not _is_own(found) or not _is_own(path.lstat()):
        raise UserError(
            f"{path} belongs to another user and is not run: delete {folder}, or set XDG_CACHE_HOME to another folder."
        )
    if os.name == "posix" and stat.S_IMODE(found.st_mode) & _OTHERS_WRITE:
        raise UserError(f"Other users can change {path}, so it is not run: delete {folder} to have it made anew.")


def open_lock(file: Path) -> None:
    """Make a lock file for this user alone; raise UserError if there is a link in its place."""
    try:
        descriptor = os.open(file, os.O_RDWR | os.O_CREAT | _NO_FOLLOW, _PRIVATE_FILE)
    except OSError as error:
        if file.is_symlink():
            raise UserError(f"The lock {file} is a link, which is not followed: delete it.") from error
        raise
    os.close(descriptor)
    file.chmod(_PRIVATE_FILE)


def _is_own(found: os.stat_result) -> bool:
    return os.name != "posix" or found.st_uid == os.geteuid()


def _user_cache_folder() -> Path:
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if chosen.is_absolute():
        return chosen / _APP_NAME
    import platformdirs  # noqa: PLC0415 - slow to import, and only Prism needs a cache

    return platformdirs.user_cache_path(_APP_NAME, appauthor=False, opinion=False)
