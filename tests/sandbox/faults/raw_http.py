"""HTTP on raw sockets: a fault on the wire, byte by byte."""

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
    """Return the bytes of a request; the header brings the fault."""
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
    """Return the bytes of a submission; the header brings the fault."""
    return request(api, "POST", "/order", fault, an_order(reference))


def read_to_end(connection: socket.socket) -> bytes:
    """Return what arrives until the server closes. Raises ConnectionResetError after a reset."""
    pieces = []
    while piece := connection.recv(65_536):
        pieces.append(piece)
    return b"".join(pieces)


def read_response(connection: socket.socket) -> tuple[bytes, bytes]:
    """Return the head and the body of one whole response, and leave the connection open."""
    arrived = b""
    while b"\r\n\r\n" not in arrived:
        arrived += connection.recv(65_536)
    head, _, body = arrived.partition(b"\r\n\r\n")
    while len(body) < content_length(head):
        body += connection.recv(65_536)
    return head, body


def content_length(head: bytes) -> int:
    """Return the `Content-Length` of a head."""
    (line,) = (line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    return int(line.partition(b":")[2])
