"""Plans: faults that wait for the requests of an API key, or of one prefix of it, and what has happened of them."""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict, deque
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from gelatoconnect_mock.sandbox.faults import Fault, InvalidFault, parse
from gelatoconnect_mock.sandbox.faults.fault import quoted

OPERATIONS: Final = ("submitOrder", "getOrder", "searchOrders", "updateShipment", "cancelOrder")
NO_FAULT: Final = "none"
MAX_STEPS: Final = 50_000
"""Steps of all plans that are held. Completed plans make room for others."""
MAX_COMPLETED: Final = 1_000
"""Completed plans that are kept, so that a client can still read them."""
_MAX_TIMES: Final = 1_000_000


class InvalidPlan(ValueError):
    """A posted plan is invalid; ``where`` is the path in it, ``str()`` says what is expected."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(sentence)
        self.where = where


@dataclass(slots=True)
class Step:
    """A number of requests of one operation, and the fault that each of them meets.

    Attributes:
        operation: The operationId.
        text: The fault as it was posted.
        fault: The fault; None lets the requests pass.
        times: Number of requests.
        used: Number of requests that it has met so far.
        plan: ID of its plan.
        position: Its position among the steps of all plans.
    """

    operation: str
    text: str
    fault: Fault | None
    times: int
    used: int = 0
    plan: str = ""
    position: int = 0

    @property
    def left(self) -> int:
        """Number of requests that it still waits for."""
        return self.times - self.used


@dataclass(slots=True)
class Plan:
    """Steps for one API key. Those of one operation apply in order.

    Attributes:
        id: Its ID.
        key: The API key.
        prefix: The prefix whose requests it waits for; None waits for those of every prefix.
        steps: Every step, as it was posted.
        waiting: Number of steps that are not used up.
    """

    id: str
    key: str
    prefix: str | None
    steps: list[Step]
    waiting: int

    @property
    def completed(self) -> bool:
        """True if every step is used up."""
        return not self.waiting

    def to_dict(self) -> dict[str, Any]:
        """Return the plan, and what is left of each step, as JSON data."""
        steps = [
            {"operation": s.operation, "fault": s.text, "times": s.times, "used": s.used, "left": s.left}
            for s in self.steps
        ]
        return {
            "id": self.id, "key": self.key, "prefix": self.prefix, "completed": self.completed, "steps": steps
        }  # fmt: skip


def read_steps(steps: Any) -> list[Step]:
    """Return the steps of a posted plan. Raises InvalidPlan for an unknown operation or fault, or a wrong shape."""
    if not isinstance(steps, list) or not steps:
        raise InvalidPlan("steps", "expected a list of at least one step")
    return [_read_step(step, f"steps[{index}]") for index, step in enumerate(steps)]


def _read_step(step: Any, where: str) -> Step:
    if not isinstance(step, dict):
        raise InvalidPlan(where, 'expected an object such as {"operation": "submitOrder", "fault": "after:drop"}')
    if unknown := sorted(set(step) - {"operation", "times", "fault"}):
        raise InvalidPlan(f"{where}.{unknown[0]}", "expected only operation, times and fault in a step")
    operation, times, text = step.get("operation"), step.get("times", 1), step.get("fault")
    if operation not in OPERATIONS:
        raise InvalidPlan(f"{where}.operation", f"expected one of {', '.join(OPERATIONS)}, found {quoted(operation)}")
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= _MAX_TIMES:
        raise InvalidPlan(f"{where}.times", f"expected a whole number from 1 to {_MAX_TIMES}, found {quoted(times)}")
    if not isinstance(text, str):
        raise InvalidPlan(f"{where}.fault", f"expected a fault such as after:drop, or {NO_FAULT}, found {quoted(text)}")
    try:
        fault = None if text == NO_FAULT else parse(text, operation)
    except InvalidFault as error:
        raise InvalidPlan(f"{where}.fault", str(error)) from error
    return Step(operation, text, fault, times)


class Plans:
    """The plans of every API key, oldest first. Of the completed ones, the newest `MAX_COMPLETED` are kept."""

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}
        self._completed: OrderedDict[str, None] = OrderedDict()
        """IDs of the completed plans, in the order of completion."""
        self._waiting: dict[tuple[str, str | None, str], deque[Step]] = {}
        """The steps that are not used up, by key, prefix and operation, in the order in which they apply."""
        self._last_plan = self._last_step = 0
        self._steps = self._completed_steps = 0
        """Steps of all plans, and of the completed ones."""

    def has_room(self, steps: int) -> bool:
        """Return True if a plan of so many steps does not exceed `MAX_STEPS`, without the completed plans."""
        return self._steps - self._completed_steps + steps <= MAX_STEPS

    def add(self, key: str, steps: list[Step], prefix: str | None = None) -> Plan:
        """Bind steps to a key, or to one prefix of it, behind those it has already, and return their plan."""
        self._last_plan += 1
        self._steps += len(steps)
        plan = self._plans[str(self._last_plan)] = Plan(str(self._last_plan), key, prefix, steps, len(steps))
        for step in steps:
            self._last_step += 1
            step.plan, step.position = plan.id, self._last_step
            self._queue(plan, step.operation).append(step)
        self._evict_completed()
        return plan

    def find(self, plan_id: str) -> Plan | None:
        """Return the plan of an ID; None if there is none."""
        return self._plans.get(plan_id)

    def all(self) -> list[Plan]:
        """Return every plan, oldest first."""
        return list(self._plans.values())

    def remove(self, plan_id: str) -> bool:
        """Remove a plan, completed or not; return False if there is none of that ID."""
        plan = self._plans.pop(plan_id, None)
        if plan is None:
            return False
        self._mark_incomplete(plan)
        self._steps -= len(plan.steps)
        for operation in {step.operation for step in plan.steps if step.left}:
            queue = self._waiting.pop((plan.key, plan.prefix, operation), ())
            if others := [step for step in queue if step.plan != plan_id]:
                self._waiting[plan.key, plan.prefix, operation] = deque(others)
        return True

    def forget(self, key: str | None = None, prefix: str | None = None) -> None:
        """Remove all plans of a key, or every plan. Waiting steps are dropped queue by queue, not one by one.

        With a prefix, keep the key's plans for other prefixes. A plan for every prefix belongs to the key: it goes.
        """

        def goes(its_key: str, its_prefix: str | None) -> bool:
            return key in {None, its_key} and (prefix is None or its_prefix in {None, prefix})

        for plan in [plan for plan in self._plans.values() if goes(plan.key, plan.prefix)]:
            del self._plans[plan.id]
            self._mark_incomplete(plan)
            self._steps -= len(plan.steps)
        for name in [name for name in self._waiting if goes(name[0], name[1])]:
            del self._waiting[name]

    def take(self, key: str, operation: str, prefix: str | None = None) -> Step | None:
        """Return the next step that waits for a request of a key and operation, and count the use; None without one.

        Steps for the request's prefix and steps for every prefix apply in the order in which they were added.
        """
        waiting = self._waiting
        if not waiting:
            return None
        names = [name for name in {(key, None, operation), (key, prefix, operation)} if name in waiting]
        if not names:
            return None
        name = min(names, key=lambda name: waiting[name][0].position)
        queue = waiting[name]
        step = queue[0]
        step.used += 1
        if not step.left:
            queue.popleft()
            if not queue:
                del waiting[name]
            self._mark_used_up(self._plans[step.plan])
        return step

    def give_back(self, step: Step) -> None:
        """Undo one use of a step, so that it waits for another request, at its position among the waiting steps."""
        step.used -= 1
        plan = self._plans.get(step.plan)
        if plan is not None and step.left == 1:
            plan.waiting += 1
            self._mark_incomplete(plan)
            insort(self._queue(plan, step.operation), step, key=attrgetter("position"))

    def _mark_used_up(self, plan: Plan) -> None:
        """Count one more step of a plan as used up. This may complete it, and evict the oldest completed plan."""
        plan.waiting -= 1
        if plan.completed:
            self._completed[plan.id] = None
            self._completed_steps += len(plan.steps)
            self._evict_completed()

    def _mark_incomplete(self, plan: Plan) -> None:
        """Count a plan as completed no longer, if it was."""
        if plan.id in self._completed:
            del self._completed[plan.id]
            self._completed_steps -= len(plan.steps)

    def _evict_completed(self) -> None:
        while self._completed and (len(self._completed) > MAX_COMPLETED or self._steps > MAX_STEPS):
            self.remove(next(iter(self._completed)))

    def _queue(self, plan: Plan, operation: str) -> deque[Step]:
        return self._waiting.setdefault((plan.key, plan.prefix, operation), deque())
