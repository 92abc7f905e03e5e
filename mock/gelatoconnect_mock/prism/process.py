"""One Prism process, from its start to its last line: started as node itself, never outliving this process."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gelatoconnect_mock.runtime.network import reachable_host

if sys.platform == "win32":
    _CREATION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _CREATION_FLAGS = 0

_PRELOAD = Path(__file__).with_name("preload.js")
_LISTENING = "gelatoconnect-mock listening "
_START_SECONDS = 60.0
_PROBE_SECONDS = 5.0
_PROBE_AGAIN_SECONDS = 0.02
_GRACE_SECONDS = 0.5


@dataclass(frozen=True, slots=True)
class Launch:
    """What every start of one server has in common; only the port is settled by the first. All paths are absolute.

    ``silent`` leaves Prism only the lines about why it could not start, at the speed of leaving it none.
    """

    node: str
    entry: Path
    contract: Path
    host: str
    silent: bool


class PrismProcess:
    """A running Prism; ``port`` is 0 until it listens. Ended by ``stop``, by itself, or with this process."""

    def __init__(self, launch: Launch, port: int) -> None:
        self._launch = launch
        self.port = 0
        self._process = subprocess.Popen(  # noqa: S603 - node as found on the user's PATH, and files of ours
            [
                launch.node,
                *("--require", str(_PRELOAD), str(launch.entry), "mock", str(launch.contract)),
                *("--host", launch.host, "--port", str(port), "--multiprocess=false"),
                *("--verboseLevel", "fatal" if launch.silent else "info"),
            ],
            # Prism joins the working folder's name to URLs unescaped: in the root a `#` or `%` in it does no harm.
            cwd=launch.contract.anchor,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # Apart from the terminal: Ctrl-C must reach the supervisor alone, or its Prism would seem to have died.
            start_new_session=True,
            creationflags=_CREATION_FLAGS,
        )
        self._overdue = threading.Timer(_START_SECONDS, self._process.kill)
        self._overdue.daemon = True
        self._overdue.start()

    @property
    def pid(self) -> int:
        """The process id of node."""
        return self._process.pid

    def lines(self) -> Iterator[str]:
        """Yield Prism's output line by line until it ends; ``port`` is set when the line about it has been read."""
        output = self._process.stdout
        if output is None:  # pragma: no cover - it was asked for
            return
        for raw in output:
            line = raw.decode("utf-8", "replace").rstrip()
            if line.startswith(_LISTENING):
                self.port = int(line.removeprefix(_LISTENING))
            yield line

    def answers(self) -> bool:
        """Wait until an HTTP request is answered; False where the process ends or its time to start runs out first."""
        while self._process.poll() is None:
            connection = http.client.HTTPConnection(
                reachable_host(self._launch.host), self.port, timeout=_PROBE_SECONDS
            )
            try:
                # A CORS preflight is answered before routing and leaves no line in Prism's log.
                headers = {"Origin": "http://localhost", "Access-Control-Request-Method": "POST"}
                connection.request("OPTIONS", "/", headers=headers)
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                time.sleep(_PROBE_AGAIN_SECONDS)
            else:
                self._overdue.cancel()
                return True
            finally:
                connection.close()
        return False

    def ended(self) -> int:
        """Return the exit code once the output has ended; release what the process held."""
        self._overdue.cancel()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return self._process.wait()

    def stop(self) -> None:
        """End the process: politely, then after half a second for good. Safe to call again, and from any thread."""
        self._overdue.cancel()
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _environment() -> dict[str, str]:
    """Return this environment without what would make Prism another Prism than the one that was measured."""
    return {
        name: value for name, value in os.environ.items() if name not in {"NODE_OPTIONS", "NODE_ENV", "FORCE_COLOR"}
    }
