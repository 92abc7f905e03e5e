"""HTTP/1.1 over a socket, as far as one client needs it, and all the ways an answer can fail to arrive."""

from __future__ import annotations

import select
import socket
import struct
import time
from dataclasses import replace
from email.utils import formatdate
from http import HTTPStatus
from typing import TYPE_CHECKING

from tests.faults.fault_turns import OF_ANOTHER, Reply

if TYPE_CHECKING:
    from threading import Event

    from tests.faults.fault_turns import Way

_DRIP_SECONDS = 0.02


class Gone(Exception):
    """The connection is over."""


def read_request(connection: socket.socket) -> tuple[str, str, bytes]:
    """Read one request; return its method, path and body. Raises Gone where the client left instead."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    method, path, _ = head.decode("latin-1").split("\r\n")[0].split(" ")
    length = next(
        (int(line.partition(b":")[2]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:")), 0
    )
    while len(body) < length:
        body += _more(connection)
    return method, path, body


def _more(connection: socket.socket) -> bytes:
    more = connection.recv(65_536)
    if not more:
        raise Gone
    return more


def send(connection: socket.socket, reply: Reply, way: Way, stopped: Event) -> None:
    """Send `reply` in this way. Raises Gone where that ends the connection."""
    if way == "with_junk":
        reply = replace(reply, body=reply.body + b"<!-- junk -->")
    head, body = _head(reply), reply.body
    if way in {"whole", "with_junk"}:
        connection.sendall(head + body)
        return
    if way == "and_another":
        stray = Reply(200, OF_ANOTHER)
        connection.sendall(head + body + _head(stray) + stray.body)
        return
    match way:
        case "close_idle":
            connection.sendall(head + body)
        case "truncate" | "reset_midway":
            connection.sendall(head + body[: len(body) // 2])
            stopped.wait(0.05)
        case "drip_head":
            _drip(connection, head + body, stopped)
        case "drip_body":
            connection.sendall(head)
            _drip(connection, body, stopped)
        case "silent":
            _wait_until_left(connection, stopped)
    if way in {"reset", "reset_midway"}:
        # Lingering for 0 seconds makes closing a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise Gone


def _head(reply: Reply) -> bytes:
    try:
        phrase = HTTPStatus(reply.status).phrase
    except ValueError:
        phrase = "Unheard Of"
    fields = {"Content-Type": reply.kind, "Content-Length": str(len(reply.body)), **reply.headers}
    lines = [f"HTTP/1.1 {reply.status} {phrase}", *(f"{name}: {_written(value)}" for name, value in fields.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else formatdate(time.time() + value, usegmt=True)


def _drip(connection: socket.socket, content: bytes, stopped: Event) -> None:
    for byte in content:
        connection.sendall(bytes([byte]))
        if stopped.wait(_DRIP_SECONDS):
            return


def _wait_until_left(connection: socket.socket, stopped: Event) -> None:
    while not stopped.is_set() and not select.select([connection], [], [], 0.1)[0]:
        pass
