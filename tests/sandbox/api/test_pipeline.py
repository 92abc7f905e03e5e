"""A request that fails two checks gets the error of the earlier one."""

import json

import pytest
from gelatoconnect_mock.sandbox.settings import RateLimit

from tests.sandbox.harness import PAIR, Harness
from tests.sandbox.sandbox_orders import an_order

JSON = "application/json"
RIGHT = {"x_api_key": PAIR, "content_type": JSON}
NO_KEY = {"content_type": JSON}
TEXT = {"x_api_key": PAIR, "content_type": "text/plain"}
LARGE = b"[" + b" " * 1_048_576
GOOD = json.dumps(an_order("r-1")).encode()


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "passed_over"),
    [
        ("DELETE", "/api/demo/a/b", b"", RIGHT, 404, "405"),
        ("DELETE", "/api/demo/order", b"", NO_KEY, 405, "401"),
        ("POST", "/api/demo/order", LARGE, NO_KEY, 401, "413"),
        ("POST", "/api/demo/order", b"{", NO_KEY, 401, "400"),
        ("POST", "/api/demo/order", GOOD, {**NO_KEY, "x_sandbox_fault": "nonsense"}, 401, "400 of the fault"),
        ("POST", "/api/demo/order", LARGE, TEXT, 413, "415"),
        ("POST", "/api/demo/order", b"{", TEXT, 415, "400"),
        ("PUT", "/api/demo/unknown", b"{}", RIGHT, 400, "404"),
        ("PUT", "/api/demo/unknown", b"{", RIGHT, 400, "404"),
        ("PUT", "/api/demo/unknown", b"{}", TEXT, 415, "404"),
        ("PUT", "/api/demo/gone", b"{}", RIGHT, 400, "409 of its state"),
        ("POST", "/api/demo/order", json.dumps({**an_order("gone"), "items": []}).encode(), RIGHT, 400, "409"),
        ("POST", "/api/demo/gone/cancel", b"", {**RIGHT, "customer_reference_id": "other"}, 404, "409"),
        ("POST", "/api/demo/gone/cancel", b"", RIGHT, 409, "nothing"),
        ("POST", "/api/demo/order", json.dumps(an_order("gone")).encode(), RIGHT, 409, "nothing"),
    ],
)
def test_the_earlier_of_two_failed_checks_is_reported(
    harness: Harness, method: str, path: str, body: bytes, headers: dict[str, str], status: int, passed_over: str
) -> None:
    harness.advance(harness.submitted("gone"), "shipped")
    assert harness.raw(method, path, body, **headers).status == status, f"{passed_over} was told instead"


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("POST", "/nowhere", b"", RIGHT, 404),
        ("GET", "/api/demo/order", b"", RIGHT, 405),
        ("POST", "/api/demo/order", GOOD, NO_KEY, 401),
        ("POST", "/api/demo/order", GOOD, {**RIGHT, "x_sandbox_fault": "nonsense"}, 400),
        ("POST", "/api/demo/order", LARGE, RIGHT, 429),
        ("POST", "/api/demo/order", GOOD, TEXT, 429),
        ("POST", "/api/demo/order", b"{", RIGHT, 429),
        ("POST", "/api/demo/order", b"{}", RIGHT, 429),
        ("GET", "/api/demo/unknown", b"", RIGHT, 429),
        ("GET", "/api/demo/%zz", b"", RIGHT, 429),
    ],
)
def test_rate_limit_comes_after_route_and_credentials_before_the_body(
    harness: Harness, method: str, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    harness.configure(rate_limit=RateLimit(1, 1_000))
    assert harness.raw("GET", "/api/demo/unknown", **RIGHT).status == 404
    assert harness.raw(method, path, body, **headers).status == status


def test_broken_json_is_told_apart_from_json_that_breaks_the_contract(harness: Harness) -> None:
    def message(body: bytes) -> str:
        return str(json.loads(harness.raw("POST", "/api/demo/order", body, **RIGHT).body)["message"])

    assert message(b"{") != message(b"{}")


def test_refused_request_counts_against_the_limit_of_right_credentials(harness: Harness) -> None:
    harness.configure(rate_limit=RateLimit(1, 1_000))
    for _ in range(3):
        assert harness.raw("POST", "/api/demo/order", b"{}", **NO_KEY).status == 401
    assert harness.raw("POST", "/api/demo/order", b"{}", **RIGHT).status == 400
    assert harness.raw("POST", "/api/demo/order", b"{}", **RIGHT).status == 429


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/demo/order", {"POST"}),
        ("/api/demo/search", {"POST"}),
        ("/api/demo/r-1", {"GET", "PUT"}),
        ("/api/demo/r-1/cancel", {"POST"}),
    ],
)
def test_a_known_path_with_the_wrong_verb_says_which_verbs_it_takes(
    harness: Harness, path: str, allowed: set[str]
) -> None:
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "post"} - allowed:
        response = harness.raw(method, path, **RIGHT)
        assert response.status == 405
        assert set(dict(response.headers)[b"allow"].decode().split(", ")) == allowed
