"""Where the mocks keep what is costly to make again: the user's cache folder, as each platform has it."""

import os
import sys
from pathlib import Path

from gelatoconnect_mock.runtime.errors import UserError


def cache_folder() -> Path:
    """Return this package's cache folder, made if it did not exist.

    XDG_CACHE_HOME wins on every platform; else ~/Library/Caches on macOS, %LOCALAPPDATA% on Windows, ~/.cache
    elsewhere. Raises UserError where it cannot be written.
    """
    try:
        folder = _user_cache() / "gelatoconnect"
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise UserError(
            f"The cache folder cannot be made ({error}): set XDG_CACHE_HOME to a folder that can be written."
        ) from error
    if not os.access(folder, os.W_OK):
        raise UserError(f"The cache folder {folder} is read-only: set XDG_CACHE_HOME to a folder that can be written.")
    return folder


def _user_cache() -> Path:
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    if Path(chosen).is_absolute():
        return Path(chosen)
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    local = os.environ.get("LOCALAPPDATA", "")
    if sys.platform == "win32" and local:
        return Path(local)
    return Path.home() / ".cache"
