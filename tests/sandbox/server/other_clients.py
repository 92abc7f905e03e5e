"""HTTP clients of other languages, each a program that sends what it is told and says what came back.

A script in `clients/` reads a request from each line of its standard input, and prints a line for each response:

    METHOD  URL  BODY  NAME:VALUE  NAME:VALUE ...           separated by tabs
    STATUS  CONTENT-LENGTH  RETRY-AFTER  BODY in base64     or: error  MESSAGE

It compresses the body if there is a `Content-Encoding`. curl and wget run once a request.
"""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, ClassVar, Final, Protocol

import pytest

from tests.gzipped import gzipped
from tests.standins.sandbox import environment
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Mapping

_SCRIPTS: Final = Path(__file__).with_name("clients")


@dataclass(frozen=True)
class Reply:
    """What a client saw: a status, or an error."""

    status: int | None
    content_length: int | None = None
    retry_after: str = ""
    body: bytes = b""
    error: str = ""

    @property
    def is_whole(self) -> bool:
        """False if the client can tell that a part is missing."""
        return not self.error and self.content_length == len(self.body)


class Client(Protocol):
    """A client of another language."""

    def send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Reply: ...

    def close(self) -> None: ...


class Script:
    """A script in a process of its own, which keeps its connections as the language's client does."""

    def __init__(self, *command: str) -> None:
        variables = environment(GOFLAGS="", GOPROXY="off", GOTOOLCHAIN="local", GO111MODULE="off")
        self._process = subprocess.Popen(  # noqa: S603 - a script of the tests
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=_SCRIPTS, env=variables
        )

    def send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Reply:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        fields = (f"{name}:{value}" for name, value in headers.items())
        self._process.stdin.write("\t".join((method, url, body, *fields)) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the client ended with {self._process.wait(PATIENCE)}"
        status, *rest = line.rstrip("\n").split("\t")
        if status == "error":
            return Reply(None, error=rest[0])
        length, retry_after, received = rest
        return Reply(int(status), int(length) if length else None, retry_after, base64.b64decode(received))

    def close(self) -> None:
        # Each script ends with its standard input.
        self._process.communicate(timeout=PATIENCE)


class _Command:
    """A program that runs once a request."""

    body_options: ClassVar[tuple[str, ...]]

    def __init__(self, program: str) -> None:
        self.program = program

    def close(self) -> None:
        pass

    def _run(self, body: str, headers: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[bytes]:
        content = gzipped(body.encode()) if "Content-Encoding" in headers else body.encode()
        fields = [part for name, value in headers.items() for part in ("--header", f"{name}:{value}")]
        # wget needs a body whose size it can ask for, which a pipe's has not.
        with NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            sent = [option.format(file.name) for option in self.body_options] if body else []
            return subprocess.run(  # noqa: S603 - a client under test
                [self.program, *arguments, *fields, *sent],
                capture_output=True, check=False, timeout=PATIENCE, env=environment(),
            )  # fmt: skip


class Curl(_Command):
    """The command curl."""

    body_options = ("--data-binary", "@{}")

    def send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Reply:
        how = ("--head",) if method == "HEAD" else ("--request", method)
        done = self._run(body, headers, "-q", "-sS", "-i", "--noproxy", "*", *how, url)
        if done.returncode:
            return Reply(None, error=done.stderr.decode())
        head, _, received = done.stdout.partition(b"\r\n\r\n")
        return _reply(head.decode(), received)


class Wget(_Command):
    """The command wget; it asks with HEAD as `--spider`."""

    body_options = ("--body-file={}",)

    def send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Reply:
        how = ("--spider",) if method == "HEAD" else ("--output-document=-", f"--method={method}")
        done = self._run(
            body, headers, "--no-config", "--no-proxy", "--no-hsts", "--tries=1", "--server-response",
            "--content-on-error", *how, url,
        )  # fmt: skip
        said = done.stderr.decode()
        # 8 is a status that says an error, and 6 a 401.
        return _reply(said, done.stdout) if done.returncode in {0, 6, 8} else Reply(None, error=said)


def _reply(head: str, body: bytes) -> Reply:
    status = re.search(r"^\s*HTTP/1\.1 (\d+)", head, re.MULTILINE)
    assert status is not None, head
    length, retry_after = (
        re.search(rf"^\s*{name}: *(.*?)\s*$", head, re.MULTILINE | re.IGNORECASE)
        for name in ("content-length", "retry-after")
    )
    return Reply(int(status[1]), int(length[1]) if length else None, retry_after[1] if retry_after else "", body)


def client_of(name: str) -> Client:
    """Return the client of this name, or skip the test if this machine has not got it."""
    # Java alone runs no source file: that takes its compiler.
    for program in (name, "javac") if name == "java" else (name,):
        if shutil.which(program) is None:
            pytest.skip(f"{program} is missing")
    match name:
        case "curl":
            return Curl(name)
        case "wget":
            return Wget(name)
        case "node":
            return Script(name, "client.mjs")
        case "php":
            return Script(name, "-n", "-d", "display_errors=stderr", "client.php")
        case "java":
            return Script(name, "Client.java")
        case "go":
            return Script(name, "run", "client.go")
    raise AssertionError(f"no such client: {name}")
