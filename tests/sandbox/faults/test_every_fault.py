"""What holds for every fault: when it lets the operation happen, and that a refused request does not use it up."""

from typing import Any, NamedTuple

import orjson
import pytest
from gelatoconnect_mock.sandbox.api.exchange import Exchange
from gelatoconnect_mock.sandbox.api.pipeline import complete, receive, respond
from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
from gelatoconnect_mock.sandbox.faults import FAULTS, Fault, InvalidFault, magic, parse
from gelatoconnect_mock.sandbox.faults.plans import Plan, read_steps
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.faults.examples import EXAMPLES, every_phase, operation_of
from tests.sandbox.sandbox_orders import an_order


class Timing(NamedTuple):
    """When the operation of a request with a fault happens."""

    start_delay: float = 0.0
    replaces_operation: bool = False
    commit_delay: float | None = None
    visibility_delay: float = 0.0


TIMINGS = {
    ("delay", "before"): Timing(start_delay=2.5),
    ("late_commit", "after"): Timing(commit_delay=5.0),
    ("lookup_lag", "after"): Timing(visibility_delay=10.0),
}
"""The faults that change when an operation happens. All others replace it before, and leave it alone after."""


def named(fault: Fault) -> str:
    return f"{fault.phase}:{fault.name}"


@pytest.mark.parametrize("fault", [fault for text in EXAMPLES for fault in every_phase(text)], ids=named)
def test_fault_replaces_or_delays_the_operation_as_declared(fault: Fault) -> None:
    default = Timing(replaces_operation=fault.phase == "before")
    timing = Timing(fault.start_delay, fault.replaces_operation, fault.commit_delay, fault.visibility_delay)
    assert timing == TIMINGS.get((fault.name, fault.phase), default)


@pytest.mark.parametrize("text", EXAMPLES)
def test_unknown_option_raises_invalid_fault(text: str) -> None:
    with pytest.raises(InvalidFault, match=r"takes (no options|the option \w+), found 'of'"):
        parse(f"after:{text},of=body", operation_of(text))


class Api:
    """A sandbox without a server, and requests that are received and get their response."""

    def __init__(self) -> None:
        self.sandbox = Sandbox(Settings(seed=1))

    @property
    def magic_used(self) -> dict[str, int]:
        return self.sandbox.tenant("demo", "test-key").magic_used

    def plan(self, operation: str, fault: str) -> Plan:
        return self.sandbox.plans.add("test-key", read_steps([{"operation": operation, "fault": fault}]))

    def call(self, method: str, path: str, fault: str = "", body: Any = None) -> Exchange:
        headers = [(b"x-api-key", b"test-key:test-secret"), (b"content-type", b"application/json")]
        headers += [(b"x-sandbox-fault", fault.encode())] if fault else []
        content = b"" if body is None else orjson.dumps(body)
        exchange = receive(self.sandbox, Request(method, f"/api/demo{path}".encode(), b"", tuple(headers), content))
        if exchange.response is None:
            respond(self.sandbox, exchange)
        complete(self.sandbox, exchange)
        return exchange

    def submit(self, fault: str = "", reference: str = "r-1", **changes: Any) -> Exchange:
        return self.call("POST", "/order", fault, an_order(reference, **changes))


@pytest.fixture
def api() -> Api:
    """A sandbox of its own that has the order r-1."""
    api = Api()
    assert status(api.submit()) == 200
    return api


def status(exchange: Exchange) -> int:
    assert exchange.response is not None
    return exchange.response.status


def refused(api: Api, operation: str, fault: str = "") -> list[Exchange]:
    """Return requests that the sandbox refuses for errors of their own."""
    if operation == "submitOrder":
        return [api.submit(fault), api.submit(fault, items=[])]
    return [api.call("GET", "/r-2", fault)]


def accepted(api: Api, operation: str, fault: str = "") -> Exchange:
    """Return a request that the sandbox accepts, with or without the order r-1."""
    if operation == "submitOrder":
        return api.submit(fault, preventDuplicate=False)
    return api.call("GET", "/r-1", fault)


AFTER = [(operation_of(text), f"after:{text}") for text in EXAMPLES] + [
    ("submitOrder", f"after:{text}")
    for text in EXAMPLES
    if FAULTS[text.partition("=")[0]].operations is None and text != "null_field=shipment"
]
"""Every fault that may apply after, with an operation, and with `submitOrder` if it applies to that."""
SUBMISSIONS = [text for operation, text in AFTER if operation == "submitOrder"] + ["after:null_field=id"]


def assert_ordinary(api: Api, operation: str, exchanges: list[Exchange]) -> None:
    """Check that refused requests have the same responses as without a fault."""
    for exchange, ordinary in zip(exchanges, refused(api, operation, "after:delay=0"), strict=True):
        assert exchange.response == ordinary.response
        assert status(exchange) in {400, 404, 409}
        assert (exchange.fault, exchange.step, exchange.off_contract) == (None, None, False)


@pytest.mark.parametrize(("operation", "text"), AFTER)
def test_refused_request_leaves_the_fault_of_a_plan_waiting(api: Api, operation: str, text: str) -> None:
    plan = api.plan(operation, text)
    assert_ordinary(api, operation, refused(api, operation))
    assert plan.steps[0].left == 1
    assert accepted(api, operation).fault == parse(text, operation)
    assert plan.completed
    assert accepted(api, operation).fault is None


@pytest.mark.parametrize(("operation", "text"), AFTER)
def test_refused_request_does_not_meet_the_fault_of_its_header(api: Api, operation: str, text: str) -> None:
    assert_ordinary(api, operation, refused(api, operation, text))
    assert accepted(api, operation, text).fault == parse(text, operation)


@pytest.mark.parametrize("text", SUBMISSIONS)
def test_refused_request_leaves_the_fault_of_magic_waiting(
    api: Api, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr(magic, "REFERENCES", (magic.MagicReference("SBX-TEST-", text, 1, "once"),))
    api.plan("submitOrder", "none")  # it rules out magic
    assert status(api.submit(reference="SBX-TEST-1")) == 200
    for exchange in (api.submit(reference="SBX-TEST-1"), api.submit(reference="SBX-TEST-1", items=[])):
        assert status(exchange) in {400, 409}
        assert (exchange.fault, exchange.off_contract) == (None, False)
        assert api.magic_used == {}
    met = api.submit(reference="SBX-TEST-1", preventDuplicate=False)
    assert met.fault == parse(text, "submitOrder")
    assert api.magic_used == {"SBX-TEST-1": 1}
    assert api.submit(reference="SBX-TEST-1", preventDuplicate=False).fault is None


def test_request_that_meets_a_fault_before_uses_it_up_unchecked(api: Api) -> None:
    plan = api.plan("submitOrder", "before:status=503")
    first, second = refused(api, "submitOrder")
    assert (status(first), status(second)) == (503, 400)
    assert plan.completed
