"""Raw sockets on loopback: a test writes each byte that the client reads."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from contextlib import suppress

Behavior = Callable[[socket.socket, int], None]
"""The behavior at a connection. The number counts the connections from 1."""


class RawServer:
    """A TCP server on loopback. Each connection has a thread of its own, in which `behave` runs.

    Attributes:
        connections: The connections accepted so far.
        url: The base URL that reaches this server.
    """

    def __init__(self, behave: Behavior) -> None:
        self._behave = behave
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self._open: list[socket.socket] = []
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/api/acme"
        self._accepting = threading.Thread(target=self._accept)
        self._accepting.start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            self._open.append(connection)
            serving = threading.Thread(target=self._serve, args=(connection, self.connections))
            self._threads.append(serving)
            serving.start()

    def _serve(self, connection: socket.socket, number: int) -> None:
        with connection, suppress(OSError):
            self._behave(connection, number)

    def close(self) -> None:
        """Close the listener and all connections, and wait for their threads."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._accepting.join()
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join()


Serve = Callable[[Behavior], RawServer]
"""The type of the fixture `serve`, which starts a server and closes it after the test."""


def read_request(connection: socket.socket) -> bytes:
    """Return one whole request, or b"" if the client has gone."""
    received = b""
    while b"\r\n\r\n" not in received:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        received += piece
    head, _, begun = received.partition(b"\r\n\r\n")
    body = bytearray(begun)
    length = next((int(line[15:]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")), 0)
    while len(body) < length:
        piece = connection.recv(65_536)
        if not piece:
            return b""
        body += piece
    return head + b"\r\n\r\n" + body


def http_response(body: str, status: str = "200 OK", extra: str = "") -> bytes:
    """Return the bytes of a JSON response. `extra` holds whole header lines."""
    length = len(body.encode())
    head = f"HTTP/1.1 {status}\r\ncontent-type: application/json\r\n{extra}content-length: {length}\r\n\r\n"
    return (head + body).encode()
