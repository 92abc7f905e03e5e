"""HTTP without an HTTP client: a fault on the wire, byte by byte."""

import json
import socket
from collections.abc import Mapping
from typing import Any

import httpx2

from tests.sandbox.sandbox_orders import an_order
from tests.waiting import PATIENCE


def connect(api: httpx2.Client) -> socket.socket:
    """Open a connection to the sandbox that `api` talks to."""
    assert api.base_url.port is not None
    return socket.create_connection((api.base_url.host, api.base_url.port), timeout=PATIENCE)


def request(
    api: httpx2.Client, method: str, path: str, fault: str = "", body: Mapping[str, Any] | None = None
) -> bytes:
    """Return the bytes of one request, which asks for a fault where one is given."""
    content = b"" if body is None else json.dumps(body).encode()
    lines = [
        f"{method} {api.base_url.path.rstrip('/')}{path} HTTP/1.1",
        "Host: sandbox",
        f"X-API-KEY: {api.headers['X-API-KEY']}",
        f"Content-Length: {len(content)}",
    ]
    lines += ["Content-Type: application/json"] if body is not None else []
    lines += [f"X-Sandbox-Fault: {fault}"] if fault else []
    return "\r\n".join([*lines, "", ""]).encode() + content


def submission(api: httpx2.Client, fault: str, reference: str = "r-1") -> bytes:
    """Return the bytes of a submission that meets a fault."""
    return request(api, "POST", "/order", fault, an_order(reference))


def read_to_end(connection: socket.socket) -> bytes:
    """Return all that arrives until the other end closes; ConnectionResetError where it breaks off."""
    pieces = []
    while piece := connection.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def read_answer(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return head and body of one whole answer, and leave the connection open."""
    arrived = b""
    while b"\r\n\r\n" not in arrived:
        arrived += connection.recv(65_536)
    head, _, body = arrived.partition(b"\r\n\r\n")
    while len(body) < content_length(head):
        body += connection.recv(65_536)
    return head, body


def content_length(head: bytes) -> int:
    """Return the length that a head announces."""
    (line,) = (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return int(line.partition(b":")[2])
