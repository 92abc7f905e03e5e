"""Shipped files, and the folder that caches what is slow to make again."""

import os
from pathlib import Path

from gelatoconnect_mock.runtime.errors import UserError

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parent.parent
_APP_NAME = "gelatoconnect"


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

    Raises:
        UserError: The folder cannot be created or written.
    """
    try:
        folder = _user_cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, RuntimeError) as error:
        raise UserError(
            f"The cache folder cannot be made ({error}): set XDG_CACHE_HOME to a folder that can be written."
        ) from error
    if not os.access(folder, os.W_OK):
        raise UserError(f"The cache folder {folder} is read-only: set XDG_CACHE_HOME to a folder that can be written.")
    return folder


def _user_cache_folder() -> Path:
    chosen = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if chosen.is_absolute():
        return chosen / _APP_NAME
    import platformdirs  # noqa: PLC0415 - slow to import, and only Prism needs a cache

    return platformdirs.user_cache_path(_APP_NAME, appauthor=False, opinion=False)
