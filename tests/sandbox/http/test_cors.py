"""Web pages of any origin may use the API, as with Prism."""

import httpx2
import pytest

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
        "access-control-expose-headers": "*",
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
