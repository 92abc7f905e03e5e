"""A client in a process of its own that sends requests all the time and reports the longest response time."""

import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.sandbox.server.raw_client import KEY, parse_responses
from tests.waiting import PATIENCE

_REQUEST = b"GET /api/probe/nothing HTTP/1.1\r\n%s\r\n" % KEY
_PAUSE = 0.002
_ROOT = Path(__file__).parents[3]


class LatencyProbe:
    """A thread that sends requests over one connection until its block ends.

    Attributes:
        requests: Number of requests.
        slowest: Longest response time, in seconds.
        unexpected: The first response that was not the usual 404, as text; empty if there was none.
    """

    def __init__(self, port: int) -> None:
        self.requests, self.slowest, self.unexpected = 0, 0.0, ""
        self._process = subprocess.Popen(  # noqa: S603 - this file
            [sys.executable, "-m", __name__, str(port)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        assert self._process.stdout is not None
        self._process.stdout.readline()  # the first response has arrived
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        report, _ = self._process.communicate(timeout=PATIENCE)
        self.requests, self.slowest, self.unexpected = json.loads(report)

    def __str__(self) -> str:
        return f"{self.slowest * 1e3:.1f} ms at worst, of {self.requests} requests"


def main(port: int) -> None:
    """Send requests until standard input ends."""
    stop = threading.Event()

    def wait_for_end() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=wait_for_end, daemon=True).start()
    requests, slowest, unexpected = 0, 0.0, ""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        while not unexpected and not stop.wait(_PAUSE):
            began = time.perf_counter()
            connection.sendall(_REQUEST)
            received = b""
            while not parse_responses(received) and (piece := connection.recv(65_536)):
                received += piece
            if requests:
                slowest = max(slowest, time.perf_counter() - began)
            else:
                print("started", flush=True)  # noqa: T201
            requests += 1
            unexpected = "" if received.startswith(b"HTTP/1.1 404") else repr(received)
    print(json.dumps([requests, slowest, unexpected]))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
