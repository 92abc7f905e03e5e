"""URLs that requests may go to: https or loopback, under the base URL or a connector's own URLs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, errors
from gelatoconnect._operations import OPERATIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Calls, Connect

OWN = {
    "submit": "https://own.example/c7/orders",
    "get": "https://own.example/c7/orders/{orderId}",
    "search": "https://own.example/c7/orders:find",
    "cancel": "https://own.example/c7/orders/{orderId}/stop",
    "update_shipment": "https://own.example/c7/orders/{orderId}/shipment",
}
both = pytest.mark.parametrize("client", [GelatoConnect, AsyncGelatoConnect])


@both
@pytest.mark.parametrize("host", ["127.0.0.1:4010", "127.9.9.9", "[::1]:80", "localhost", "LOCALHOST:1", "a.localhost"])
def test_plain_http_to_loopback_is_accepted(client: Callable[..., Any], host: str) -> None:
    client(api_key="key", api_secret="secret", base_url=f"http://{host}/api")


@both
@pytest.mark.parametrize(
    "host", ["api.example", "127.0.0.1.example", "localhost.example", "192.0.2.1", "[::2]", "10.0.0.1"]
)
@pytest.mark.parametrize("where", ["base_url", "endpoints"])
def test_plain_http_to_another_host_is_rejected(client: Callable[..., Any], host: str, where: str) -> None:
    url = f"http://{host}/api"
    with pytest.raises(errors.ConfigError, match="Plain http would send the key and the orders unprotected"):
        client("acme", "key", "secret", **{where: url if where == "base_url" else {"submit": url}})


@both
@pytest.mark.parametrize(
    "url",
    [
        "https://user:PLANTED@api.example/",
        "https://PLANTED@api.example/",
        "https://api.example/?key=PLANTED",
        "https://api.example/#PLANTED",
        "https://api.example/api?",
        "https://api.example/api#",
        "https://key:PLANTED",
        "https://api.example:99999/",
        "https://[::1/",
        "ftp://api.example/",
        "api.example/api",
        "https:///api",
        "https://api.example/a b",
        "https://api.example/\n",
        "https://bücher.example/",
        5,
    ],
)  # fmt: skip
def test_invalid_url_is_rejected_without_quoting_it(client: Callable[..., Any], url: object) -> None:
    with pytest.raises(errors.ConfigError, match="base_url") as raised:
        client(api_key="key", api_secret="secret", base_url=url)
    assert "PLANTED" not in str(raised.value)


async def call_all(calls: Calls, order: dict[str, Any], order_id: str) -> None:
    await calls.submit(order)
    await calls.get(order_id)
    await calls.search()
    await calls.cancel(order_id)
    await calls.update_shipment(order_id, shipment_method_uid="express")


RESPONSES: list[dict[str, Any]] = [
    {"id": "id-1"},
    {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"},
    {"orders": []},
    {"code": 200, "message": "OK"},
    {},
]


@pytest.mark.off_contract(requests="URLs of a connector")
async def test_connector_urls_are_used_for_each_operation(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(*(httpx2.Response(200, json=response) for response in RESPONSES))
    await call_all(connect(partner_prefix=None, endpoints=OWN), order, "a/b c")
    root = "https://own.example/c7/orders"
    assert [f"{sent.method} {sent.url}" for sent in api.requests] == [
        f"POST {root}",
        f"GET {root}/a%2Fb%20c",
        f"POST {root}:find",
        f"POST {root}/a%2Fb%20c/stop",
        f"PUT {root}/a%2Fb%20c/shipment",
    ]  # fmt: skip


async def test_without_connector_urls_the_contract_paths_are_used(
    connect: Connect, api: ScriptedApi, order: dict[str, Any]
) -> None:
    api.respond(*(httpx2.Response(200, json=response) for response in RESPONSES))
    await call_all(connect(), order, "id-1")
    root = "https://api.partner-connect.io/api/acme"
    assert [f"{sent.method} {sent.url}" for sent in api.requests] == [
        f"POST {root}/order",
        f"GET {root}/id-1",
        f"POST {root}/search",
        f"POST {root}/id-1/cancel",
        f"PUT {root}/id-1",
    ]


async def test_operation_without_its_own_url_uses_the_base_url(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(200, json=RESPONSES[1]))
    await connect(endpoints={"submit": OWN["submit"]}).get("id-1")
    assert str(api.requests[0].url) == "https://api.partner-connect.io/api/acme/id-1"


async def test_operation_without_any_url_raises(connect: Connect, api: ScriptedApi) -> None:
    calls = connect(partner_prefix=None, endpoints={"submit": OWN["submit"]})
    with pytest.raises(errors.ConfigError, match=r"No URL is known for 'get'\. Add endpoints\['get'\]"):
        await calls.get("id-1")
    assert not api.requests


@both
@pytest.mark.parametrize(
    ("endpoints", "sentence"),
    [
        ({"none": "https://own.example"}, rf"no operation 'none'\. The operations are {', '.join(OPERATIONS)}\.$"),
        ({"get": "https://own.example/orders"}, r"endpoints\['get'\] must contain the placeholder {orderId}"),
        ({"submit": OWN["get"]}, r"endpoints\['submit'\] must not contain the placeholder"),
        ({"submit": None}, r"endpoints\['submit'\] must be a URL"),
        ({"submit": "https://own.example/?a=1"}, "no user name, query or fragment"),
    ],
)
def test_invalid_endpoints_raise_config_error(
    client: Callable[..., Any], endpoints: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(errors.ConfigError, match=sentence):
        client("acme", "key", "secret", endpoints=endpoints)


@pytest.mark.parametrize("url", ["https://a..invalid", f"https://{'a' * 64}.invalid"])
async def test_host_that_does_not_resolve_raises_connect_failed(connect: Connect, url: str) -> None:
    with pytest.raises((errors.ConnectFailed, errors.DeadlineExceeded, errors.ConfigError)):
        await connect(base_url=url, options={"deadline": 0.05}).get("id-1")


def test_host_that_httpx2_rejects_raises_at_construction() -> None:
    with pytest.raises(errors.ConfigError, match="not a URL"):
        GelatoConnect(api_key="key", api_secret="secret", base_url="https://999.1.1.1/api")


@both
@pytest.mark.parametrize(
    "url",
    [
        "https://api.partner-connect.io/api/{partner-prefix}/",
        "https://own.example/{orderId}",
        "https://own.example/{",
        "https://own.example/%7Bprefix%7D",
    ],
)
def test_base_url_with_a_placeholder_is_rejected(client: Callable[..., Any], url: str) -> None:
    with pytest.raises(errors.ConfigError, match=r"base_url has a placeholder in braces\. Replace it with your own"):
        client(api_key="key", api_secret="secret", base_url=url)


@both
@pytest.mark.parametrize("name", OWN)
def test_endpoint_with_an_unknown_placeholder_is_rejected(client: Callable[..., Any], name: str) -> None:
    with pytest.raises(errors.ConfigError, match=r"unknown placeholder\. The client fills in only \{orderId\}"):
        client("acme", "key", "secret", endpoints={name: f"{OWN[name]}/{{prefix}}"})
