# ruff: noqa: INP001 - scripts beside each other, not a package
"""The servers of the tour: the sandbox, which stores orders, and Prism, which validates requests and stores nothing.

Each is the command that a user types, in a process of its own, on a free port.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self
from urllib.error import HTTPError
from urllib.parse import quote, urlsplit
from urllib.request import ProxyHandler, Request, build_opener

if TYPE_CHECKING:
    from types import TracebackType

REQUEST_LIMIT: Final = 60.0
STOP_LIMIT: Final = 60.0

# Loopback is never behind the proxy that the environment names.
_OPENER: Final = build_opener(ProxyHandler({}))


class Unavailable(Exception):
    """A server that did not start; the text says why in one sentence."""


class Server:
    """A server that accepts requests from the first line of a `with` block to its last.

    Attributes:
        base_url: The base URL for the client, with the partner prefix.
        api_key: The key that the server accepts.
        api_secret: The secret of that key.

    """

    command: ClassVar[tuple[str, ...]]
    start_limit: ClassVar[float]
    base_url: str
    api_key = "test-key"
    api_secret = "test-secret"  # noqa: S105 - the credentials of every sandbox, printed in its documentation

    def __enter__(self) -> Self:
        # A file: an unread pipe would fill up and block the server.
        self._log = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "gelatoconnect_mock", *self.command, "--port", "0", "--ready-json"],
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )
        self._is_late = False
        timer = threading.Timer(self.start_limit, self._give_up)
        timer.start()
        try:
            self.base_url = self._wait_until_ready()
        except BaseException:
            self._stop()
            raise
        finally:
            timer.cancel()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop()

    def _give_up(self) -> None:
        self._is_late = True
        self._process.terminate()

    def _wait_until_ready(self) -> str:
        assert self._process.stdout is not None  # noqa: S101 - the type checker does not know that it is a pipe
        line = self._process.stdout.readline()
        if not line:
            raise Unavailable(self._reason())
        url: str = json.loads(line)["url"]
        return url

    def _reason(self) -> str:
        if self._is_late:
            return f"It did not start within {self.start_limit:g} seconds."
        code = self._process.wait()
        self._log.seek(0)
        lines = self._log.read().strip().splitlines()
        return lines[-1].removeprefix("gelatoconnect-mock: ") if lines else f"It stopped with exit code {code}."

    def _stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(STOP_LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()
        self._log.close()


class Sandbox(Server):
    """The API with state, time and faults. The methods use its control plane, `/_sandbox`."""

    # A seed gives the same ids in each run and stops the sandbox's clock.
    command = ("sandbox", "--seed", "1")
    start_limit = 60.0

    def inject_fault(self, operation: str, fault: str, *, times: int = 1) -> None:
        """Inject a fault, such as `after:drop`, into the next requests of an operation."""
        step = {"operation": operation, "fault": fault, "times": times}
        self._control("POST", "plans", {"key": f"{self.api_key}:{self.api_secret}", "steps": [step]})

    def advance(self, name: str, to: str) -> list[str]:
        """Move an order, by id or reference, to a status; return the statuses it went through."""
        entered: list[str] = self._control("POST", f"orders/{quote(name)}/advance", {"to": to})["entered"]
        return entered

    def advance_time(self, seconds: float) -> None:
        """Move the sandbox's clock forward."""
        self._control("POST", "clock/advance", {"seconds": seconds})

    def configure(self, **rules: Any) -> None:
        """Change a behavior that the API's documents leave open, such as `lifecycle="reads"`."""
        for name, setting in rules.items():
            self._control("PUT", f"assumptions/{name}", {"setting": setting})

    def statuses(self, name: str) -> list[str]:
        """Return every status that an order has had, oldest first."""
        return [entry["status"] for entry in self._control("GET", f"orders/{quote(name)}")["history"]]

    def count_orders(self, reference: str) -> int:
        """Return how many orders of this reference are stored."""
        total: int = self._control("GET", f"orders?reference={quote(reference)}")["total"]
        return total

    def _control(self, method: str, path: str, body: Any = None) -> Any:
        address = urlsplit(self.base_url)
        request = Request(  # noqa: S310 - our own loopback address
            f"{address.scheme}://{address.netloc}/_sandbox/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            method=method,
        )
        try:
            with _OPENER.open(request, timeout=REQUEST_LIMIT) as response:
                return json.load(response)
        except HTTPError as error:
            with error:
                raise RuntimeError(f"the sandbox refused {method} {path}: {error.read().decode()}") from None


class Prism(Server):
    """An independent mock server that validates every request against the contract."""

    command = ("prism", "--silent")
    # The first start installs Prism.
    start_limit = 300.0

    def reasons(self, order: dict[str, Any]) -> list[str]:
        """Return why Prism refuses an order, from the response header that the client does not read; [] if it accepts.

        The same reason is listed once.
        """
        request = Request(  # noqa: S310 - our own loopback address
            f"{self.base_url}/order",
            data=json.dumps(order).encode(),
            headers={"Content-Type": "application/json", "X-API-KEY": f"{self.api_key}:{self.api_secret}"},
        )
        try:
            with _OPENER.open(request, timeout=REQUEST_LIMIT):
                return []
        except HTTPError as error:
            with error:
                violations = json.loads(error.headers["sl-violations"])
            return list(dict.fromkeys(violation["message"] for violation in violations))


def use_local_settings() -> None:
    """Remove the settings of the real API from the environment, and keep loopback from a proxy.

    A customer reference or a rule of the mocks that a user has set would change what the tour shows.
    """
    for name in [name for name in os.environ if name.startswith("GELATOCONNECT_")]:
        del os.environ[name]
    for name in ("NO_PROXY", "no_proxy"):
        others = os.environ.get(name)
        os.environ[name] = f"{others},127.0.0.1" if others else "127.0.0.1"
