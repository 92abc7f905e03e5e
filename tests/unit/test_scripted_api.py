"""The scripted stand-in replies below our real transports, in the models of httpx2."""

from __future__ import annotations

import asyncio
import socket
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import httpx2
import pytest
from gelatoconnect import GelatoConnect, Options, errors

from tests.gzipped import gzipped
from tests.network_guard import NetworkRefused
from tests.samples import sample_order, stored_order
from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.standins.raw_sockets import Serve
    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

ORDER = {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}


async def test_scripted_responses_arrive_in_turn_and_requests_are_kept(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(200, json={"id": "id-1"}), httpx2.Response(200, json=ORDER))
    calls = connect()
    assert (await calls.submit(sample_order())).id == "id-1"
    assert (await calls.get("id-1")).order_reference_id == "ref-1"
    submit, get = api.requests
    assert (submit.method, str(submit.url)) == ("POST", "https://api.partner-connect.io/api/acme/order")
    assert submit.headers["x-api-key"] == "key:secret"
    assert b'"orderReferenceId":"ref-1"' in submit.content
    assert (get.method, get.url.path) == ("GET", "/api/acme/id-1")
    assert api.submissions == [submit]


async def test_scripted_exception_is_mapped_from_the_pools_own(connect: Connect, api: ScriptedApi) -> None:
    api.respond(
        httpx2.ConnectError("no"),
        httpx2.ReadTimeout("late"),
        httpx2.RemoteProtocolError("closed"),
        httpx2.Response(200, json=ORDER),
    )
    order = await connect().get("id-1")
    assert order.id == "id-1"
    assert len(api.requests) == 4


@pytest.mark.parametrize(
    ("failure", "kind"), [(httpx2.ConnectError, errors.ConnectFailed), (httpx2.ReadError, errors.ResponseLost)]
)
async def test_scripted_exception_has_the_pools_exception_as_its_cause(
    failure: type[Exception], kind: type[Exception], connect: Connect, api: ScriptedApi
) -> None:
    api.respond(*(failure("why") for _ in range(10)))
    with pytest.raises(kind):
        await connect().get("id-1", deadline=None)
    assert len(api.requests) == 10


async def test_scripted_function_sees_the_request_and_may_raise(connect: Connect, api: ScriptedApi) -> None:
    def fail(request: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadError(f"lost {request.url.path}")

    api.respond(fail, lambda request: httpx2.Response(200, json=ORDER | {"id": request.url.path[-4:]}))
    assert (await connect().get("id-1")).id == "id-1"


async def test_scripted_body_arrives_decoded(connect: Connect, api: ScriptedApi) -> None:
    body = gzipped(b'{"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}')
    headers = {"content-encoding": "gzip", "content-type": "application/json"}
    api.respond(httpx2.Response(200, content=body, headers=headers))
    assert (await connect().get("id-1")).id == "id-1"


class BrokenBody(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    def __iter__(self) -> Iterator[bytes]:
        yield b"{"
        raise httpx2.ReadError("broken off")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


async def test_scripted_body_that_ends_early_raises(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(200, stream=BrokenBody()), httpx2.Response(200, json=ORDER))
    assert (await connect().get("id-1")).id == "id-1"
    assert len(api.requests) == 2


async def test_request_beyond_the_script_fails_its_test(connect: Connect, api: ScriptedApi) -> None:
    with pytest.raises(AssertionError, match="request 1 is not in the script: GET https://"):
        await connect().get("id-1")
    assert len(api.requests) == 1


async def test_stored_orders_serve_lookups_alone(connect: Connect, api: ScriptedApi) -> None:
    api.store(stored_order())
    calls = connect()
    assert [one.id for one in await calls.search()] == ["id-1"]
    assert (await calls.get("ref-1")).id == "id-1"
    with pytest.raises(errors.NotFound):
        await calls.get("id-2")
    with pytest.raises(AssertionError, match="not in the script"):
        await calls.submit(sample_order())


async def test_request_to_loopback_passes_through(connect: Connect, api: ScriptedApi, serve: Serve) -> None:
    def behave(connection: socket.socket, _: int) -> None:
        read_request(connection)
        connection.sendall(http_response('{"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}'))

    assert (await connect(base_url=serve(behave).url).get("id-1")).id == "id-1"
    assert not api.requests


def test_threads_share_the_script(api: ScriptedApi) -> None:
    api.respond(*(httpx2.Response(200, json=ORDER) for _ in range(200)))
    options = Options(requests_per_second=None)
    with GelatoConnect("acme", "key", "secret", options=options) as client, ThreadPoolExecutor(8) as threads:
        orders = list(threads.map(client.orders.get, ["id-1"] * 200))
    assert len(orders) == len(api.requests) == 200
    assert not api.outcomes


async def test_unscripted_client_cannot_reach_another_host(connect: Connect) -> None:
    with pytest.raises(NetworkRefused, match="beyond loopback"):
        await connect(base_url="https://api.example").get("id-1")


@pytest.mark.parametrize("address", ["192.0.2.1", "2001:db8::1", "api.example"])
async def test_socket_of_any_kind_cannot_reach_another_host(address: str) -> None:
    with pytest.raises(NetworkRefused):
        await asyncio.open_connection(address, 443)
    with pytest.raises(NetworkRefused), ThreadPoolExecutor(1) as threads:
        threads.submit(socket.create_connection, (address, 443)).result()


@pytest.mark.parametrize("address", ["192.0.2.1", "api.example"])
def test_datagram_cannot_reach_another_host(address: str) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as datagrams:
        for arguments in ((b"x", (address, 53)), (b"x", 0, (address, 53))):
            with pytest.raises(NetworkRefused):
                datagrams.sendto(*arguments)
        with pytest.raises(NetworkRefused):
            datagrams.sendmsg([b"x"], [], 0, (address, 53))
        with pytest.raises(NetworkRefused):
            datagrams.connect((address, 53))


def test_datagram_reaches_this_machine() -> None:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        receiver.bind(("127.0.0.1", 0))
        sender.sendto(b"x", receiver.getsockname())
        assert receiver.recv(10) == b"x"


@pytest.mark.parametrize("name", ["gethostbyname", "gethostbyname_ex", "gethostbyaddr"])
def test_name_beyond_loopback_is_not_resolved(name: str) -> None:
    guarded = getattr(socket, name)
    with pytest.raises(NetworkRefused):
        guarded("api.example")
    with pytest.raises(OSError, match="not known"):
        guarded("nowhere.invalid")
    with pytest.raises(NetworkRefused):
        socket.getnameinfo(("192.0.2.1", 53), 0)
