"""Shipped files and the cache folder of the mocks."""

import os
import sys
from pathlib import Path

from gelatoconnect_mock.runtime.errors import UserError

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parent.parent


def shipped(name: str, *, in_checkout: str) -> Path:
    """Return the path of a shipped file or folder.

    ``name`` is its place below ``_shipped`` in the wheel, ``in_checkout`` its place below a checkout's root.
    Raises UserError where neither exists.
    """
    for candidate in (_PACKAGE / "_shipped" / name, _CHECKOUT / in_checkout):
        if candidate.exists():
            return candidate
    raise UserError(
        f"{in_checkout} is missing from this installation: install gelatoconnect[mock] again, "
        "or run from a complete checkout."
    )


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
