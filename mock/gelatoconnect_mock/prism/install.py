"""Installs the Prism of the shipped lock file into the user's cache folder, once for each lock file."""

import hashlib
import json
import shutil
import tempfile
import threading
from collections.abc import Callable
from pathlib import Path

from gelatoconnect_mock.prism import npm
from gelatoconnect_mock.prism.install_lock import held
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.files import cache_folder, shipped

_PINNED = ("package.json", "package-lock.json", ".npmrc")
_ENTRY = Path("node_modules", "@stoplight", "prism-cli", "dist", "index.js")


def pinned_version() -> str:
    """Return the version of Prism that the shipped package.json pins."""
    package = json.loads((_pins() / "package.json").read_text(encoding="utf-8"))
    return str(package["dependencies"]["@stoplight/prism-cli"])


def installed_prism(*, stopping: threading.Event, say: Callable[[str], None]) -> Path:
    """Return the script that starts the pinned Prism, installed first where this lock file never was.

    The folder appears whole or not at all, so an interrupted install leaves nothing that looks finished; of two
    processes at once one installs and the other waits. ``say`` is given a line before anything takes long.
    Once ``stopping`` is set it returns within about a second with the install undone. Raises UserError where npm is
    missing or fails, or the cache folder cannot be written.
    """
    cache = cache_folder()
    home = cache / f"prism-{_digest()}"
    entry = home / _ENTRY
    if entry.is_file():
        return entry
    tool = npm.find_npm()
    try:
        with held(
            cache / f"{home.name}.lock",
            stopping=stopping,
            waiting=lambda: say("Waiting for another process that is installing Prism."),
        ):
            if not entry.is_file() and not stopping.is_set():
                say(f"Installing Prism {pinned_version()} into {home} (once; it takes some 10 to 30 seconds).")
                _install(tool, home, stopping)
    except OSError as error:
        raise UserError(
            f"Prism cannot be installed into {home} ({error.strerror or error}): make room there, "
            "or set XDG_CACHE_HOME to another folder."
        ) from error
    return entry


def folder_of(entry: Path) -> Path:
    """Return the folder in the cache that holds all of the install whose script this is."""
    return entry.parents[len(_ENTRY.parts) - 1]


def _pins() -> Path:
    return shipped("prism", in_checkout="mock/prism")


def _digest() -> str:
    digest = hashlib.sha256()
    for name in _PINNED:
        digest.update((_pins() / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _install(tool: str, home: Path, stopping: threading.Event) -> None:
    for left_behind in home.parent.glob(f"{home.name}.partial-*"):
        shutil.rmtree(left_behind, ignore_errors=True)
    partial = Path(tempfile.mkdtemp(prefix=f"{home.name}.partial-", dir=home.parent))
    try:
        for name in _PINNED:
            shutil.copyfile(_pins() / name, partial / name)
        if not npm.clean_install(tool, partial, stopping):
            return
        if not (partial / _ENTRY).is_file():
            raise UserError(f"npm reported success but left no {_ENTRY}: check npm's own settings, then try again.")
        # A folder under the final name without the entry script was damaged by hand.
        shutil.rmtree(home, ignore_errors=True)
        partial.rename(home)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
