"""A server with hardly any cost of its own: a process that answers every request with prepared bytes."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

CONTRACT: Final = Path(__file__).resolve().parents[1] / "openapi" / "gelatoconnect.yaml"
END_OF_HEAD: Final = b"\r\n\r\n"


def example(name: str) -> Any:
    """Return the value of an example of the contract."""
    contract = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    # The contract quotes its dates, so YAML reads them as strings, as JSON does.
    return contract["components"]["examples"][name]["value"]


@contextmanager
def order_server() -> Iterator[str]:
    """Run the server, and yield its base URL. It answers a GET with the fullest example, a POST as a submission."""
    with subprocess.Popen(  # noqa: S603 - this very file
        [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        process.terminate()


class _Connection(asyncio.Protocol):
    """One connection. It answers in one write, so that no packet waits for another (Nagle)."""

    def __init__(self, answers: dict[bytes, bytes]) -> None:
        self._answers = answers
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
        self._transport.write(self._answers[head.split(b" ", 1)[0]])


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"content-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


def _answer(body: Any) -> bytes:
    content = json.dumps(body).encode()
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}"
    return head.encode() + END_OF_HEAD + content


async def _serve() -> None:
    answers = {b"GET": _answer(example("OrderShipped")), b"POST": _answer(example("SubmittedSeed"))}
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(answers), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
