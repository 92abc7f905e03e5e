"""The request log names the fault of each request, and says if its answer violates the contract."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.exchange import Exchange

from tests.sandbox.faults.asking import AskLog, submit


def last(ask_log: AskLog) -> Exchange:
    exchange: Exchange = ask_log()[-1]
    return exchange


@pytest.mark.parametrize(
    ("fault", "left"),
    [
        ("before:status=503", False), ("after:status=502", False), ("after:delay=0", False), ("before:delay=0", False),
        ("after:drip=500/0.01", False), ("after:extra_field", False), ("after:missing_field=createdAt", False),
        ("lookup_lag=10", False),
        ("after:status=520", True), ("after:garbage", True), ("after:html=502", True),
        ("after:empty", True), ("after:content_type=text/plain", True), ("after:missing_field=id", True),
        ("after:drop", True), ("before:reset", True), ("after:timeout=0.01", True), ("after:truncate=0.5", True),
    ],
)  # fmt: skip
def test_a_fault_that_left_the_contract_is_marked(api: httpx2.Client, ask_log: AskLog, fault: str, left: bool) -> None:
    try:
        submit(api, fault)
    except httpx2.TransportError:
        assert left
    exchange = last(ask_log)
    assert exchange.fault is not None
    assert (exchange.fault.name, exchange.off_contract) == (
        fault.partition(":")[2].partition("=")[0] or "lookup_lag",
        left,
    )
    assert exchange.violations == ()


def test_a_state_that_nobody_knows_is_within_the_contract(api: httpx2.Client, ask_log: AskLog) -> None:
    submit(api)
    api.get("/r-1", headers={"X-Sandbox-Fault": "after:unknown_status"})
    assert not last(ask_log).off_contract


def test_a_fault_by_magic_is_on_record(api: httpx2.Client, ask_log: AskLog) -> None:
    submit(api, reference="SBX-BEFORE-503-1")
    exchange = last(ask_log)
    assert exchange.fault is not None
    assert (exchange.fault.name, exchange.fault.phase, exchange.off_contract) == ("status", "before", False)


def test_a_fault_that_did_not_strike_is_not_on_record(api: httpx2.Client, ask_log: AskLog) -> None:
    api.post("/order", json={}, headers={"X-Sandbox-Fault": "after:garbage"})
    exchange = last(ask_log)
    assert (exchange.fault, exchange.off_contract) == (None, False)


def test_what_was_sent_is_on_record_and_not_what_was_spoiled(api: httpx2.Client, ask_log: AskLog) -> None:
    response = submit(api, "after:html=502")
    exchange = last(ask_log)
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (502, response.content)
    assert exchange.id == response.headers["X-Request-Id"]
