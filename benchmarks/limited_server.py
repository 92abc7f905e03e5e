"""A loopback API in a process of its own: it admits 100 requests in any second, and answers the others with 429.

`GET /counts` returns the counts so far. It does not count itself.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any, Final

from rate_limits import SlidingWindow

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT: Final = 100
END_OF_HEAD: Final = b"\r\n\r\n"


@contextmanager
def limited_server(limit: int = LIMIT) -> Iterator[str]:
    """Run the server with a limit of requests a second, and yield its base URL."""
    with subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, __file__, str(limit)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


class _Counts:
    """The requests so far, admitted and rejected."""

    def __init__(self, limit: int) -> None:
        self._window = SlidingWindow(limit)
        self.admitted = 0
        self.refused = 0
        self.first = self.last = 0.0

    def admits(self) -> bool:
        now = monotonic()
        if not self._window.admits(now):
            self.refused += 1
            return False
        self.first = self.first or now
        self.last = now
        self.admitted += 1
        return True

    def shown(self) -> dict[str, Any]:
        return {"admitted": self.admitted, "refused": self.refused, "seconds": self.last - self.first}


class _Limited(asyncio.Protocol):
    def __init__(self, counts: _Counts) -> None:
        self._counts = counts
        self._received = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(END_OF_HEAD)
        if not end or len(body) < _length(head):
            return
        self._received = b""
        if head.startswith(b"GET /counts"):
            self._answer(b"200 OK", self._counts.shown())
        elif self._counts.admits():
            reference = json.loads(body)["orderReferenceId"]
            identity = f"order-{self._counts.admitted}"
            accepted = {"id": identity, "orderReferenceId": reference, "createdAt": "2026-01-01T00:00:00+00:00"}
            self._answer(b"200 OK", accepted)
        else:
            self._answer(b"429 Too Many Requests", {"code": "limited", "message": "too many requests"})

    def _answer(self, status: bytes, body: Any) -> None:
        content = json.dumps(body).encode()
        head = b"HTTP/1.1 %s\r\nContent-Type: application/json\r\nContent-Length: %d" % (status, len(content))
        self._transport.write(head + END_OF_HEAD + content)


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


async def _serve(limit: int) -> None:
    counts = _Counts(limit)
    server = await asyncio.get_running_loop().create_server(lambda: _Limited(counts), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve(int(sys.argv[1])))
