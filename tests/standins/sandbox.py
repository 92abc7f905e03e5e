"""The sandbox as a stand-in for the API: in this process, at a socket, or as a command in a process of its own.

    in_process(duplicates="accept")             an `InProcessSandbox`, reached through its transports
    with at_socket(seed=1) as server:           a `SandboxServer` with a thread of its own
    with as_command("--seed", "1") as command:  `gelatoconnect-mock sandbox`, as its users run it

None has a rate limit unless the test gives one: no test may depend on the speed of the machine.
"""

from __future__ import annotations

import json
import os
import signal
import ssl
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final, Self

import httpx2
from gelatoconnect_mock.sandbox.server.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_SECRET, Rules, Settings
from gelatoconnect_mock.testing.sandbox import InProcessSandbox

from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.testing.sandbox import SandboxForTests

PAIR: Final = f"{DEFAULT_KEY}:{DEFAULT_SECRET}"
CREDENTIALS: Final = {"X-API-KEY": PAIR}
COMMAND: Final = (sys.executable, "-m", "gelatoconnect_mock", "sandbox")
_RULES: Final = frozenset(field.name for field in fields(Rules))


def settings(**changes: Any) -> Settings:
    """Return settings without a rate limit. `changes` are fields of `Settings` or of its `Rules`, by name."""
    rules = {name: changes.pop(name) for name in _RULES & changes.keys()}
    return Settings(rules=Rules(**{"rate_limit": None, **rules}), **changes)


def in_process(**changes: Any) -> InProcessSandbox:
    """Return a sandbox of this process; `changes` as for `settings`."""
    return InProcessSandbox(settings(**changes))


def at_socket(**changes: Any) -> SandboxServer:
    """Return a sandbox that serves HTTP on loopback inside its `with` block; `changes` as for `settings`."""
    return SandboxServer(settings(**changes))


def http_client(sandbox: SandboxForTests | SandboxServer, **options: Any) -> httpx2.Client:
    """Return a plain HTTP client of a test's own tenant, or of a server's default one; `options` are httpx2's."""
    own: dict[str, Any] = (
        {"base_url": sandbox.url, "headers": CREDENTIALS}
        if isinstance(sandbox, SandboxServer)
        else {
            "base_url": sandbox.base_url,
            "headers": {"X-API-KEY": f"{sandbox.api_key}:{sandbox.api_secret}"},
            "transport": sandbox.transport,
        }
    )
    return plain_client(**{**own, **options})


def control_client(server: SandboxServer) -> httpx2.Client:
    """Return a plain HTTP client of a server's control plane."""
    return plain_client(base_url=f"{server.origin}/_sandbox")


def plain_client(**options: Any) -> httpx2.Client:
    """Return an HTTP client for loopback: no proxy, no certificates, and patience with a busy machine."""
    return httpx2.Client(**{"trust_env": False, "timeout": PATIENCE, "verify": _no_tls(), **options})


@cache
def _no_tls() -> ssl.SSLContext:
    # Loading certificates would take most of a short test's time.
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def environment(**variables: str) -> dict[str, str]:
    """Return this process's environment, without its GELATOCONNECT_ variables and with those given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GELATOCONNECT_")}
    return {**inherited, **variables}


class SandboxCommand:
    """The command `gelatoconnect-mock sandbox` in its own process, ready once this is constructed.

    A context manager: leaving the block ends the process.
    """

    def __init__(self, *arguments: str, hang_up: signal.Handlers = signal.SIG_DFL, **options: Any) -> None:
        with inherited_hang_up(hang_up):
            self.process = subprocess.Popen(  # noqa: S603 - the command under test
                [*COMMAND, "--port", "0", "--ready-json", *arguments],
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **{"env": environment(), **options},
            )  # fmt: skip
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise AssertionError(f"the command did not start: {self.process.communicate()[1]}")
        self.ready: dict[str, Any] = json.loads(line)
        self.port: int = self.ready["port"]
        self.url: str = self.ready["url"]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def client(self) -> httpx2.Client:
        """Return a plain HTTP client of the default tenant."""
        return plain_client(base_url=self.url, headers=CREDENTIALS)

    def kill(self) -> None:
        """End the process at once, without a chance to tidy up."""
        self.process.kill()
        self.process.wait(PATIENCE)

    def stopped_by(self, number: int) -> tuple[int, str, str]:
        """Send a signal. Return the exit code and the later output of the process, on both streams."""
        self.process.send_signal(number)
        printed, complained = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, printed, complained

    def end(self) -> None:
        """End the process, if it still runs."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


def as_command(*arguments: str, **options: Any) -> SandboxCommand:
    """Start the command with these arguments; `options` are those of `subprocess.Popen`, and `hang_up`."""
    return SandboxCommand(*arguments, **options)


@contextmanager
def inherited_hang_up(handler: signal.Handlers) -> Iterator[None]:
    """Give processes that start in the block this handler of SIGHUP, whatever this process inherited.

    Under nohup this process ignores SIGHUP, and a child would inherit that. `preexec_fn` could reset it, but is unsafe
    beside threads. A handler in Python becomes SIG_DFL in a new program.
    """
    if not hasattr(signal, "SIGHUP"):
        yield
        return
    before = signal.signal(signal.SIGHUP, handler if handler is signal.SIG_IGN else lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGHUP, before)


def refused(*arguments: str, **variables: str) -> str:
    """Run a command that cannot start, and return its error sentence."""
    done = subprocess.run(  # noqa: S603 - the command under test
        [*COMMAND, *arguments],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(**variables),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("gelatoconnect-mock: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr
