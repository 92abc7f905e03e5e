"""A client in a process of its own that keeps asking and reports the longest wait."""

import json
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.sandbox.server.raw_client import KEY, parsed
from tests.waiting import PATIENCE

_QUESTION = b"GET /api/bystander/nothing HTTP/1.1\r\n%s\r\n" % KEY
_PAUSE = 0.002
_ROOT = Path(__file__).parents[3]


class LatencyProbe:
    """Asks over one connection for as long as the block lasts; whatever is not its usual answer goes into ``wrong``."""

    def __init__(self, port: int) -> None:
        self.asked, self.worst, self.wrong = 0, 0.0, ""
        self._process = subprocess.Popen(  # noqa: S603 - this file
            [sys.executable, "-m", __name__, str(port)],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        assert self._process.stdout is not None
        self._process.stdout.readline()  # it has had its first answer
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        told, _ = self._process.communicate(timeout=PATIENCE)
        self.asked, self.worst, self.wrong = json.loads(told)

    def __str__(self) -> str:
        return f"{self.worst * 1e3:.1f} ms at worst, of {self.asked} questions"


def main(port: int) -> None:
    """Ask until standard input ends."""
    stop = threading.Event()

    def listen() -> None:
        sys.stdin.read()
        stop.set()

    threading.Thread(target=listen, daemon=True).start()
    asked, worst, wrong = 0, 0.0, ""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        while not wrong and not stop.wait(_PAUSE):
            began = time.perf_counter()
            connection.sendall(_QUESTION)
            heard = b""
            while not parsed(heard) and (piece := connection.recv(65_536)):
                heard += piece
            if asked:
                worst = max(worst, time.perf_counter() - began)
            else:
                print("asking", flush=True)  # noqa: T201
            asked += 1
            wrong = "" if heard.startswith(b"HTTP/1.1 404") else repr(heard)
    print(json.dumps([asked, worst, wrong]))  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]))
