"""One Prism process, from start to end. It runs in node directly and never outlives this process."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gelatoconnect_mock.runtime.console import printable
from gelatoconnect_mock.runtime.network import reachable_host

if sys.platform == "win32":
    _CREATION_FLAGS = subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _CREATION_FLAGS = 0

_PRELOAD = Path(__file__).with_name("preload.js")
_LISTENING = "gelatoconnect-mock listening "
_START_TIMEOUT = 60.0
_PROBE_TIMEOUT = 5.0
_PROBE_INTERVAL = 0.02
_STOP_TIMEOUT = 0.5


@dataclass(frozen=True, slots=True)
class Launch:
    """How to start Prism, the same for every start of one server. Only the port comes from the first start.

    Attributes:
        node: The absolute path of Node.js.
        entry: The absolute path of Prism's script.
        contract: The absolute path of the OpenAPI file to serve.
        host: The host to listen on.
        silent: Log fatal errors only. It is as fast as no log.
    """

    node: str
    entry: Path
    contract: Path
    host: str
    silent: bool


class PrismProcess:
    """A running Prism. It ends by ``stop``, by itself, or with this process.

    Attributes:
        port: The port that Prism listens on; 0 until it does.
    """

    def __init__(self, launch: Launch, port: int) -> None:
        self._launch = launch
        self.port = 0
        self._process = subprocess.Popen(  # noqa: S603 - the user's own node, and our files
            [
                launch.node,
                *("--require", str(_PRELOAD), str(launch.entry), "mock", str(launch.contract)),
                *("--host", launch.host, "--port", str(port), "--multiprocess=false"),
                *("--verboseLevel", "fatal" if launch.silent else "info"),
            ],
            # Prism joins the working folder to URLs unescaped. The root has no `#` or `%` in its name.
            cwd=launch.contract.anchor,
            env=_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # A session of its own: Ctrl-C must reach only the supervisor, or Prism would seem to have crashed.
            start_new_session=True,
            creationflags=_CREATION_FLAGS,
        )
        self._start_timer = threading.Timer(_START_TIMEOUT, self._process.kill)
        self._start_timer.daemon = True
        self._start_timer.start()

    @property
    def pid(self) -> int:
        """The process id of node."""
        return self._process.pid

    def lines(self) -> Iterator[str]:
        """Yield Prism's output line by line, with control characters escaped, until it ends.

        Set ``port`` when Prism prints it.
        """
        output = self._process.stdout
        if output is None:  # pragma: no cover - stdout is a pipe
            return
        for raw in output:
            line = printable(raw.decode("utf-8", "replace").rstrip())
            if not self.port and line.startswith(_LISTENING):
                self.port = int(line.removeprefix(_LISTENING))
            yield line

    def wait_until_ready(self) -> bool:
        """Return True once Prism responds to HTTP; return False if it ends first or takes too long to start."""
        while self._process.poll() is None:
            connection = http.client.HTTPConnection(
                reachable_host(self._launch.host), self.port, timeout=_PROBE_TIMEOUT
            )
            try:
                # Prism responds to a CORS preflight before routing and does not log it.
                headers = {"Origin": "http://localhost", "Access-Control-Request-Method": "POST"}
                connection.request("OPTIONS", "/", headers=headers)
                connection.getresponse().read()
            except (OSError, http.client.HTTPException):
                time.sleep(_PROBE_INTERVAL)
            else:
                self._start_timer.cancel()
                return True
            finally:
                connection.close()
        return False

    def close(self) -> int:
        """Close the pipes and return the exit code. Call it after the output has ended."""
        self._start_timer.cancel()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return self._process.wait()

    def stop(self) -> None:
        """Terminate the process, and kill it after half a second. Safe to call again, and from any thread."""
        self._start_timer.cancel()
        if self._process.poll() is None:
            self._process.terminate()
        try:
            self._process.wait(_STOP_TIMEOUT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _environment() -> dict[str, str]:
    """Return this environment without the variables that change how node or Prism behaves."""
    return {
        name: value for name, value in os.environ.items() if name not in {"NODE_OPTIONS", "NODE_ENV", "FORCE_COLOR"}
    }
