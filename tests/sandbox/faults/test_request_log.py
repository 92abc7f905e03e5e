"""The request log has the fault of each request, and says if the response breaks the contract."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.exchange import Exchange

from tests.sandbox.faults.requests_with_faults import ReadLog, submit


def last(read_log: ReadLog) -> Exchange:
    exchange: Exchange = read_log()[-1]
    return exchange


@pytest.mark.parametrize(
    ("fault", "off_contract"),
    [
        ("before:status=503", False), ("after:status=502", False), ("after:delay=0", False), ("before:delay=0", False),
        ("after:drip=500/0.01", False), ("after:extra_field", False), ("after:missing_field=createdAt", False),
        ("lookup_lag=10", False),
        ("after:status=520", True), ("after:garbage", True), ("after:html=502", True),
        ("after:empty", True), ("after:content_type=text/plain", True), ("after:missing_field=id", True),
        ("after:drop", True), ("before:reset", True), ("after:timeout=0.01", True), ("after:truncate=0.5", True),
    ],
)  # fmt: skip
def test_fault_that_breaks_the_contract_is_marked(
    api: httpx2.Client, read_log: ReadLog, fault: str, off_contract: bool
) -> None:
    try:
        submit(api, fault)
    except httpx2.TransportError:
        assert off_contract
    exchange = last(read_log)
    assert exchange.fault is not None
    assert (exchange.fault.name, exchange.off_contract) == (
        fault.partition(":")[2].partition("=")[0] or "lookup_lag",
        off_contract,
    )
    assert exchange.violations == ()


def test_unknown_status_keeps_the_contract(api: httpx2.Client, read_log: ReadLog) -> None:
    submit(api)
    api.get("/r-1", headers={"X-Sandbox-Fault": "after:unknown_status"})
    assert not last(read_log).off_contract


def test_fault_of_a_magic_reference_is_logged(api: httpx2.Client, read_log: ReadLog) -> None:
    submit(api, reference="SBX-BEFORE-503-1")
    exchange = last(read_log)
    assert exchange.fault is not None
    assert (exchange.fault.name, exchange.fault.phase, exchange.off_contract) == ("status", "before", False)


def test_fault_that_did_not_apply_is_not_logged(api: httpx2.Client, read_log: ReadLog) -> None:
    api.post("/order", json={}, headers={"X-Sandbox-Fault": "after:garbage"})
    exchange = last(read_log)
    assert (exchange.fault, exchange.off_contract) == (None, False)


def test_changed_response_is_logged_as_it_was_sent(api: httpx2.Client, read_log: ReadLog) -> None:
    response = submit(api, "after:html=502")
    exchange = last(read_log)
    assert exchange.response is not None
    assert (exchange.response.status, exchange.response.body) == (502, response.content)
    assert exchange.id == response.headers["X-Request-Id"]
