"""Helpers for the tests of certify: the findings of a run, and the orders in the sandbox after it."""

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
Responder = Callable[[socket.socket], None]


def failed(findings: Findings) -> set[str]:
    return {one.check for one in findings.checks if one.outcome == "failed"}


def stored(sandbox: SandboxServer) -> list[tuple[str, str]]:
    return sandbox.call(lambda api: [(order.kind, order.status) for order in api.tenant("demo", "test-key").store])


def cleanups(findings: Findings) -> list[str]:
    return [created.cleanup for created in findings.created.values()]


def with_other_orders(sandbox: SandboxServer) -> None:
    """Store more orders than a page has."""
    with http_client(sandbox) as client:
        for number in range(6):
            assert client.post("/order", json=order(f"other-{number}")).status_code == 200


def planned(sandbox: SandboxServer, fault: str) -> None:
    """Inject a fault into the first submission."""
    steps = read_steps([{"operation": "submitOrder", "fault": fault, "times": 1}])
    sandbox.call(lambda api: api.plans.add("test-key", steps))


def http_response(status: str, body: bytes, *headers: bytes) -> bytes:
    lines = [b"HTTP/1.1 " + status.encode(), b"Content-Length: %d" % len(body), b"Connection: close", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body
