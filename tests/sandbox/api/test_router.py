"""The router finds the operation of a path, and says what is wrong with one that has none."""

import json

import pytest

from tests.sandbox.harness import PAIR, Harness
from tests.sandbox.sandbox_orders import an_order

PATHS = ["order", "search", "r-1", "r-1/cancel", "%6Frder", "a%2Fb"]
METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE"]
IN_ROW = "two slashes in a row: write the base URL without the slash at the end"
AT_END = "a slash too many: write it without the slash at the end"


def message(harness: Harness, method: str, path: str) -> str:
    response = harness.raw(method, path, json.dumps(an_order()).encode(), x_api_key=PAIR)
    assert response.status == 404
    return str(json.loads(response.body)["message"])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_slash_at_the_end_is_named(harness: Harness, method: str, path: str) -> None:
    for end in ("/", "//", "///"):
        assert AT_END in message(harness, method, f"/api/demo/{path}{end}")


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("path", PATHS)
def test_slashes_in_a_row_name_the_base_url(harness: Harness, method: str, path: str) -> None:
    for before in ("/api/demo//", "/api/demo///", "/api//demo/", "//api/demo/", "//api//demo//"):
        assert IN_ROW in message(harness, method, before + path)
        assert IN_ROW in message(harness, method, f"{before}{path}/")


@pytest.mark.parametrize(
    "path",
    ["/", "//", "/api", "/api/", "/api/demo", "/api/demo/", "/api/demo//", "/order", "/order/", "//order",
     "/apis/demo/x/", "/api/demo/a/b/", "/api/demo/order/cancel/", "/api/de%6Do/x/", "/api/demo/a//b"],
)  # fmt: skip
def test_path_that_no_slash_explains_gets_the_known_paths_alone(harness: Harness, path: str) -> None:
    text = message(harness, "GET", path)
    assert "/api/{prefix}/order" in text
    assert "slash" not in text


@pytest.mark.parametrize(("length", "status"), [(1, 200), (63, 200), (64, 200), (65, 404)])
def test_prefix_has_up_to_64_characters(harness: Harness, length: int, status: int) -> None:
    path = f"/api/{'p' * length}/search"
    response = harness.raw("POST", path, b"{}", x_api_key=PAIR, content_type="application/json")
    assert response.status == status
