"""The messages of the fixtures, about violations and about wrong arguments."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gelatoconnect_mock.sandbox.settings import RateLimit
from gelatoconnect_mock.testing.sandbox import InProcessSandbox, SandboxForTests

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import http_client, in_process, plain_client

_KEY = {"X-API-KEY": "test-key:test-secret"}


@pytest.fixture
def sandbox() -> InProcessSandbox:
    return in_process()


NEVER: Any = "never"


def send(sandbox: SandboxForTests, times: int = 1, **order: object) -> None:
    with http_client(sandbox) as client:
        for _ in range(times):
            client.post(f"{sandbox.base_url}/order", json=order)


def test_violation_dropped_from_the_request_log_is_reported(sandbox: InProcessSandbox) -> None:
    send(sandbox, orderReferenceId="broken")
    with http_client(sandbox) as client:
        for _ in range(1_200):
            client.get("/nothing")
    assert len(sandbox.requests) == 1_000
    assert [text.partition(",")[0] for text in sandbox.violations()] == ["request 1"]


def test_allowed_violation_dropped_from_the_log_stays_allowed(sandbox: InProcessSandbox) -> None:
    with sandbox.allow_violations():
        send(sandbox, times=1_200, orderReferenceId="broken")
    assert sandbox.violations() == []
    send(sandbox, orderReferenceId="broken")
    assert [text.partition(",")[0] for text in sandbox.violations()] == ["request 1201"]


def test_400_of_a_fault_is_not_a_violation(sandbox: InProcessSandbox) -> None:
    sandbox.inject_fault("submitOrder", "before:status=400")
    send(sandbox, **an_order())
    assert sandbox.violations() == []


@pytest.fixture(params=["gelatoconnect_sandbox", "gelatoconnect_server"])
def tolerant(request: pytest.FixtureRequest) -> Iterator[SandboxForTests]:
    """Either fixture. Violations do not fail the test."""
    found: SandboxForTests = request.getfixturevalue(request.param)
    yield found
    found._allowed.append(range(10_000))


def test_violation_under_another_prefix_is_reported(tolerant: SandboxForTests) -> None:
    with http_client(tolerant) as client:
        client.post(tolerant.base_url.replace("/api/demo", "/api/acme") + "/order", json={})
    (text,) = tolerant.violations()
    assert text.startswith("request 1, POST /api/acme/order (submitOrder): refused with 400")


def test_violation_before_a_reset_is_reported(gelatoconnect_server: SandboxForTests) -> None:
    with http_client(gelatoconnect_server) as client:
        client.post(f"{gelatoconnect_server.base_url}/order", json={})
        plane = gelatoconnect_server.base_url.replace("/api/demo", "/_sandbox/reset")
        assert client.post(f"{plane}?key={gelatoconnect_server.api_key}").status_code == 200
    assert len(gelatoconnect_server.violations()) == 1
    gelatoconnect_server._allowed.append(range(10_000))


@pytest.mark.parametrize(
    ("method", "path", "secret", "message"),
    [
        (
            "GET",
            "/r-1/a",
            "",
            r"unmatched request \d+, GET /api/demo/r-1/a: refused with 404, No such path",
        ),
        (
            "PUT",
            "/order",
            "",
            r"unmatched request \d+, PUT /api/demo/order: refused with 405, Method not",
        ),
        (
            "GET",
            "/r-1",
            "wrong",
            r"unmatched request \d+, GET /api/demo/r-1 \(getOrder\): refused with 401, the header X-API",
        ),
    ],
)
def test_wrong_path_method_or_key_is_a_violation_unless_allowed(
    tolerant: SandboxForTests, method: str, path: str, secret: str, message: str
) -> None:
    def send_wrong() -> None:
        key = {"X-API-KEY": f"{tolerant.api_key}:{secret or tolerant.api_secret}"}
        with http_client(tolerant, headers=key) as client:
            client.request(method, f"{tolerant.base_url}{path}")

    with tolerant.allow_violations():
        send_wrong()
    assert tolerant.violations() == []
    send_wrong()
    (text,) = tolerant.violations()
    assert re.match(message, text)


def test_unmatched_requests_dropped_from_the_log_are_reported(sandbox: InProcessSandbox) -> None:
    with http_client(sandbox) as client:
        for number in range(1_200):
            client.get(f"https://sandbox.invalid/{number}")
    assert len(sandbox.violations()) == 1_200


def test_request_without_a_key_at_a_socket_is_not_a_violation(gelatoconnect_server: SandboxForTests) -> None:
    with plain_client() as client:
        assert client.get(f"{gelatoconnect_server.base_url}/r-1").status_code == 401
    assert gelatoconnect_server.violations() == []


@pytest.mark.parametrize(
    ("misuse", "message"),
    [
        (lambda s: s.inject_fault("submit", "after:drop"), "expected one of submitOrder, getOrder,.*found 'submit'"),
        (lambda s: s.inject_fault("submitOrder", "drop"), "expected before:drop or after:drop, found drop"),
        (lambda s: s.inject_fault("submitOrder", "after:explode"), "fault 'explode'; the faults are .*status.*drop"),
        (lambda s: s.inject_fault("getOrder", "lookup_lag"), "submitOrder only, not to getOrder"),
        (lambda s: s.inject_fault("submitOrder", "after:drop", times=0), "whole number from 1 .* found 0"),
        (lambda s: s.advance("r-1", "shiped"), "no state 'shiped'; the states are draft, received, .*shipped"),
        (lambda s: s.advance("r-1", "draft"), "a step back"),
        (lambda s: s.advance_time(-1), "forward only"),
        (lambda s: s.configure(duplicates="sometimes"), "duplicates: .*conflict.*replay.*accept"),
        (
            lambda s: s.configure(rate_limit=5),
            'rate_limit: expected a RateLimit, or None or "off" for no limit, found 5',
        ),
        (lambda s: s.configure(rate_limit="none"), 'RateLimit, or None or "off" for'),
        (lambda s: s.configure(cancel_canceled=True), "cancel_canceled: expected .*accept.*refuse.*found true"),
        (lambda s: s.configure(step=-1), "step: expected more than 0, found -1"),
        (lambda s: s.configure(step=float("nan")), "step: "),
        (lambda s: s.configure(step="5"), 'step: expected .*found "5"'),
        (lambda s: s.configure(rate_limit=RateLimit(0)), "rate_limit"),
        (lambda s: s.configure(rate_limit=RateLimit(1, retry_after=NEVER)), "rate_limit.retry_after"),
        (lambda s: s.configure(duplicates={1, 2}), "duplicates: .*conflict"),
        (lambda s: s.configure(lifecycle="time", step=-1.0), "step: "),
    ],
)
def test_wrong_argument_is_refused_with_the_valid_ones(sandbox: InProcessSandbox, misuse: Any, message: str) -> None:
    send(sandbox, **an_order())
    with pytest.raises(ValueError, match=message):
        misuse(sandbox)
    assert sandbox.order("r-1")["fulfillmentStatus"] == "received"


def test_rate_limit_off_is_no_limit(sandbox: InProcessSandbox) -> None:
    sandbox.configure(rate_limit=RateLimit(1, 1_000))
    sandbox.configure(rate_limit="off")
    send(sandbox, times=3, **an_order(preventDuplicate=False))
    assert len(sandbox.orders) == 3


def test_unknown_rule_is_refused_with_the_known_ones(sandbox: InProcessSandbox) -> None:
    with pytest.raises(TypeError, match=r"no rule 'duplicate'; the rules are duplicates, .*lifecycle"):
        sandbox.configure(duplicate="replay")


def test_unknown_order_is_refused_with_the_known_ones(sandbox: InProcessSandbox) -> None:
    with pytest.raises(LookupError, match="no order 'r-2'; there is none at all"):
        sandbox.order("r-2")
    send(sandbox, **an_order("r-1"))
    with pytest.raises(LookupError, match="no order 'r-2'; there are r-1"):
        sandbox.advance("r-2")


_TESTS = """
import httpx2
import pytest

KEY = {"X-API-KEY": "test-key:test-secret"}

def submit(order, url, key, transport=None):
    with httpx2.Client(transport=transport, headers={"X-API-KEY": key}, trust_env=False) as client:
        client.post(f"{url}/order", json=order)

def test_swallowed(gelatoconnect_sandbox):
    submit({"orderReferenceId": "r-1"}, gelatoconnect_sandbox.base_url, "test-key:test-secret",
          gelatoconnect_sandbox.transport)

@pytest.mark.parametrize("number", range(6))
def test_served(gelatoconnect_server, number):
    key = f"{gelatoconnect_server.api_key}:{gelatoconnect_server.api_secret}"
    submit({"orderReferenceId": "r-1", "number": number}, gelatoconnect_server.base_url, key)
    assert len(gelatoconnect_server.requests) == 1
"""


def run(folder: Path, *arguments: str) -> str:
    folder.joinpath("test_shop.py").write_text(_TESTS)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "test_shop.py", *arguments]
    return subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True).stdout  # noqa: S603


def test_failure_names_the_request_the_field_and_what_to_do(tmp_path: Path) -> None:
    output = run(tmp_path, "-q", "-k", "swallowed")
    assert "1 passed, 6 deselected, 1 error" in output
    assert "  request 1, POST /api/demo/order (submitOrder): refused with 400, There are errors" in output
    assert "currency" in output
    assert "    with gelatoconnect_sandbox.allow_violations():" in output
    assert "Traceback" not in output


def test_tests_in_two_processes_do_not_interfere(tmp_path: Path) -> None:
    output = run(tmp_path, "-q", "-n", "2")
    assert "7 passed, 7 errors" in output
    assert "with gelatoconnect_server.allow_violations():" in output


def test_pytest_shows_the_purpose_of_the_fixtures(tmp_path: Path) -> None:
    output = run(tmp_path, "--fixtures")
    for name in ("gelatoconnect_sandbox", "gelatoconnect_server"):
        shown = output.partition(f"{name} -- ")[2].partition("\n\n")[0]
        assert all(word in shown for word in ("base_url", "api_key", "api_secret"))
    assert "_gelatoconnect_server" not in output
