"""The pools that replace those of httpx2, and the methods of httpx2 that tracing tools patch."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect._engine.commands import Response
from gelatoconnect._transport import pools
from gelatoconnect._transport.async_transport import AsyncTransport
from gelatoconnect._transport.sync_transport import SyncTransport
from gelatoconnect.errors import ConfigError

from tests.unit.transports.loopback import (
    TransportCalls,
    send_ok,
)

if TYPE_CHECKING:
    from tests.standins.raw_sockets import Serve

pytestmark = pytest.mark.off_contract(requests="raw bytes, no operation", responses="raw bytes, no operation")


async def test_patched_handle_request_sees_every_request(
    calls: TransportCalls, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    """OpenTelemetry and vcrpy patch these two methods of httpx2."""
    seen: list[str] = []
    sync, asynchronous = httpx2.HTTPTransport.handle_request, httpx2.AsyncHTTPTransport.handle_async_request

    def handle(self: Any, request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.path)
        return sync(self, request)

    async def handle_async(self: Any, request: httpx2.Request) -> httpx2.Response:
        seen.append(request.url.path)
        return await asynchronous(self, request)

    monkeypatch.setattr(httpx2.HTTPTransport, "handle_request", handle)
    monkeypatch.setattr(httpx2.AsyncHTTPTransport, "handle_async_request", handle_async)
    url = serve(send_ok).url
    for path in ("/first", "/second"):
        assert await calls.send(url + path) == Response(200, {"content-type": "application/json"}, b"ok")
    assert [path.removeprefix("/api/acme") for path in seen] == ["/first", "/second"]


@pytest.mark.parametrize("transport", [SyncTransport, AsyncTransport])
def test_pool_of_each_route_gets_our_network_backend(transport: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for proxy in ("", "http://127.0.0.1:9", "https://127.0.0.1:9", "socks5://127.0.0.1:9"):
        if proxy:
            monkeypatch.setenv("https_proxy", proxy)
        pool = transport("https://api.example")._pool
        assert type(pool._network_backend).__module__ == transport.__module__
        assert pool._ssl_context is pools.shared_ssl_context()
        # The driver's semaphore bounds the requests. Servers close idle connections after 5 s.
        assert (pool._max_connections, pool._max_keepalive_connections) == (sys.maxsize, 20)
        assert pool._keepalive_expiry == 4.0
        if proxy.startswith("https:"):
            assert pool._proxy_ssl_context is pools.shared_ssl_context()


def test_transport_without_a_pool_raises_config_error() -> None:
    with pytest.raises(ConfigError, match=r"httpx2 \d.* is not supported"):
        pools.replace_pool(object(), {}, lambda _: None, "http://localhost")  # type: ignore[arg-type]
