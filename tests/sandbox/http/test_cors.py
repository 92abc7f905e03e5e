"""Web pages of any origin may use the API, as with Prism, or those of the origins that `--cors` names."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.http.cors import EXPOSED_HEADERS
from gelatoconnect_mock.sandbox.settings import RateLimit

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import at_socket, http_client

PAGE = "http://page.example"
ASKING = {
    "Access-Control-Request-Method": "PUT",
    "Access-Control-Request-Headers": "x-api-key,content-type",
}


def test_preflight_without_credentials_gets_permission(api: httpx2.Client) -> None:
    del api.headers["X-API-KEY"]
    response = api.options("/r-1", headers={"Origin": PAGE, **ASKING})
    assert (response.status_code, response.content) == (204, b"")
    assert {name: value for name, value in response.headers.items() if name.startswith("access-control-")} == {
        "access-control-allow-origin": PAGE,
        "access-control-allow-methods": "PUT",
        "access-control-allow-headers": "x-api-key,content-type",
        "access-control-allow-credentials": "true",
        "access-control-expose-headers": ", ".join(EXPOSED_HEADERS),
    }
    assert response.headers["vary"] == "origin"


def test_page_of_any_origin_may_read_every_response(api: httpx2.Client) -> None:
    for path, key in (("/r-1", "test-key:test-secret"), ("/r-1", "wrong"), ("/a/b/c", "wrong")):
        response = api.get(path, headers={"Origin": PAGE, "X-API-KEY": key})
        assert response.headers["access-control-allow-origin"] == PAGE


def test_request_without_an_origin_gets_no_cors_headers(api: httpx2.Client) -> None:
    assert not [name for name in api.get("/r-1").headers if name.startswith("access-control-")]


@pytest.mark.parametrize("headers", [{}, {"Origin": PAGE}, ASKING])
def test_options_without_a_preflight_gets_405(api: httpx2.Client, headers: dict[str, str]) -> None:
    response = api.options("/r-1", headers=headers)
    assert (response.status_code, response.headers["allow"]) == (405, "GET, HEAD, PUT")


SAFELISTED = {
    "cache-control",
    "content-language",
    "content-length",
    "content-type",
    "expires",
    "last-modified",
    "pragma",
}
"""Headers that a page may read unasked, by the Fetch standard."""
OF_THE_CONNECTION = {"connection", "vary", "transfer-encoding"}


def cors_headers(response: httpx2.Response) -> dict[str, str]:
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


def test_page_may_read_every_header_that_the_api_sends() -> None:
    sent: set[str] = set()
    with at_socket(duplicates="replay", rate_limit=RateLimit(20, 1e9)) as server, http_client(server) as client:
        client.headers["Origin"] = PAGE
        json = {"Content-Type": "application/json", "Content-Encoding": "br"}
        responses = [
            *(client.post("/order", json=an_order()) for _ in range(2)), client.get("/r-1"), client.delete("/r-1"),
            client.get("/a/b/c"), client.post("/order", json={}), client.post("/order", content=b"x", headers=json),
            client.get("/r-1", headers={"X-API-KEY": "wrong"}), *(client.get("/r-1") for _ in range(30)),
        ]  # fmt: skip
    assert {response.status_code for response in responses} == {200, 400, 401, 404, 405, 415, 429}
    for response in responses:
        sent |= {name for name in response.headers if not name.startswith("access-control-")}
        assert response.headers["access-control-expose-headers"].split(", ") == list(EXPOSED_HEADERS)
    assert "x-sandbox-replayed" in sent
    assert sent - SAFELISTED - OF_THE_CONNECTION <= {name.lower() for name in EXPOSED_HEADERS}
    assert "*" not in EXPOSED_HEADERS


@pytest.mark.parametrize(
    "name",
    [
        "X-Request-Id", "Date", "Retry-After", "Allow", "Accept-Encoding", "X-Sandbox-Replayed",
        "X-Sandbox-Unknown-Fields", "X-Sandbox-Advisories",
    ],
)  # fmt: skip
def test_page_may_read_this_header(api: httpx2.Client, name: str) -> None:
    response = api.get("/r-1", headers={"Origin": PAGE})
    assert name in response.headers["access-control-expose-headers"].split(", ")


NAMED = ("http://localhost:3000", "https://shop.example")
FOREIGN = [
    "http://localhost:3001", "http://localhost", "https://localhost:3000", "https://shop.example:8443", "null",
    "https://shop.example.evil.example", "https://evil.example", "http://shop.example", "*", "",
]  # fmt: skip


@pytest.mark.parametrize("origins", [NAMED, ()], ids=["named", "off"])
def test_page_of_a_foreign_origin_gets_no_cors_headers(origins: tuple[str, ...]) -> None:
    with at_socket(cors=origins) as server, http_client(server) as client:
        for origin in FOREIGN if origins else [*FOREIGN, *NAMED]:
            asked = client.options("/r-1", headers={"Origin": origin, **ASKING})
            assert (asked.status_code, cors_headers(asked)) == (403, {})
            assert "--cors" in asked.json()["message"]
            for path, key in (("/r-1", "test-key:test-secret"), ("/r-1", "wrong"), ("/a/b/c", "wrong")):
                response = client.get(path, headers={"Origin": origin, "X-API-KEY": key})
                assert cors_headers(response) == {}
                assert response.headers["vary"] == "origin"


@pytest.mark.parametrize("origin", [*NAMED, "HTTP://LOCALHOST:3000"])
def test_page_of_a_named_origin_gets_the_headers_of_any_page(origin: str) -> None:
    with at_socket(cors=NAMED) as named, at_socket() as open_to_all:
        for method, headers in (("OPTIONS", ASKING), ("GET", {})):
            responses = []
            for server in (named, open_to_all):
                with http_client(server) as client:
                    responses.append(client.request(method, "/r-1", headers={"Origin": origin, **headers}))
            assert cors_headers(responses[0]) == cors_headers(responses[1]) != {}
            assert responses[0].headers["access-control-allow-origin"] == origin


def test_file_page_is_let_in_by_its_name() -> None:
    with at_socket(cors=("null",)) as server, http_client(server) as client:
        assert client.get("/r-1", headers={"Origin": "null"}).headers["access-control-allow-origin"] == "null"
        assert cors_headers(client.get("/r-1", headers={"Origin": PAGE})) == {}


def test_request_without_an_origin_gets_a_response_under_any_cors() -> None:
    with at_socket(cors=()) as server, http_client(server) as client:
        assert client.post("/order", json=an_order()).status_code == 200
        assert "vary" not in client.get("/r-1").headers
