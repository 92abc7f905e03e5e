"""Copies of the checkout in which a file may be a mutant. Tests, and the processes they start, import from there."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
from itertools import count
from pathlib import Path
from typing import Final, TextIO

ROOT: Final = Path(__file__).resolve().parents[2]
HOME: Final = ROOT / ".nox" / "mutants_of_code"  # the session has .nox/code_mutants for its environment
_LOCKS: Final[list[TextIO]] = []
"""Held until this process ends."""
_PACKAGES: Final = ("generated", "wrapper", "mock")
_MEASURED: Final = ("generated/", "wrapper/", "mock/", "openapi/", "tests/")
_LINKED: Final = ("openapi/lint/node_modules",)


def stage() -> Path:
    """Bring a staged copy that no other run uses in step with the checkout and return its path."""
    home = _claimed()
    wanted = _files()
    for path in [one for one in home.rglob("*") if one.is_file() and "__pycache__" not in one.parts]:
        if path.relative_to(home).as_posix() not in wanted:
            path.unlink()
    for one in wanted:
        source, target = ROOT / one, home / one
        if not target.is_file() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target)
    for one in _LINKED:
        link = home / one
        if (ROOT / one).is_dir() and not link.exists():
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(ROOT / one)
    return home


def _claimed() -> Path:
    HOME.mkdir(parents=True, exist_ok=True)
    for number in count(1):
        lock = (HOME / f"worker-{number}.lock").open("w")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
        else:
            _LOCKS.append(lock)
            return HOME / f"worker-{number}"
    raise AssertionError


def environment(home: Path) -> dict[str, str]:
    """Return the environment in which the packages of a staged copy are imported, not those of the checkout."""
    packages = os.pathsep.join(str(home / one) for one in _PACKAGES)
    return {**os.environ, "PYTHONPATH": packages, "PYTHONDONTWRITEBYTECODE": "", "PYTHONHASHSEED": "0"}


def digest() -> str:
    """Return a number for the content of the checkout: what was measured with another one is measured anew."""
    content = hashlib.sha256()
    for one in sorted(_files()):
        if one.startswith(_MEASURED) and not one.startswith("tests/code_mutants/"):
            content.update(one.encode() + b"\0" + (ROOT / one).read_bytes())
    return content.hexdigest()


def _files() -> set[str]:
    command = ["git", "ls-files", "-co", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode()  # noqa: S603
    return {one for one in listed.split("\0") if one and (ROOT / one).is_file()}
