"""CORS: the sandbox sends the same headers as Prism to pages of other origins, but for those that it exposes.

Prism exposes `*`. With credentials, which both allow, a browser takes that for a header of the name `*`: the page could
read none. The sandbox names each.
"""

import httpx2
import pytest
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.sandbox.http.cors import EXPOSED_HEADERS
from gelatoconnect_mock.sandbox.server.server import SandboxServer

_EXPOSES = "access-control-expose-headers"
_KEY = {"X-API-KEY": "test-key:test-secret"}
_ORIGIN = {"Origin": "http://localhost:3000"}
_PREFLIGHT = {
    **_ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key,content-type",
}  # fmt: skip


def cors_headers(response: httpx2.Response) -> dict[str, str]:
    """Return the headers by which a browser decides whether a page may read the response."""
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


def send(url: str, method: str, path: str, headers: dict[str, str]) -> httpx2.Response:
    content = b"{}" if method == "POST" else None
    kind = {"Content-Type": "application/json"} if content else {}
    return httpx2.request(method, url + path, headers={**kind, **headers}, content=content, trust_env=False, timeout=10)


@pytest.mark.parametrize(
    ("method", "path", "headers", "status"),
    [
        ("POST", "/search", {**_KEY, **_ORIGIN}, 200),
        ("POST", "/order", {**_KEY, **_ORIGIN}, 400),
        ("POST", "/order", _ORIGIN, 401),
        ("GET", "/some-order", {**_KEY, **_ORIGIN}, None),
        ("OPTIONS", "/order", _PREFLIGHT, 204),
        ("OPTIONS", "/some-order/cancel", _PREFLIGHT, 204),
        ("OPTIONS", "/order", {**_PREFLIGHT, "Origin": "null"}, 204),
        ("OPTIONS", "/order", {**_ORIGIN, "Access-Control-Request-Method": "PUT"}, 204),
    ],
    ids=["search", "refused", "unauthorized", "get", "preflight", "of cancel", "of a file", "no headers"],
)
def test_cors_headers_equal_those_of_prism_with_exposed_names(
    prism: PrismServer, running: SandboxServer, method: str, path: str, headers: dict[str, str], status: int | None
) -> None:
    ours, prisms = (send(url, method, path, headers) for url in (running.url, prism.url))
    assert cors_headers(prisms)[_EXPOSES] == "*"
    assert cors_headers(ours) == {**cors_headers(prisms), _EXPOSES: ", ".join(EXPOSED_HEADERS)}
    if status is not None:
        assert (ours.status_code, prisms.status_code) == (status, status)
    assert ours.headers["x-request-id"]
