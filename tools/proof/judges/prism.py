"""Prism as a judge of request bodies: over HTTP, on kept connections, with several requests at a time."""

from __future__ import annotations

import json
import threading
from http.client import HTTPConnection
from typing import TYPE_CHECKING, Any, Final

from tools.proof.judges.judge import JudgeFailed

if TYPE_CHECKING:
    from gelatoconnect_mock.prism import PrismServer

_ROUTES: Final = {
    "submitOrder": ("POST", "/order"),
    "searchOrders": ("POST", "/search"),
    "updateShipment": ("PUT", "/order-1"),
}
_HEADERS: Final = {"X-API-KEY": "key:secret", "Content-Type": "application/json"}
_VERDICTS: Final = {200: True, 400: False}
_SECONDS: Final = 30.0


class PrismJudge:
    """A running Prism. Thread-safe: each thread has a connection of its own."""

    name: Final = "Prism"
    at_once: Final = 8

    def __init__(self, server: PrismServer) -> None:
        self._port, self._base = server.port, server.url.removeprefix(server.origin)
        self._own = threading.local()
        self._connections: list[HTTPConnection] = []

    def close(self) -> None:
        """Close the connections of all threads."""
        for connection in self._connections:
            connection.close()

    def verdict(self, operation: str, body: Any) -> bool:
        method, path = _ROUTES[operation]
        connection: HTTPConnection | None = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = HTTPConnection("127.0.0.1", self._port, timeout=_SECONDS)
            self._connections.append(connection)
        connection.request(method, self._base + path, json.dumps(body), _HEADERS)
        response = connection.getresponse()
        text = response.read()
        if response.status not in _VERDICTS:
            said = f"{response.status} to {operation} of {json.dumps(body)[:200]}: {text[:200]!r}"
            raise JudgeFailed(f"Prism answered {said}")
        return _VERDICTS[response.status]
