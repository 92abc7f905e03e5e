"""A client that keeps asking, and knows how long it ever had to wait."""

import socket
import threading
import time
from types import TracebackType
from typing import Self

from raw_http import KEY, parsed

_QUESTION = b"GET /api/bystander/nothing HTTP/1.1\r\n%s\r\n" % KEY


class Bystander:
    """Asks over one connection for as long as the block lasts; whatever is not its usual answer is kept as a fault."""

    def __init__(self, port: int) -> None:
        self.asked, self.worst, self.wrong = 0, 0.0, b""
        self._connection = socket.create_connection(("127.0.0.1", port), timeout=10)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._ask, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._stop.set()
        self._thread.join()
        self._connection.close()

    def _ask(self) -> None:
        try:
            while not self._stop.wait(0.003):
                began = time.perf_counter()
                self._connection.sendall(_QUESTION)
                heard = b""
                while len(parsed(heard)) < 1:
                    heard += self._connection.recv(65_536)
                self.worst = max(self.worst, time.perf_counter() - began)
                self.asked += 1
                if not heard.startswith(b"HTTP/1.1 404"):
                    self.wrong = heard
                    return
        except OSError as error:
            self.wrong = repr(error).encode()
