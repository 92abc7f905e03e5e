"""The order of the checks: a request that fails two gets the error of the earlier one."""

import json

import pytest
from gelatoconnect_mock.sandbox.api.operations import OPERATIONS
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.sandbox.settings import RateLimit

from tests.sandbox.harness import PAIR, Harness
from tests.sandbox.sandbox_orders import an_order

JSON = "application/json"
VALID = {"x_api_key": PAIR, "content_type": JSON}
NO_KEY = {"content_type": JSON}
TEXT = {"x_api_key": PAIR, "content_type": "text/plain"}
LARGE = b"[" + b" " * 1_048_576
ORDER = json.dumps(an_order("r-1")).encode()


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status", "later_check"),
    [
        ("DELETE", "/api/demo/a/b", b"", VALID, 404, "405"),
        ("DELETE", "/api/demo/order", b"", NO_KEY, 405, "401"),
        ("POST", "/api/demo/order", LARGE, NO_KEY, 401, "413"),
        ("POST", "/api/demo/order", b"{", NO_KEY, 401, "400"),
        ("POST", "/api/demo/order", ORDER, {**NO_KEY, "x_sandbox_fault": "nonsense"}, 401, "400 of the fault"),
        ("POST", "/api/demo/order", LARGE, TEXT, 413, "415"),
        ("POST", "/api/demo/order", b"{", TEXT, 415, "400"),
        ("PUT", "/api/demo/unknown", b"{}", VALID, 400, "404"),
        ("PUT", "/api/demo/unknown", b"{", VALID, 400, "404"),
        ("PUT", "/api/demo/unknown", b"{}", TEXT, 415, "404"),
        ("PUT", "/api/demo/gone", b"{}", VALID, 400, "409 of its state"),
        ("POST", "/api/demo/order", json.dumps({**an_order("gone"), "items": []}).encode(), VALID, 400, "409"),
        ("POST", "/api/demo/gone/cancel", b"", {**VALID, "customer_reference_id": "other"}, 404, "409"),
        ("POST", "/api/demo/gone/cancel", b"", VALID, 409, "nothing"),
        ("POST", "/api/demo/order", json.dumps(an_order("gone")).encode(), VALID, 409, "nothing"),
    ],
)
def test_two_failed_checks_report_the_earlier_one(
    harness: Harness, method: str, path: str, body: bytes, headers: dict[str, str], status: int, later_check: str
) -> None:
    harness.advance(harness.submitted("gone"), "shipped")
    assert harness.raw(method, path, body, **headers).status == status, f"{later_check} was reported instead"


@pytest.mark.parametrize(
    ("method", "path", "body", "headers", "status"),
    [
        ("POST", "/nowhere", b"", VALID, 404),
        ("GET", "/api/demo/order", b"", VALID, 405),
        ("POST", "/api/demo/order", ORDER, NO_KEY, 401),
        ("POST", "/api/demo/order", ORDER, {**VALID, "x_sandbox_fault": "nonsense"}, 400),
        ("POST", "/api/demo/order", LARGE, VALID, 429),
        ("POST", "/api/demo/order", ORDER, TEXT, 429),
        ("POST", "/api/demo/order", b"{", VALID, 429),
        ("POST", "/api/demo/order", b"{}", VALID, 429),
        ("GET", "/api/demo/unknown", b"", VALID, 429),
        ("GET", "/api/demo/%zz", b"", VALID, 429),
    ],
)
def test_rate_limit_is_checked_after_credentials_before_body(
    harness: Harness, method: str, path: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    harness.configure(rate_limit=RateLimit(1, 1_000))
    assert harness.raw("GET", "/api/demo/unknown", **VALID).status == 404
    assert harness.raw(method, path, body, **headers).status == status


def test_invalid_json_and_invalid_body_have_other_messages(harness: Harness) -> None:
    def message(body: bytes) -> str:
        return str(json.loads(harness.raw("POST", "/api/demo/order", body, **VALID).body)["message"])

    assert message(b"{") != message(b"{}")


def test_unauthorized_request_does_not_count_a_refused_one_does(harness: Harness) -> None:
    harness.configure(rate_limit=RateLimit(1, 1_000))
    for _ in range(3):
        assert harness.raw("POST", "/api/demo/order", b"{}", **NO_KEY).status == 401
    assert harness.raw("POST", "/api/demo/order", b"{}", **VALID).status == 400
    assert harness.raw("POST", "/api/demo/order", b"{}", **VALID).status == 429


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/api/demo/order", {"POST"}),
        ("/api/demo/search", {"POST"}),
        ("/api/demo/r-1", {"GET", "HEAD", "PUT"}),
        ("/api/demo/r-1/cancel", {"POST"}),
    ],
)
def test_wrong_method_lists_the_allowed_methods(harness: Harness, path: str, allowed: set[str]) -> None:
    for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "post"} - allowed:
        response = harness.raw(method, path, **VALID)
        assert response.status == 405
        assert set(dict(response.headers)[b"allow"].decode().split(", ")) == allowed


@pytest.mark.parametrize(("broken", "named"), [(1, 1), (20, 20), (30, 20)])
def test_violations_of_a_response_are_the_first_twenty(
    harness: Harness, monkeypatch: pytest.MonkeyPatch, broken: int, named: int
) -> None:
    content = b'{"orders": [%b]}' % b",".join([b"1"] * broken)
    monkeypatch.setitem(OPERATIONS, "searchOrders", lambda _exchange, _tenant: Response(200, content))
    assert harness.api.post("/search", json={}).status_code == 500
    (exchange,) = harness.sandbox.request_log.of(harness.tenant)
    assert len(exchange.violations) == named


@pytest.mark.parametrize(("size", "status"), [(1_048_575, 200), (1_048_576, 200), (1_048_577, 413)])
def test_body_of_exactly_the_limit_is_read(harness: Harness, size: int, status: int) -> None:
    assert harness.raw("POST", "/api/demo/order", ORDER.ljust(size), **VALID).status == status
