"""`requests_answered`: each request that gets a response is published once, before anything is sent."""

import json
from typing import Any

import pytest
from gelatoconnect_mock.sandbox.api.exchange import RequestAnswered
from gelatoconnect_mock.sandbox.api.pipeline import handle
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.faults import FAULTS
from gelatoconnect_mock.sandbox.faults.plans import read_steps
from gelatoconnect_mock.sandbox.http.messages import Request, Response
from gelatoconnect_mock.sandbox.settings import RateLimit

from tests.sandbox.harness import PAIR
from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import settings

EVERY_FAULT = (
    "before:status=503", "after:status=502", "before:drop", "after:drop", "before:reset", "after:reset",
    "before:timeout=1", "after:timeout=1", "before:delay=1", "after:delay=1", "after:truncate", "after:drip=1/1",
    "before:empty", "after:empty", "before:html", "after:html", "before:garbage", "after:garbage",
    "after:content_type=text/plain", "after:missing_field=id", "after:null_field=id", "after:extra_field",
    "late_commit=5", "lookup_lag=5",
)  # fmt: skip


class RecordingWire:
    """A wire that records what is sent. ``stays`` False is a client that leaves in the first pause."""

    def __init__(self, calls: list[str], *, stays: bool = True) -> None:
        self.calls, self.stays = calls, stays
        self.status: int | None = None

    async def send(self, response: Response) -> None:
        self.status = response.status
        self.calls.append("sent")

    async def begin(self, response: Response, *, parts: bool = False) -> None:
        assert not parts
        self.status = response.status
        self.calls.append("sent")

    async def write(self, piece: bytes, *, last: bool = False) -> None:
        del piece, last
        self.calls.append("sent")

    async def close(self) -> None:
        self.calls.append("sent")

    async def reset(self) -> None:
        self.calls.append("sent")

    async def pause(self, seconds: float) -> bool:
        assert seconds > 0
        return self.stays


class Requests:
    """One sandbox that notes each answered request and each thing sent."""

    def __init__(self, **changes: Any) -> None:
        self.sandbox = Sandbox(settings(seed=1, **changes))
        self.calls: list[str] = []
        self.answered: list[RequestAnswered] = []
        self.sandbox.requests_answered.subscribe(self._note)

    def _note(self, event: RequestAnswered) -> None:
        self.answered.append(event)
        # Not an assertion: the sandbox would only log it.
        self.calls.append("answered" if event.exchange.response else "answered without a response")

    async def send(
        self, method: str, path: str, content: Any = None, *, pair: str = PAIR, stays: bool = True, **headers: str
    ) -> RecordingWire:
        """Handle one request, and return its wire. Clears the calls first."""
        self.calls.clear()
        body = b"" if content is None else json.dumps(content).encode()
        named = {"x-api-key": pair, "content-type": "application/json", **headers}
        pairs = tuple((name.replace("_", "-").encode(), value.encode()) for name, value in named.items())
        wire = RecordingWire(self.calls, stays=stays)
        await handle(self.sandbox, Request(method, f"/api/demo{path}".encode(), b"", pairs, body), wire)
        return wire

    @property
    def is_first_and_only(self) -> bool:
        """True if the last request was answered once, and before anything was sent."""
        return self.calls[0] == "answered" and self.calls.count("answered") == 1


@pytest.mark.parametrize(
    ("method", "path", "content", "status"),
    [
        ("POST", "/order", an_order("new"), 200),
        ("POST", "/search", {}, 200),
        ("GET", "/r-1", None, 200),
        ("PUT", "/r-1", {"shipmentMethodUid": "express"}, 200),
        ("POST", "/r-1/cancel", None, 200),
        ("POST", "/order", an_order(), 409),
        ("POST", "/order", {}, 400),
        ("GET", "/%zz", None, 400),
        ("GET", "/nobody", None, 404),
        ("GET", "/a/b/c", None, 404),
        ("DELETE", "/order", None, 405),
    ],
)
async def test_request_is_published_once_before_its_response(method: str, path: str, content: Any, status: int) -> None:
    requests = Requests()
    await requests.send("POST", "/order", an_order())
    requests.answered.clear()
    wire = await requests.send(method, path, content)
    assert (wire.status, requests.calls) == (status, ["answered", "sent"])
    (event,) = requests.answered
    assert event.exchange.response is not None
    assert event.exchange.response.status == status
    assert event.exchange.request.method == method


async def test_unauthorized_request_is_published_without_a_tenant() -> None:
    requests = Requests()
    wire = await requests.send("GET", "/r-1", pair="a:b")
    assert (wire.status, requests.calls) == (401, ["answered", "sent"])
    assert requests.answered[0].exchange.tenant is None


async def test_request_over_the_rate_limit_is_published() -> None:
    requests = Requests(rate_limit=RateLimit(1, 1_000))
    wires = [await requests.send("GET", "/r-1") for _ in range(2)]
    assert [wire.status for wire in wires] == [404, 429]
    assert requests.calls == ["answered", "sent"]
    assert len(requests.answered) == 2


async def test_request_with_an_invalid_fault_header_is_published() -> None:
    requests = Requests()
    wire = await requests.send("POST", "/order", an_order(), x_sandbox_fault="nonsense")
    assert (wire.status, requests.calls) == (400, ["answered", "sent"])


def test_cases_cover_every_fault_of_a_submission() -> None:
    names = {fault.rpartition(":")[2].partition("=")[0] for fault in EVERY_FAULT}
    assert names == {
        name for name, kind in FAULTS.items() if kind.operations is None or "submitOrder" in kind.operations
    }


@pytest.mark.parametrize("fault", EVERY_FAULT)
@pytest.mark.parametrize("source", ["header", "plan"])
async def test_request_with_a_fault_is_published_once_before_its_response(fault: str, source: str) -> None:
    requests = Requests()
    if source == "header":
        await requests.send("POST", "/order", an_order(), x_sandbox_fault=fault)
    else:
        steps = [{"operation": "submitOrder", "fault": fault}]
        requests.sandbox.plans.add("test-key", read_steps(steps))
        await requests.send("POST", "/order", an_order())
    assert requests.is_first_and_only, requests.calls
    (event,) = requests.answered
    assert event.exchange.fault is not None


@pytest.mark.parametrize("reference", ["SBX-BEFORE-503-1", "SBX-AFTER-502-1", "SBX-LATE-COMMIT-1"])
async def test_request_with_a_magic_reference_is_published_once(reference: str) -> None:
    requests = Requests()
    await requests.send("POST", "/order", an_order(reference))
    assert requests.is_first_and_only, requests.calls
    assert requests.answered[0].exchange.fault is not None


async def test_fault_that_is_given_back_is_not_published_twice() -> None:
    requests = Requests()
    await requests.send("POST", "/order", an_order())
    await requests.send("POST", "/order", an_order(), x_sandbox_fault="after:drop")
    assert requests.calls == ["answered", "sent"]
    assert requests.answered[-1].exchange.fault is None


async def test_client_that_leaves_before_handling_is_never_published() -> None:
    requests = Requests()
    await requests.send("POST", "/order", an_order(), x_sandbox_fault="before:delay=1", stays=False)
    assert requests.calls == []
    assert len(requests.sandbox.tenant("demo", "test-key").store) == 0


@pytest.mark.parametrize("fault", ["after:delay=1", "after:timeout=1", "late_commit=5", "before:timeout=1"])
async def test_client_that_leaves_after_handling_is_published_once(fault: str) -> None:
    requests = Requests()
    await requests.send("POST", "/order", an_order(), x_sandbox_fault=fault, stays=False)
    assert requests.calls == ["answered"]


async def test_status_change_is_published_before_its_request() -> None:
    requests = Requests()
    requests.sandbox.status_changes.subscribe(lambda change: requests.calls.append(change.status))
    logged: list[int] = []

    def look(event: RequestAnswered) -> None:
        tenant = event.exchange.tenant
        assert tenant is not None
        logged.append(len([*requests.sandbox.request_log.of(tenant)]))

    requests.sandbox.requests_answered.subscribe(look)
    await requests.send("POST", "/order", an_order())
    assert requests.calls == ["received", "answered", "sent"]
    assert logged == [1]


async def test_unsubscribed_function_is_not_called() -> None:
    requests, published = Requests(), list[object]()
    end = requests.sandbox.requests_answered.subscribe(published.append)
    await requests.send("GET", "/r-1")
    end()
    end()
    await requests.send("GET", "/r-1")
    assert (len(published), len(requests.answered)) == (1, 2)
