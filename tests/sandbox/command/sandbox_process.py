"""``gelatoconnect-mock sandbox`` as a process of its own, found by its ready line."""

import json
import os
import signal
import subprocess
import sys
from typing import Any, ClassVar

import httpx2

COMMAND = (sys.executable, "-m", "gelatoconnect_mock", "sandbox")
CREDENTIALS = {"X-API-KEY": "test-key:test-secret"}


def environment(**variables: str) -> dict[str, str]:
    """Return this process's environment, of the mock's own variables only those given."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GELATOCONNECT_")}
    return {**inherited, **variables}


def refused(*arguments: str, **variables: str) -> str:
    """Run a command that cannot start and return its one sentence."""
    done = subprocess.run(  # noqa: S603 - the command under test
        [*COMMAND, *arguments], capture_output=True, text=True, timeout=30, check=False, env=environment(**variables)
    )
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.startswith("gelatoconnect-mock: ")
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr


class SandboxProcess:
    """A sandbox that answers, on a port of its own."""

    started: ClassVar[list["SandboxProcess"]] = []

    def __init__(self, *arguments: str, **options: Any) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - the command under test
            [*COMMAND, "--port", "0", "--ready-json", *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **{"env": environment(), **options},
        )  # fmt: skip
        self.started.append(self)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.process.communicate()[1]
        self.ready: dict[str, Any] = json.loads(line)
        self.port: int = self.ready["port"]
        self.url: str = self.ready["url"]

    def client(self) -> httpx2.Client:
        """Return a client of the default tenant."""
        return httpx2.Client(base_url=self.url, headers=CREDENTIALS, timeout=10, trust_env=False)

    def kill(self) -> None:
        """End it as nothing else does: at once, without a chance to tidy up."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def stopped_by(self, number: int) -> tuple[int, str]:
        """Send a signal and return the exit code and what it said on standard error."""
        self.process.send_signal(number)
        _out, said = self.process.communicate(timeout=10)
        return self.process.returncode, said

    def end(self) -> None:
        """Leave nothing of it."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()
