"""`delay`: a slow server, to begin or to answer."""

import select
import time

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.faults.asking import stored, submit
from tests.sandbox.faults.raw_http import connect, submission
from tests.sandbox.faults.under_way import TICK, in_hand
from tests.waiting import until


@pytest.mark.parametrize("phase", ["before", "after"])
def test_the_real_answer_comes_that_much_later(api: httpx2.Client, phase: str) -> None:
    begun = time.monotonic()
    response = submit(api, f"{phase}:delay=0.2")
    assert time.monotonic() - begun > 0.2 - TICK
    assert response.status_code == 200
    assert api.get(f"/{response.json()['id']}").status_code == 200


def test_before_a_client_that_leaves_has_stored_nothing(running: SandboxServer, api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, "before:delay=600"))
        until(lambda: in_hand(running) == 1)
    until(lambda: in_hand(running) == 0)
    assert not stored(api)


def test_before_the_request_is_checked_as_ever(api: httpx2.Client) -> None:
    response = api.post("/order", json={}, headers={"X-Sandbox-Fault": "before:delay=0.05"})
    assert response.status_code == 400
    assert response.json()["details"]


def test_after_the_order_is_there_before_its_answer(api: httpx2.Client) -> None:
    with connect(api) as connection:
        connection.sendall(submission(api, "after:delay=600"))
        until(lambda: stored(api))
        assert not select.select([connection], [], [], 0)[0]


@pytest.mark.parametrize("text", ["delay", "delay=", "delay=-1", "delay=3601", "delay=nan", "delay=inf", "delay=1_0"])
def test_what_is_no_sensible_wait_is_refused(text: str) -> None:
    with pytest.raises(InvalidFault, match=r"delay takes seconds from 0 to 3600, as in delay=2\.5, found "):
        parse(f"before:{text}", "submitOrder")
