"""The router finds the operation of a path, or gives the reason why there is none."""

import json

import pytest
from gelatoconnect_mock.sandbox.api import pipeline
from gelatoconnect_mock.sandbox.api.router import routes

from tests.sandbox.harness import PAIR, Harness
from tests.sandbox.sandbox_orders import an_order

PATHS = ["order", "search", "r-1", "r-1/cancel", "%6Frder", "a%2Fb"]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]
IN_ROW = "without the empty segment (//)"
AT_END = "without the slash at the end"


def message(harness: Harness, method: str, path: str) -> str:
    response = harness.raw(method, path, json.dumps(an_order()).encode(), x_api_key=PAIR)
    assert response.status == 404
    return str(json.loads(response.body)["message"])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_slash_at_the_end_is_named(harness: Harness, method: str, path: str) -> None:
    for end in ("/", "//", "///"):
        text = message(harness, method, f"/api/demo/{path}{end}")
        assert text.startswith(f"No such path: write it {AT_END}. ")
        assert IN_ROW not in text


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_empty_segment_is_named(harness: Harness, method: str, path: str) -> None:
    for before in ("/api/demo//", "/api/demo///", "/api//demo/", "//api/demo/", "//api//demo//"):
        text = message(harness, method, before + path)
        assert text.startswith(f"No such path: write it {IN_ROW}, which comes of ")
        assert AT_END not in text
        both = message(harness, method, f"{before}{path}/")
        assert IN_ROW in both
        assert AT_END in both


@pytest.mark.parametrize("method", METHODS)
def test_empty_id_of_a_cancel_is_named(harness: Harness, method: str) -> None:
    assert message(harness, method, "/api/demo//cancel").startswith(
        "No such path: the ID of the order in it is empty. "
    )


@pytest.mark.parametrize(
    "path",
    ["/", "//", "/api", "/api/", "/api/demo", "/api/demo/", "/api/demo//", "/order", "/order/", "//order",
     "/apis/demo/x/", "/api/demo/a/b/", "/api/demo/order/cancel/", "/api/de%6Do/x/", "/api/demo/a//b"],
)  # fmt: skip
def test_path_that_no_slash_explains_gets_the_known_paths_alone(harness: Harness, path: str) -> None:
    text = message(harness, "GET", path)
    assert "/api/{prefix}/order" in text
    assert "slash" not in text


@pytest.mark.parametrize(
    ("method", "path", "allowed", "hint"),
    [
        ("get", "/api/demo/r-1", "GET, HEAD, PUT", " Methods are case-sensitive: write GET."),
        ("Put", "/api/demo/r-1", "GET, HEAD, PUT", " Methods are case-sensitive: write PUT."),
        ("head", "/api/demo/r-1", "GET, HEAD, PUT", " Methods are case-sensitive: write HEAD."),
        ("post", "/api/demo/order", "POST", " Methods are case-sensitive: write POST."),
        ("get", "/api/demo/order", "POST", ""),
        ("os", "/api/demo/order", "POST", ""),
        ("FOO", "/api/demo/r-1/cancel", "POST", ""),
        ("PROPFIND", "/api/demo/search", "POST", ""),
    ],
)
def test_other_method_of_a_known_path_gets_405(
    harness: Harness, method: str, path: str, allowed: str, hint: str
) -> None:
    response = harness.raw(method, path, b"", x_api_key=PAIR)
    assert (response.status, dict(response.headers)[b"allow"]) == (405, allowed.encode())
    assert json.loads(response.body)["message"] == f"Method not allowed. Allowed: {allowed}.{hint}"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "FOO"])
def test_each_request_is_routed_once(harness: Harness, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    routed: list[bytes] = []

    def count(path: bytes) -> object:
        routed.append(path)
        return routes(path)

    monkeypatch.setattr(pipeline, "routes", count)
    harness.raw(method, "/api/demo/r-1", b"", x_api_key=PAIR)
    assert routed == [b"/api/demo/r-1"]


@pytest.mark.parametrize(("length", "status"), [(1, 200), (63, 200), (64, 200), (65, 404)])
def test_prefix_has_up_to_64_characters(harness: Harness, length: int, status: int) -> None:
    path = f"/api/{'p' * length}/search"
    response = harness.raw("POST", path, b"{}", x_api_key=PAIR, content_type="application/json")
    assert response.status == status
