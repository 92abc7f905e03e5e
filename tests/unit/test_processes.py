"""Traps of processes: forked children share no sockets, imports load little, proxies come from the environment."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options, errors
from gelatoconnect._transport import sync_driver
from gelatoconnect._transport.pools import proxy_for

from tests.standins.raw_sockets import http_response, read_request
from tests.waiting import PATIENCE

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

    from tests.standins.raw_sockets import RawServer, Serve
    from tests.unit.clients import Connect

ORDER = '{"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}'
OPTIONS = Options(requests_per_second=None, deadline=5.0)

forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system does not fork")


@pytest.fixture
def server(serve: Serve) -> RawServer:
    def behave(connection: socket.socket, number: int) -> None:
        while read_request(connection):
            connection.sendall(http_response(ORDER.replace("id-1", f"connection-{number}")))

    return serve(behave)


def in_a_child(work: Callable[[], bool]) -> bool:
    child = os.fork()
    if child == 0:
        verdict = 1
        try:
            verdict = 0 if work() else 2
        finally:
            os._exit(verdict)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


@forking
def test_forked_child_opens_its_own_sockets(server: RawServer) -> None:
    with GelatoConnect(api_key="key", api_secret="secret", base_url=server.url, options=OPTIONS) as client:
        assert client.orders.get("id-1").id == "connection-1"
        assert in_a_child(lambda: client.orders.get("id-1").id == "connection-2")
        assert client.orders.get("id-1").id == "connection-1"


@forking
def test_child_forked_while_a_lock_is_held_can_call_and_close(server: RawServer) -> None:
    client = GelatoConnect(api_key="key", api_secret="secret", base_url=server.url, options=OPTIONS)
    client.orders.get("id-1")
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with client._driver._state.get().lock:
            held.set()
            done.wait(PATIENCE)

    holder = threading.Thread(target=hold)
    holder.start()
    assert held.wait(PATIENCE)

    def work() -> bool:
        closing = threading.Thread(target=client.close, daemon=True)
        closing.start()
        closing.join(PATIENCE)
        return not closing.is_alive() and client.orders.get("id-1").id == "connection-2"

    try:
        assert in_a_child(work)
    finally:
        done.set()
        holder.join()
    assert client.orders.get("id-1").id == "connection-1"
    client.close()


@forking
def test_threads_of_a_forked_child_open_their_own_sockets(server: RawServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with GelatoConnect(api_key="key", api_secret="secret", base_url=server.url, options=OPTIONS) as client:
        assert client.orders.get("id-1").id == "connection-1"
        started, make = threading.Event(), threading.BoundedSemaphore

        def make_slowly(amount: int) -> threading.BoundedSemaphore:
            started.set()
            time.sleep(0.2)
            return make(amount)

        def get() -> str:
            return str(client.orders.get("id-1").id)

        def work() -> bool:
            monkeypatch.setattr(sync_driver, "BoundedSemaphore", make_slowly)
            with ThreadPoolExecutor(2) as threads:
                first = threads.submit(get)
                started.wait(PATIENCE)
                second = threads.submit(get)
                return "connection-1" not in {first.result(), second.result()}

        assert in_a_child(work)
        assert get() == "connection-1"


@forking
def test_forked_child_of_an_async_client_opens_its_own_sockets(server: RawServer) -> None:
    client = AsyncGelatoConnect(api_key="key", api_secret="secret", base_url=server.url, options=OPTIONS)

    async def get() -> str:
        return str((await client.orders.get("id-1")).id)

    async def parent() -> tuple[str, bool, str]:
        first = await get()
        # The fork needs its own thread, since a running event loop does not nest.
        alone = await asyncio.to_thread(in_a_child, lambda: asyncio.run(get()) == "connection-2")
        second = await get()
        await client.aclose()
        return first, alone, second

    assert asyncio.run(parent()) == ("connection-1", True, "connection-1")


def test_import_of_the_package_loads_neither_httpx2_nor_attrs() -> None:
    code = "import sys, gelatoconnect; print({'httpx2', 'attr', 'attrs', 'gelatoconnect_api'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "set()"


def test_use_of_models_alone_does_not_load_httpx2() -> None:
    code = "import sys; from gelatoconnect import models; models.OrderRequest; print('httpx2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "False"


def test_first_async_call_imports_nothing(server: RawServer) -> None:
    code = f"""
import asyncio, sys
from gelatoconnect import AsyncGelatoConnect

async def main():
    async with AsyncGelatoConnect(api_key="key", api_secret="secret", base_url={server.url!r}) as client:
        loaded = set(sys.modules)
        await client.orders.get("id-1")
        print({{name for name in sys.modules.keys() - loaded if name.startswith(("anyio", "httpcore2", "h11"))}})

asyncio.run(main())
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "set()"


def test_names_of_the_package_are_those_it_lists() -> None:
    import gelatoconnect  # noqa: PLC0415 - the module itself is tested

    assert set(gelatoconnect.__all__) <= set(dir(gelatoconnect))
    assert all(getattr(gelatoconnect, name) is not None for name in gelatoconnect.__all__)
    with pytest.raises(AttributeError, match="no attribute 'Client'"):
        gelatoconnect.Client  # type: ignore[attr-defined]  # noqa: B018


@pytest.mark.parametrize(
    ("url", "environment", "proxy"),
    [
        ("https://api.example/x", {"https_proxy": "http://proxy.example:3128"}, "http://proxy.example:3128"),
        ("https://api.example/x", {"https_proxy": "proxy.example:3128"}, "http://proxy.example:3128"),
        ("https://api.example/x", {"all_proxy": "http://proxy.example"}, "http://proxy.example"),
        ("https://api.example/x", {"http_proxy": "http://proxy.example"}, None),
        ("https://api.example/x", {"https_proxy": "http://proxy.example", "no_proxy": "api.example"}, None),
        ("http://127.0.0.1/x", {"http_proxy": "http://proxy.example"}, None),
    ],
)
def test_proxy_variable_is_ignored_for_loopback(
    url: str, environment: dict[str, str], proxy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy


async def test_refusing_proxy_means_not_sent_and_its_password_is_hidden(
    connect: Connect, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bytes] = []

    def behave(connection: socket.socket, _: int) -> None:
        asked.append(read_request(connection))
        connection.sendall(http_response("", "407 Proxy Authentication Required"))

    address = serve(behave).url.removeprefix("http://").partition("/")[0]
    monkeypatch.setenv("https_proxy", f"http://user:PLANTED@{address}")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(errors.ConnectFailed, match="The proxy refused") as raised:
        await connect(api_secret="PLANTED", base_url="https://api.example").get("id-1", deadline=None)
    assert asked[0].startswith(b"CONNECT api.example:443")
    assert not any(b"x-api-key" in one.lower() for one in asked)
    assert "PLANTED" not in str(raised.value)


@pytest.mark.parametrize("proxy", ["http://user:PLANTED@127.0.0.1:port", "ftp://user:PLANTED@127.0.0.1:9"])
async def test_invalid_proxy_url_raises_and_names_the_variable(
    proxy: str, connect: Connect, order: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", proxy)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(errors.ConfigError, match=r"HTTPS_PROXY.*Nothing was sent") as raised:
        await connect(base_url="https://api.example").submit(order)
    assert "PLANTED" not in str(raised.value)


async def test_socks_proxy_without_its_package_says_what_to_install(
    connect: Connect, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "socksio", None)
    monkeypatch.setenv("https_proxy", "socks5://user:PLANTED@proxy.example:1080")
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(errors.ConfigError, match="pip install") as raised:
        await connect(base_url="https://api.example").get("id-1")
    assert "PLANTED" not in str(raised.value)
