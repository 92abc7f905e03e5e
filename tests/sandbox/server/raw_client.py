"""A client that sends any bytes and returns every response."""

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


class Received(NamedTuple):
    """The bytes that a connection has received.

    Attributes:
        responses: The complete responses, in order.
        closed: True if the server has closed the connection.
    """

    responses: list[Response]
    closed: bool


def request(line: bytes, *headers: bytes, body: bytes = b"") -> bytes:
    return b"".join([line, b" HTTP/1.1\r\n", KEY, *(b"%s\r\n" % header for header in headers), b"\r\n", body])


def post(path: bytes, body: bytes, *headers: bytes, content_type: bytes = b"application/json") -> bytes:
    length = b"Content-Length: %d" % len(body)
    return request(b"POST /api/demo/" + path, b"Content-Type: " + content_type, length, *headers, body=body)


@contextmanager
def connect(port: int) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        yield connection


def exchange(port: int, sent: bytes, *, responses: int = 1, closes: bool = False) -> Received:
    """Send bytes over a new connection and receive; the arguments are those of `receive`."""
    with connect(port) as connection:
        connection.sendall(sent)
        return receive(connection, responses, closes=closes, head_only=sent.startswith(b"HEAD"))


def receive(connection: socket.socket, responses: int, *, closes: bool, head_only: bool = False) -> Received:
    """Receive so many responses; with ``closes``, until the server closes. ``head_only``: they answer HEAD requests."""
    received, closed = b"", False
    while not closed and (closes or len(parse_responses(received, head_only=head_only)) < responses):
        piece = connection.recv(1_000_000)
        received, closed = received + piece, not piece
    return Received(parse_responses(received, head_only=head_only), closed)


def parse_responses(received: bytes, *, head_only: bool = False) -> list[Response]:
    """Return the complete responses. ``head_only``: they answer HEAD requests."""
    responses = []
    while b"\r\n\r\n" in received:
        head, _, rest = received.partition(b"\r\n\r\n")
        line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, value in (text.split(": ", 1) for text in lines)}
        length = 0 if head_only else int(headers.get("content-length", 0))
        if len(rest) < length:
            break
        responses.append(Response(int(line.split()[1]), head, headers, rest[:length]))
        received = rest[length:]
    return responses
