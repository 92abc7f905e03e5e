"""Two submissions of one reference at a time: the second is refused until the first one's answer is out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace

import httpx2
import pytest
from gelatoconnect_mock.sandbox.orders.reset import reset
from gelatoconnect_mock.sandbox.settings import Duplicates

from tests.sandbox.faults.asking import AskTenant, stored, submit
from tests.sandbox.faults.raw_http import connect, submission
from tests.waiting import until

UNDER_WAY = "An order with this orderReferenceId is being submitted already."


def live_in(world: Duplicates, ask_tenant: AskTenant) -> None:
    def change(tenant: object) -> None:
        tenant.rules = replace(tenant.rules, duplicates=world)  # type: ignore[attr-defined]

    ask_tenant(change)


@contextmanager
def first_under_way(api: httpx2.Client) -> Iterator[None]:
    """Within the block the first submission is stored and its answer is out; at its end the client leaves."""
    with connect(api) as connection:
        connection.sendall(submission(api, "after:delay=600"))
        until(lambda: stored(api))
        yield


def test_in_the_world_conflict_the_twin_is_refused(api: httpx2.Client) -> None:
    with first_under_way(api):
        twin = submit(api)
        another = submit(api, reference="r-2")
    assert (twin.status_code, twin.json()["message"]) == (409, UNDER_WAY)
    assert another.status_code == 200
    until(lambda: "details" in submit(api).json())
    assert api.get("/r-1").json()["id"] in submit(api).json()["details"][0]["message"]


def test_in_the_world_replay_the_twin_is_refused_and_later_replayed(api: httpx2.Client, ask_tenant: AskTenant) -> None:
    live_in("replay", ask_tenant)
    with first_under_way(api):
        twin = submit(api, preventDuplicate=False)
    assert (twin.status_code, twin.json()["message"]) == (409, UNDER_WAY)
    until(lambda: submit(api, preventDuplicate=False).status_code != 409)
    replayed = submit(api, preventDuplicate=False)
    assert replayed.headers["X-Sandbox-Replayed"] == "true"
    assert replayed.json()["id"] == api.get("/r-1").json()["id"]


def test_where_duplicates_are_accepted_the_twin_is_a_second_order(api: httpx2.Client, ask_tenant: AskTenant) -> None:
    live_in("accept", ask_tenant)
    with first_under_way(api):
        assert submit(api).status_code == 200
    assert len(api.post("/search", json={}).json()["orders"]) == 2


@pytest.mark.parametrize("fault", ["after:delay=0.05", "after:drop", "after:timeout=0.05", "after:status=502"])
def test_an_answer_that_is_out_or_lost_no_longer_holds_its_reference(
    api: httpx2.Client, ask_tenant: AskTenant, fault: str
) -> None:
    live_in("replay", ask_tenant)
    with suppress(httpx2.RemoteProtocolError):
        submit(api, fault)
    until(lambda: ask_tenant(lambda tenant: tenant.in_flight == {}))
    assert submit(api).headers["X-Sandbox-Replayed"] == "true"


def test_a_reset_forgets_what_is_under_way_and_counts_anew(
    api: httpx2.Client, ask_tenant: AskTenant, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(api) as after_the_reset:
        with first_under_way(api):
            ask_tenant(reset)
            after_the_reset.sendall(submission(api, "after:delay=600"))
            until(lambda: stored(api))
        # The first client has left; the second one's submission is still under way.
        for _ in range(20):
            assert submit(api).json()["message"] == UNDER_WAY
            time.sleep(0.01)
    until(lambda: ask_tenant(lambda tenant: tenant.in_flight == {}))
    assert not caplog.records
