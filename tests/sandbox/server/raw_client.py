"""A client that sends any bytes and reads all that comes back."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from tests.waiting import PATIENCE

KEY = b"X-API-KEY: test-key:test-secret\r\nHost: sandbox\r\n"


class Response(NamedTuple):
    status: int
    head: bytes
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


class Heard(NamedTuple):
    answers: list[Response]
    closed: bool
    """Whether the server has closed the connection."""


def request(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    return b"".join([line, b" HTTP/1.1\r\n", KEY, *(b"%s\r\n" % header for header in headers), b"\r\n", body])


def post(path: bytes, body: bytes, *headers: bytes, content_type: bytes = b"application/json") -> bytes:
    length = b"Content-Length: %d" % len(body)
    return request(b"POST /api/demo/" + path, b"Content-Type: " + content_type, length, *headers, body=body)


@contextmanager
def connected(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        yield connection


def exchange(port: int, sent: bytes, *, answers: int = 1, closes: bool = False) -> Heard:
    """Send, and return once so many answers have come and, where it is said to close, the connection has ended."""
    with connected(port) as connection:
        connection.sendall(sent)
        return listen(connection, answers, closes=closes, head_only=sent.startswith(b"HEAD"))


def listen(connection: socket.socket, answers: int, *, closes: bool, head_only: bool = False) -> Heard:
    received, closed = b"", False
    while not closed and (closes or len(parsed(received, head_only=head_only)) < answers):
        piece = connection.recv(1_000_000)
        received, closed = received + piece, not piece
    return Heard(parsed(received, head_only=head_only), closed)


def parsed(received: bytes, *, head_only: bool = False) -> list[Response]:
    """Return the answers that have come in whole; ``head_only`` where they are to HEAD."""
    answers = []
    while b"\r\n\r\n" in received:
        head, _, rest = received.partition(b"\r\n\r\n")
        line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (text.split(": ", 1) for text in lines)}
        length = int(headers.get("content-length", 0))
        if len(rest) < length and not head_only:
            break
        answers.append(Response(int(line.split()[1]), head, headers, rest[:length]))
        received = rest[length:]
    return answers
