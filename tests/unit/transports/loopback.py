"""Servers on loopback, and drivers that send single requests to them."""

from __future__ import annotations

import asyncio
import gc
import ssl
from contextlib import contextmanager
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect._config import Credential
from gelatoconnect._engine.commands import Request, Send
from gelatoconnect._transport.async_driver import AsyncDriver
from gelatoconnect._transport.sync_driver import SyncDriver
from gelatoconnect.options import Options

from tests.standins.raw_sockets import http_response, read_request
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator

    from gelatoconnect._engine.commands import Outcome, Steps

    from tests.standins.raw_sockets import Behavior, RawServer

CERTIFICATES: Final = Path(__file__).parent / "loopback_tls"
"""The folder of the test authority `ca.pem`, the server's certificate for localhost, and a self-signed expired one."""


class TransportCalls:
    """A driver of either kind that sends single requests and returns their outcomes."""

    def __init__(self, kind: str, **options: Any) -> None:
        settings = Options(**{"requests_per_second": None, **options})
        driver = AsyncDriver if kind == "async" else SyncDriver
        self.driver: Any = driver(Credential("key", "secret"), settings, None)
        self._is_async = kind == "async"

    async def send(self, url: str, content: bytes | None = None, **limits: float) -> Outcome:
        send = Send(
            Request("get", "GET" if content is None else "POST", url, {}, content),
            **{"connect": PATIENCE, "read": PATIENCE, "total": inf, **limits},
        )

        def steps() -> Steps[Outcome]:
            outcome: Outcome = yield send
            return outcome

        if self._is_async:
            result: Outcome = await self.driver.run(steps())
            return result
        return await asyncio.to_thread(self.driver.run, steps())

    async def close(self) -> None:
        await self.driver.aclose() if self._is_async else self.driver.close()


def port_of(server: RawServer) -> int:
    return int(server.url.split(":")[2].partition("/")[0])


def send_ok(connection: socket.socket, _: int) -> None:
    """Send a 200 with the body "ok" to each request."""
    while read_request(connection):
        connection.sendall(http_response("ok"))


def secured(behave: Behavior, certificate: str = "server.pem") -> Behavior:
    """Return the behavior behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / certificate)

    def wrapped(connection: socket.socket, number: int) -> None:
        with context.wrap_socket(connection, server_side=True) as tls:
            behave(tls, number)

    return wrapped


def stay_silent(connection: socket.socket, _: int) -> None:
    """Read until the client goes away, and send nothing."""
    while connection.recv(65_536):
        pass


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    gc.collect()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
