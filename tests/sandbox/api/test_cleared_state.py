"""A reset, and a forgotten key, clear every kind of state, each in a case of its own: later requests see a fresh start.

The observation is a fixed list of requests, whose responses depend on each kind of state.
"""

from collections.abc import Callable
from typing import Any

import pytest
from gelatoconnect_mock.sandbox.faults.plans import read_steps
from gelatoconnect_mock.sandbox.orders.transitions import begin_submission
from gelatoconnect_mock.sandbox.settings import RateLimit, Settings

from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order

LIMIT = RateLimit(40, 1_000)
SEEDED = Settings(seed=1)


def observed(harness: Harness) -> list[Any]:
    """Return what a client sees of a tenant: statuses, headers and bodies, up to its rate limit."""
    api, seen = harness.api, list[Any]()
    requests = [
        ("POST", "/order", an_order("SBX-BEFORE-503-1")), ("POST", "/order", an_order("SBX-BEFORE-503-1")),
        ("POST", "/order", an_order("r-1")), ("POST", "/order", an_order("r-1")), ("GET", "/r-1", None),
        ("PUT", "/r-1", {"shipmentMethodUid": "express"}), ("POST", "/search", {}), ("POST", "/r-1/cancel", None),
        ("PUT", "/r-1", {"shipmentMethodUid": "express"}), ("GET", "/late", None), ("GET", "/moving", None),
    ]  # fmt: skip
    for method, path, body in requests:
        response = api.request(method, path, json=body)
        seen.append((response.status_code, dict(response.headers), response.content))
    harness.tenant.clock.advance(60)
    seen.append(list(harness.tenant.scheduler.run_due(harness.tenant.clock.now())))
    seen.append(len(harness.sandbox.request_log.of(harness.tenant)))
    seen.append([api.get("/x").status_code for _ in range(50)].count(429))
    seen.append(harness.tenant.clock.mode)
    seen.append(harness.sandbox.request_log.is_full(harness.tenant))
    return seen


def use_up_magic(harness: Harness) -> None:
    harness.api.post("/order", json=an_order("SBX-BEFORE-503-1"))


def submit_late(harness: Harness) -> None:
    harness.submitted_late("r-1", 30)


def count_in_flight(harness: Harness) -> None:
    begin_submission(harness.tenant, (None, "r-1"))


def schedule_a_step(harness: Harness) -> None:
    harness.configure(lifecycle="time", step=10)
    harness.submitted("moving")


def use_up_the_limit(harness: Harness) -> None:
    while harness.api.get("/x").status_code != 429:
        pass


def plan(harness: Harness, **options: Any) -> None:
    steps = read_steps([{"operation": "getOrder", "fault": "before:status=503", "times": 9}])
    harness.sandbox.plans.add("test-key", steps, **options)


def fill_the_log(harness: Harness) -> None:
    for _ in range(1_100):
        harness.tenant.set_rate_limit(None)
        harness.api.get("/x")


STATES: dict[str, Callable[[Harness], object]] = {
    "an order": lambda harness: harness.submitted("r-1"),
    "an order of a late commit": submit_late,
    "a submission in flight": count_in_flight,
    "used magic": use_up_magic,
    "an advanced clock": lambda harness: harness.pass_time(3_600.5),
    "a running clock": lambda harness: harness.tenant.clock.set("real"),
    "another rule": lambda harness: harness.configure(duplicates="accept"),
    "a rule of cancels": lambda harness: harness.configure(update_canceled="accept"),
    "another lifecycle": lambda harness: harness.configure(lifecycle="instant"),
    "another limit": lambda harness: harness.configure(rate_limit=RateLimit(3, 1_000)),
    "no limit": lambda harness: harness.configure(rate_limit=None),
    "a limit that is used up": use_up_the_limit,
    "an event that is scheduled": schedule_a_step,
    "a plan of its key": plan,
    "a plan of its prefix": lambda harness: plan(harness, prefix="demo"),
    "a lag": lambda harness: harness.configure(visibility_lag=5),
    "a full log": fill_the_log,
}


@pytest.fixture(scope="module")
def fresh() -> list[Any]:
    return observed(Harness(SEEDED, rate_limit=LIMIT))


WAYS: dict[str, Callable[[Harness], object]] = {
    "reset of the tenant": lambda harness: harness.sandbox.reset(harness.tenant),
    "reset of all": lambda harness: harness.sandbox.reset(),
    "forgotten key": lambda harness: harness.sandbox.forget("test-key"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("state", STATES)
def test_each_kind_of_state_is_cleared(fresh: list[Any], state: str, way: str) -> None:
    harness = Harness(SEEDED, rate_limit=LIMIT)
    STATES[state](harness)
    WAYS[way](harness)
    assert observed(harness) == fresh


@pytest.mark.parametrize("state", STATES)
def test_observation_sees_each_kind_of_state(fresh: list[Any], state: str) -> None:
    harness = Harness(SEEDED, rate_limit=LIMIT)
    STATES[state](harness)
    assert observed(harness) != fresh


def test_reset_of_one_tenant_keeps_the_state_of_another(fresh: list[Any]) -> None:
    harness = Harness(SEEDED, rate_limit=LIMIT)
    harness.client("other").post("/order", json=an_order("theirs"))
    harness.submitted("r-1")
    harness.sandbox.reset(harness.tenant)
    assert harness.client("other").get("/theirs").status_code == 200
    assert len(harness.sandbox.request_log.of(harness.sandbox.tenant("other", "test-key"))) == 2
    assert observed(harness) == fresh


def test_reset_while_a_request_is_answered_keeps_its_count_right() -> None:
    harness = Harness(SEEDED)
    tenant = harness.tenant
    tenant.active_requests += 1
    harness.sandbox.reset(tenant)
    assert tenant.active_requests == 1
    assert not tenant.in_flight
