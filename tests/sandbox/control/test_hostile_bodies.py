"""Work and memory depend on the size of the response, not on the body that a client sends."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from gelatoconnect_mock.contract.field_errors import MAX_DETAILS
from gelatoconnect_mock.sandbox.api.exchange import Exchange
from gelatoconnect_mock.sandbox.control import schema
from gelatoconnect_mock.sandbox.control.log_entry import json_body
from gelatoconnect_mock.sandbox.control.router import ControlPlane
from gelatoconnect_mock.sandbox.http.messages import Request

from tests.sandbox.control.control_client import ControlClient
from tests.sandbox.control.hostile_bodies import VALID, cases, resources
from tests.sandbox.harness import Harness

ROOT = Path(__file__).parents[3]
MIB = 1_048_576
MAX_GROWTH = 40 * MIB
"""For a body of at most 1 MiB: Python makes about that of a MiB of empty objects."""
MAX_SNAPSHOT_GROWTH = 256 * MIB
"""For a snapshot, of which much more is read."""
MAX_RESPONSE = 100_000
TIMEOUT = 300.0
"""Seconds; a quiet machine needs a tenth."""


@pytest.fixture(
    scope="module", params=[pytest.param(7, id="sample"), pytest.param(1, marks=pytest.mark.whole, id="all")]
)
def one_in(request: pytest.FixtureRequest) -> int:
    """One in so many cases is sent."""
    return int(request.param)


@pytest.fixture(scope="module")
def outcomes(one_in: int) -> list[Any]:
    """What came of each hostile body, in processes of their own."""
    command = [sys.executable, "-m", "tests.sandbox.control.hostile_bodies", str(one_in)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=TIMEOUT)  # noqa: S603
    assert result.returncode == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_every_resource_with_a_body_is_tried() -> None:
    assert sorted(resources()) == sorted(VALID)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
class TestHostileBodies:
    def test_each_one_has_a_response_and_no_internal_error(self, outcomes: list[Any], one_in: int) -> None:
        assert len(outcomes) == -(-sum(1 for _ in cases()) // one_in)
        assert [one for one in outcomes if one.get("status", 500) >= 500] == []

    def test_each_response_is_small(self, outcomes: list[Any]) -> None:
        assert [one for one in outcomes if one["errors"] > MAX_DETAILS or one["response"] > MAX_RESPONSE] == []

    def test_no_process_grows_beyond_the_bound(self, outcomes: list[Any]) -> None:
        most = {False: MAX_GROWTH, True: MAX_SNAPSHOT_GROWTH}
        assert [one for one in outcomes if one["grown"] > most[one["sent"] > MIB]] == []


@pytest.mark.parametrize(
    ("resource", "field", "size"),
    [
        ("PUT /_sandbox/snapshot", "orders", 50_000), ("PUT /_sandbox/snapshot", "due", 50_000),
        ("POST /_sandbox/plans", "steps", 900),
    ],
)  # fmt: skip
def test_many_errors_at_a_socket_are_listed_up_to_the_limit(
    control: ControlClient, resource: str, field: str, size: int
) -> None:
    method, path = resource.split(" ")
    body = {**VALID[resource], field: [{}] * size}
    error = control.error(400, method, path.removeprefix("/_sandbox"), body)
    assert len(error["details"]) == MAX_DETAILS
    assert error["message"].endswith("(the first 20 are listed)")


def test_verify_reads_each_logged_body_once(monkeypatch: pytest.MonkeyPatch) -> None:
    harness = Harness()
    for number in range(30):
        harness.submitted(f"r-{number}")
    read: list[object] = []

    def count(exchange: Exchange) -> Any:
        read.append(exchange)
        return json_body(exchange)

    monkeypatch.setattr("gelatoconnect_mock.sandbox.control.verify.json_body", count)
    where = {f"items[0].field{number}": [0] * 5_000 for number in range(50)}
    body = json.dumps({"operation": "submitOrder", "where": where, "count": 1}).encode()
    headers = ((b"host", b"localhost"), (b"content-type", b"application/json"))
    response = ControlPlane(harness.sandbox).handle(Request("POST", b"/_sandbox/verify", b"", headers, body))
    misses = json.loads(response.body)["near_misses"]
    assert [len(miss["differences"]) for miss in misses] == [20] * 5
    assert len(read) == 30 + len(misses)
    assert len(response.body) < MAX_RESPONSE


class CountingList(list[Any]):
    """A list that counts how many of its elements are read."""

    read = 0

    def __getitem__(self, index: Any) -> Any:
        self.read += 1
        return super().__getitem__(index)


@pytest.mark.parametrize(
    ("resource", "field"), [("PUT /_sandbox/snapshot", "orders"), ("PUT /_sandbox/snapshot", "due")]
)
def test_no_element_is_read_after_the_last_listed_error(resource: str, field: str) -> None:
    method, template = resource.split(" ")
    elements = CountingList([{}] * 100_000)
    errors = schema.body_schema(template, method).errors({**VALID[resource], field: elements})
    assert len(errors) == MAX_DETAILS + 1
    assert elements.read <= 2


class CountingDict(dict[str, Any]):
    """A dict that counts how many of its items are read."""

    read = 0

    def items(self) -> Any:
        for item in super().items():
            self.read += 1
            yield item


def test_no_name_is_read_after_the_last_listed_error() -> None:
    names = CountingDict({str(number): 0 for number in range(100_000)})
    assert len(schema.body_schema("/_sandbox/reset", "POST").errors(names)) == MAX_DETAILS + 1
    assert names.read == MAX_DETAILS + 1


def test_too_many_steps_are_not_read() -> None:
    steps = CountingList([{}] * 8_000)
    (error,) = schema.body_schema("/_sandbox/plans", "POST").errors({**VALID["POST /_sandbox/plans"], "steps": steps})
    assert (error["reference"], error["message"]) == ("steps", "expected at most 1000 elements, found an array")
    assert steps.read == 0
