"""Pages of other origins may use the API as they may use Prism: both send the same headers."""

import httpx2
import pytest
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.sandbox.server.server import SandboxServer

_KEY = {"X-API-KEY": "test-key:test-secret"}
_ORIGIN = {"Origin": "http://localhost:3000"}
_PREFLIGHT = {
    **_ORIGIN, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key,content-type",
}  # fmt: skip


def allowed(response: httpx2.Response) -> dict[str, str]:
    """Return what a browser looks at before it lets a page have the answer."""
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


def asked(url: str, method: str, path: str, headers: dict[str, str]) -> httpx2.Response:
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
def test_a_page_is_told_what_prism_would_tell_it(
    prism: PrismServer, running: SandboxServer, method: str, path: str, headers: dict[str, str], status: int | None
) -> None:
    ours, prisms = (asked(url, method, path, headers) for url in (running.url, prism.url))
    assert allowed(ours) == allowed(prisms)
    if status is not None:
        assert (ours.status_code, prisms.status_code) == (status, status)
    assert ours.headers["x-request-id"]
