"""Plans: faults for the requests of a key, and the faults that remain."""

from collections import deque
from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults.plans import MAX_COMPLETED, InvalidPlan, Plan, Plans, Step, read_steps
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.faults.requests_with_faults import is_stored, submit
from tests.standins.sandbox import plain_client


class PlannedKey:
    """A key of its own, and the plans for it."""

    def __init__(self, server: SandboxServer, key: str) -> None:
        self.server, self.key, self.pair = server, key, f"{key}:planned-hush"
        server.call(lambda sandbox: sandbox.credentials.accept(self.pair))

    def plan(self, *steps: tuple[str, str, int]) -> Plan:
        read = read_steps([{"operation": o, "fault": fault, "times": times} for o, fault, times in steps])
        return self.server.call(lambda sandbox: sandbox.plans.add(self.key, read))

    def client(self, prefix: str = "planned") -> httpx2.Client:
        base_url, headers = f"{self.server.origin}/api/{prefix}", {"X-API-KEY": self.pair}
        return plain_client(base_url=base_url, headers=headers)


@pytest.fixture
def key(running: SandboxServer, request: pytest.FixtureRequest) -> Iterator[PlannedKey]:
    """A key of its own."""
    found = PlannedKey(running, f"k{abs(hash(request.node.nodeid))}")
    yield found
    running.call(lambda sandbox: sandbox.forget(found.key))


def test_steps_of_an_operation_apply_in_order_and_then_none(key: PlannedKey) -> None:
    plan = key.plan(
        ("submitOrder", "before:status=503", 2),
        ("getOrder", "after:status=500", 1),
        ("submitOrder", "after:status=502", 1),
    )
    with key.client() as api:
        seen = [submit(api, reference=f"r-{n}").status_code for n in range(4)]
        assert seen == [503, 503, 502, 200]
        assert not plan.completed
        assert [api.get("/r-2").status_code for _ in range(2)] == [500, 200]
    assert plan.completed


def test_plan_as_json_shows_used_and_left(key: PlannedKey) -> None:
    plan = key.plan(("submitOrder", "before:status=503", 3), ("cancelOrder", "after:drop", 1))
    with key.client() as api:
        submit(api)
    assert plan.to_dict() == {
        "id": plan.id,
        "key": key.key,
        "prefix": None,
        "completed": False,
        "steps": [
            {"operation": "submitOrder", "fault": "before:status=503", "times": 3, "used": 1, "left": 2},
            {"operation": "cancelOrder", "fault": "after:drop", "times": 1, "used": 0, "left": 1},
        ],
    }


def test_plan_applies_under_every_prefix_of_its_key_only(key: PlannedKey, api: httpx2.Client) -> None:
    key.plan(("submitOrder", "before:status=503", 2))
    with key.client("one") as one, key.client("two") as two:
        assert submit(api).status_code == 200
        assert (submit(one).status_code, submit(two).status_code, submit(two).status_code) == (503, 503, 200)


def test_second_plan_waits_behind_the_first(key: PlannedKey) -> None:
    first = key.plan(("submitOrder", "before:status=503", 1))
    second = key.plan(("submitOrder", "before:status=500", 1))
    with key.client() as api:
        assert submit(api).status_code == 503
        assert (first.completed, second.completed) == (True, False)
        assert submit(api).status_code == 500


def test_step_without_a_fault_lets_a_request_pass(key: PlannedKey) -> None:
    key.plan(("submitOrder", "none", 1), ("submitOrder", "before:status=503", 1))
    with key.client() as api:
        assert submit(api, reference="r-1").status_code == 200
        assert submit(api, reference="r-2").status_code == 503


def test_step_without_a_fault_rules_out_magic(key: PlannedKey) -> None:
    key.plan(("submitOrder", "none", 1))
    with key.client() as api:
        assert submit(api, reference="SBX-AFTER-502-1").status_code == 200


def test_step_that_did_not_apply_waits_for_the_next_request(key: PlannedKey) -> None:
    plan = key.plan(("submitOrder", "after:status=502", 1), ("submitOrder", "after:status=500", 1))
    with key.client() as api:
        assert api.post("/order", json={}).status_code == 400
        assert plan.steps[0].left == 1
        assert submit(api, reference="r-1").status_code == 502
        assert submit(api, reference="r-1").status_code == 409
        assert submit(api, reference="r-2").status_code == 500
        assert is_stored(api, "r-2")
    assert plan.completed


def test_step_waits_for_a_response_that_it_can_change(key: PlannedKey) -> None:
    plan = key.plan(("searchOrders", "after:unknown_status", 1))
    with key.client() as api:
        api.post("/search", json={})
        assert not plan.completed
        submit(api)
        api.post("/search", json={})
    assert plan.completed


def test_header_precedes_a_plan_and_uses_nothing_of_it(key: PlannedKey) -> None:
    plan = key.plan(("submitOrder", "before:status=503", 1))
    with key.client() as api:
        assert submit(api, "before:status=500").status_code == 500
        assert plan.steps[0].left == 1
        assert submit(api, reference="SBX-AFTER-502-1").status_code == 503
        assert submit(api, reference="SBX-AFTER-502-1").status_code == 502


def test_removed_plan_no_longer_applies(key: PlannedKey) -> None:
    gone = key.plan(("submitOrder", "before:status=503", 5))
    stays = key.plan(("submitOrder", "before:status=500", 1))
    assert key.server.call(lambda sandbox: sandbox.plans.remove(gone.id))
    assert not key.server.call(lambda sandbox: sandbox.plans.remove(gone.id))
    with key.client() as api:
        assert [submit(api).status_code for _ in range(2)] == [500, 200]
    assert stays.completed


STEP = {"operation": "submitOrder", "fault": "after:drop"}


@pytest.mark.parametrize(
    ("steps", "where", "sentence"),
    [
        (None, "steps", "expected a list of at least one step"),
        ([], "steps", "expected a list of at least one step"),
        ([STEP, "drop"], "steps[1]", "expected an object such as"),
        ([STEP | {"operation": "submit"}], "steps[0].operation", "expected one of submitOrder, getOrder"),
        ([STEP | {"operation": ["submitOrder"]}], "steps[0].operation", "expected one of submitOrder, getOrder"),
        ([STEP, STEP | {"fault": "after:explode"}], "steps[1].fault", "unknown fault 'explode'"),
        ([STEP | {"fault": "drop"}], "steps[0].fault", "expected before:drop or after:drop, found drop"),
        ([STEP | {"fault": "after:unknown_status"}], "steps[0].fault", "not to submitOrder: no other response"),
        ([STEP | {"fault": "after:missing_field=items[0].id"}], "steps[0].fault", "has no field items"),
        ([STEP | {"fault": None}], "steps[0].fault", "expected a fault such as after:drop, or none, found nothing"),
        ([STEP | {"times": 0}], "steps[0].times", "expected a whole number from 1 to 1000000, found 0"),
        ([STEP | {"times": True}], "steps[0].times", "expected a whole number"),
        ([STEP | {"times": 1.0}], "steps[0].times", "expected a whole number"),
        ([STEP | {"count": 2}], "steps[0].count", "expected only operation, times and fault"),
    ],
)  # fmt: skip
def test_invalid_plan_raises_error_with_its_path(steps: object, where: str, sentence: str) -> None:
    with pytest.raises(InvalidPlan, match=sentence) as error:
        read_steps(steps)
    assert error.value.where == where


def test_used_up_steps_leave_the_queue() -> None:
    plans = Plans()
    for _ in range(200):
        plans.add("k", read_steps([STEP]))
        assert plans.take("k", "submitOrder") is not None
    assert plans.take("k", "submitOrder") is None
    assert not plans._waiting
    assert len(plans.all()) == 200


def test_steps_given_back_keep_their_order() -> None:
    plans = Plans()
    first, second = plans.add("k", read_steps([STEP, STEP])).steps
    assert [plans.take("k", "submitOrder"), plans.take("k", "submitOrder")] == [first, second]
    plans.give_back(second)
    plans.give_back(first)
    taken = [plans.take("k", "submitOrder"), plans.take("k", "submitOrder"), plans.take("k", "submitOrder")]
    assert taken[0] is first
    assert taken[1] is second
    assert taken[2] is None


def test_use_given_back_is_taken_again() -> None:
    plans = Plans()
    (step,) = plans.add("k", read_steps([STEP | {"times": 2}])).steps
    assert plans.take("k", "submitOrder") is step
    plans.give_back(step)
    assert [plans.take("k", "submitOrder") for _ in range(3)] == [step, step, None]


def test_step_of_a_forgotten_plan_given_back_stays_away() -> None:
    plans = Plans()
    plan = plans.add("k", read_steps([STEP]))
    step = plans.take("k", "submitOrder")
    assert step is not None
    plans.forget("k")
    plans.give_back(step)
    assert plans.take("k", "submitOrder") is None
    assert plans.find(plan.id) is None


def test_waiting_plans_and_newest_completed_ones_are_kept() -> None:
    plans = Plans()
    waiting = plans.add("other", read_steps([STEP]))
    several = plans.add("k", read_steps([STEP | {"times": 2}, STEP | {"operation": "getOrder"}]))
    used_up = [plans.add("k", read_steps([STEP])) for _ in range(MAX_COMPLETED + 10)]
    while plans.take("k", "submitOrder") is not None:
        pass
    assert not several.completed
    assert plans.all() == [waiting, several, *used_up[10:]]
    assert plans.take("k", "getOrder") is several.steps[1]
    assert several.completed
    assert plans.all() == [waiting, several, *used_up[11:]]


def test_plan_that_waits_again_is_not_evicted() -> None:
    plans = Plans()
    first, *_others = [plans.add("k", read_steps([STEP])) for _ in range(MAX_COMPLETED + 1)]
    step = plans.take("k", "submitOrder")
    assert step is first.steps[0]
    assert first.completed
    plans.give_back(step)
    assert not first.completed
    for _ in range(MAX_COMPLETED):
        plans.add("other", read_steps([STEP]))
        plans.take("other", "submitOrder")
    assert plans.find(first.id) is first
    assert plans.take("k", "submitOrder") is step


class UnreadQueue(deque[Step]):
    """A queue that fails when its steps are read one by one: with many plans that is too slow for a reset."""

    def __iter__(self) -> Iterator[Step]:
        pytest.fail("every waiting step was read, once for each plan")


def test_forgetting_a_key_does_not_read_every_waiting_step() -> None:
    plans = Plans()
    stays = plans.add("other", read_steps([STEP]))
    for _ in range(3):
        plans.add("k", read_steps([STEP]))
    waiting = plans._waiting
    name = ("k", None, "submitOrder")
    waiting[name] = UnreadQueue(waiting[name].copy())
    plans.forget("k")
    assert plans.all() == [stays]
    assert plans.take("k", "submitOrder") is None
    assert plans.take("other", "submitOrder") is stays.steps[0]
