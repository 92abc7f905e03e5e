"""Helpers of the tests of certify: the outcome of a run, and what the sandbox holds after it."""

import socket
from collections.abc import Callable
from typing import Final

from gelatoconnect_mock.certify.findings import Findings
from gelatoconnect_mock.certify.orders import order
from gelatoconnect_mock.contract.document import load_contract
from gelatoconnect_mock.sandbox.faults.plans import read_steps
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.standins.sandbox import http_client

PAIR = "test-key:test-secret"
CONTRACT: Final = load_contract()
Answer = Callable[[socket.socket], None]


def failed(findings: Findings) -> set[str]:
    return {one.check for one in findings.checks if one.outcome == "failed"}


def stored(sandbox: SandboxServer) -> list[tuple[str, str]]:
    return sandbox.call(lambda desk: [(order.kind, order.status) for order in desk.tenant("demo", "test-key").store])


def fates(findings: Findings) -> list[str]:
    return [created.fate for created in findings.created.values()]


def with_other_orders(sandbox: SandboxServer) -> None:
    """Let there be more orders than a page holds."""
    with http_client(sandbox) as client:
        for number in range(6):
            assert client.post("/order", json=order(f"other-{number}")).status_code == 200


def planned(sandbox: SandboxServer, fault: str) -> None:
    """Have the first submission meet a fault."""
    steps = read_steps([{"operation": "submitOrder", "fault": fault, "times": 1}])
    sandbox.call(lambda desk: desk.plans.add("test-key", steps))


def said(status: str, body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 " + status.encode(), b"Content-Length: %d" % len(body), b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
