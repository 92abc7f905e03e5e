"""Kept connections: reused for the next request, dropped after an unsolicited response."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gelatoconnect._engine.commands import NoResponse, Response

from tests.standins.raw_sockets import http_response, read_request
from tests.unit.transports.loopback import (
    TransportCalls,
    send_ok,
)

if TYPE_CHECKING:
    import socket

    from tests.standins.raw_sockets import Serve

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")


async def test_second_request_reuses_the_connection_until_close(calls: TransportCalls, serve: Serve) -> None:
    server = serve(send_ok)
    for connections in (1, 1, 2):
        if connections == 2:
            await calls.close()
        assert isinstance(await calls.send(server.url), Response)
        assert server.connections == connections


async def test_unsolicited_response_is_dropped_with_its_connection(calls: TransportCalls, serve: Serve) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        while request := read_request(connection):
            asked = request.split(b" ")[1].rpartition(b"/")[2].decode()
            connection.sendall(http_response(asked) + (http_response("unsolicited") if asked == "1" else b""))

    server = serve(behave)
    outcomes = [await calls.send(f"{server.url}/{number}") for number in (1, 2, 3)]
    assert [getattr(one, "body", None) for one in outcomes] == [b"1", None, b"3"]
    assert outcomes[1] == NoResponse(
        maybe_sent=True, reason="the response arrived before the request, so it belongs to another one"
    )
    assert server.connections == 2
