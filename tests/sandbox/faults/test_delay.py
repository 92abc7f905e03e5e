"""`delay`: a server that is slow to handle a request, or to respond."""

import select
import time

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.faults.raw_http import connect, submission
from tests.sandbox.faults.requests_with_faults import is_stored, submit
from tests.sandbox.faults.waits import CLOCK_TOLERANCE, active_requests
from tests.waiting import until


@pytest.mark.parametrize("phase", ["before", "after"])
def test_delay_sends_ordinary_response_after_the_seconds(api: httpx2.Client, phase: str) -> None:
    begun = time.monotonic()
    response = submit(api, f"{phase}:delay=0.2")
    assert time.monotonic() - begun > 0.2 - CLOCK_TOLERANCE
    assert response.status_code == 200
    assert api.get(f"/{response.json()['id']}").status_code == 200


def test_client_that_disconnects_before_stores_nothing(running: SandboxServer, api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, "before:delay=600"))
        until(lambda: active_requests(running) == 1)
    until(lambda: active_requests(running) == 0)
    assert not is_stored(api)


def test_invalid_body_after_a_delay_gets_400(api: httpx2.Client) -> None:
    response = api.post("/order", json={}, headers={"X-Sandbox-Fault": "before:delay=0.05"})
    assert response.status_code == 400
    assert response.json()["details"]


def test_after_stores_the_order_before_the_response(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, "after:delay=600"))
        until(lambda: is_stored(api))
        assert not select.select([connection], [], [], 0)[0]


@pytest.mark.parametrize("text", ["delay", "delay=", "delay=-1", "delay=3601", "delay=nan", "delay=inf", "delay=1_0"])
def test_invalid_seconds_raise_invalid_fault(text: str) -> None:
    with pytest.raises(InvalidFault, match=r"delay takes seconds from 0 to 3600, as in delay=2\.5, found "):
        parse(f"before:{text}", "submitOrder")
