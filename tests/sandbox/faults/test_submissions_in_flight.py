"""Two submissions of one reference at a time: the second is refused until the first has its response."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import httpx2
import pytest
from gelatoconnect_mock.sandbox.orders.reset import reset
from gelatoconnect_mock.sandbox.settings import Duplicates

from tests.sandbox.faults.raw_http import connect, submission
from tests.sandbox.faults.requests_with_faults import WithTenant, is_stored, submit
from tests.waiting import until

IN_FLIGHT = "An order with this orderReferenceId is being submitted already."


def set_duplicates(rule: Duplicates, with_tenant: WithTenant) -> None:
    def change(tenant: object) -> None:
        tenant.rules = replace(tenant.rules, duplicates=rule)  # type: ignore[attr-defined]

    with_tenant(change)


@contextmanager
def first_in_flight(api: httpx2.Client) -> Iterator[None]:
    """Keep a submission in flight within the block: its order is stored, its response is not sent yet."""
    with connect(api) as connection:
        connection.sendall(submission(api, "after:delay=600"))
        until(lambda: is_stored(api))
        yield


def test_conflict_refuses_a_duplicate_in_flight(api: httpx2.Client) -> None:
    with first_in_flight(api):
        duplicate = submit(api)
        another = submit(api, reference="r-2")
    assert (duplicate.status_code, duplicate.json()["message"]) == (409, IN_FLIGHT)
    assert another.status_code == 200
    until(lambda: "details" in submit(api).json())
    assert api.get("/r-1").json()["id"] in submit(api).json()["details"][0]["message"]


def test_replay_refuses_a_duplicate_in_flight_and_replays_later(api: httpx2.Client, with_tenant: WithTenant) -> None:
    set_duplicates("replay", with_tenant)
    with first_in_flight(api):
        duplicate = submit(api, preventDuplicate=False)
    assert (duplicate.status_code, duplicate.json()["message"]) == (409, IN_FLIGHT)
    until(lambda: submit(api, preventDuplicate=False).status_code != 409)
    replayed = submit(api, preventDuplicate=False)
    assert replayed.headers["X-Sandbox-Replayed"] == "true"
    assert replayed.json()["id"] == api.get("/r-1").json()["id"]


def test_accept_stores_a_duplicate_in_flight(api: httpx2.Client, with_tenant: WithTenant) -> None:
    set_duplicates("accept", with_tenant)
    with first_in_flight(api):
        assert submit(api).status_code == 200
    assert len(api.post("/search", json={}).json()["orders"]) == 2


@pytest.mark.parametrize("fault", ["after:delay=0.05", "after:drop", "after:timeout=0.05", "after:status=502"])
def test_response_sent_or_lost_ends_the_flight(api: httpx2.Client, with_tenant: WithTenant, fault: str) -> None:
    set_duplicates("replay", with_tenant)
    with suppress(httpx2.RemoteProtocolError):
        submit(api, fault)
    until(lambda: with_tenant(lambda tenant: tenant.in_flight == {}))
    assert submit(api).headers["X-Sandbox-Replayed"] == "true"


def test_reset_forgets_earlier_submissions_in_flight_only(
    api: httpx2.Client, with_tenant: WithTenant, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(api) as after_the_reset:
        with first_in_flight(api):
            with_tenant(reset)
            after_the_reset.sendall(submission(api, "after:delay=600"))
            until(lambda: is_stored(api))
        # The first client has disconnected; the second submission is still in flight.
        for _ in range(20):
            assert submit(api).json()["message"] == IN_FLIGHT
            time.sleep(0.01)
    until(lambda: with_tenant(lambda tenant: tenant.in_flight == {}))
    assert not caplog.records
