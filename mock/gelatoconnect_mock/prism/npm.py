"""Runs ``npm ci`` so that it can be stopped at any time, and finds the cause of a failure in its output."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import IO

from gelatoconnect_mock.runtime.errors import UserError

_POLL_SECONDS = 0.05
_UMASK = 0o077 if os.name == "posix" else -1
"""What npm makes is this user's alone from the start, and this user can read it."""
_CREDENTIALS = re.compile(r"//[^/@\s]+@")
_ERROR_LINE = re.compile(r"npm (?:error|ERR!)\s+(.*)")
# Error lines around the cause: its details, one a line, the stack, and advice.
_NOT_A_CAUSE = re.compile(
    r"(code|errno|syscall|path|dest|file|hostname|address|port|type)\b|at |A complete log|If you are behind|\W*$"
)


def find_npm() -> str:
    """Return the path of npm; raise UserError if PATH has none."""
    tool = shutil.which("npm")
    if tool is None:
        raise UserError("Prism is installed by npm and no npm is on PATH: install Node.js with npm from nodejs.org.")
    # PATH may have relative folders, and npm starts in another folder.
    return str(Path(tool).absolute())


def clean_install(tool: str, folder: Path, stopping: threading.Event) -> bool:
    """Run ``npm ci`` in ``folder`` and return True; stop npm and return False once ``stopping`` is set.

    Raises:
        UserError: npm failed. The message has the cause from npm's output.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603 - the user's own npm, found on their PATH
            [tool, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # A session of its own: Ctrl-C reaches only this process, which then stops npm and its children.
            start_new_session=True,
            umask=_UMASK,
        )
        try:
            while process.poll() is None:
                if stopping.wait(_POLL_SECONDS):
                    return False
        finally:
            _end(process)
        if process.returncode != 0:
            raise UserError(f"npm could not install Prism: {_cause(output)} (npm ci, exit code {process.returncode}).")
    return True


def _end(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _cause(output: IO[bytes]) -> str:
    output.seek(0)
    lines = output.read().decode("utf-8", "replace").splitlines()
    errors = [match[1].strip() for line in lines if (match := _ERROR_LINE.match(line))]
    causes = (
        [line for line in errors if not _NOT_A_CAUSE.match(line)] or errors or [line for line in lines if line.strip()]
    )
    cause = causes[0] if causes else "npm printed nothing"
    return _CREDENTIALS.sub("//", cause)[:300].rstrip(".")
