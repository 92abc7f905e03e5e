"""Runs ``npm ci`` so that it can be stopped at any moment, and finds the line of its output that names the cause."""

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

_LOOK_AGAIN_SECONDS = 0.05
_CREDENTIALS = re.compile(r"//[^/@\s]+@")
_ERROR_LINE = re.compile(r"npm (?:error|ERR!)\s+(.*)")
# The cause stands between its parts, a word or two a line, and a stack, an object and advice.
_NO_CAUSE = re.compile(
    r"(code|errno|syscall|path|dest|file|hostname|address|port|type)\b|at |A complete log|If you are behind|\W*$"
)


def find_npm() -> str:
    """Return the path of npm; raise UserError where none is on PATH."""
    tool = shutil.which("npm")
    if tool is None:
        raise UserError("Prism is installed by npm and no npm is on PATH: install Node.js with npm from nodejs.org.")
    # PATH may hold relative folders, and npm is started in another one.
    return str(Path(tool).absolute())


def clean_install(tool: str, folder: Path, stopping: threading.Event) -> bool:
    """Run ``npm ci`` in ``folder``; return False, with npm stopped, once ``stopping`` is set.

    Raises UserError with the cause as npm gives it where it fails.
    """
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603 - the user's own npm, found on their PATH
            [tool, "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"],
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Apart from the terminal: Ctrl-C is answered by this process, which then stops npm and what npm started.
            start_new_session=True,
        )
        try:
            while process.poll() is None:
                if stopping.wait(_LOOK_AGAIN_SECONDS):
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
        [line for line in errors if not _NO_CAUSE.match(line)] or errors or [line for line in lines if line.strip()]
    )
    cause = causes[0] if causes else "npm printed nothing"
    return _CREDENTIALS.sub("//", cause)[:300].rstrip(".")
