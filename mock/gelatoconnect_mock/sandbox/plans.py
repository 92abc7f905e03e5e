"""Plans of faults bound to an API key: which requests of that key go wrong, how, and what of it has happened."""

from __future__ import annotations

from bisect import insort
from collections import deque
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, Final

from gelatoconnect_mock.sandbox.faults import Fault, FaultRefused, parse

OPERATIONS: Final = ("submitOrder", "getOrder", "searchOrders", "updateShipment", "cancelOrder")
NO_FAULT: Final = "none"
_MOST_TIMES = 1_000_000


class PlanRefused(ValueError):
    """A plan cannot be as it is written; ``where`` is the place in it, ``str()`` says what is expected."""

    def __init__(self, where: str, sentence: str) -> None:
        super().__init__(sentence)
        self.where = where


@dataclass(slots=True)
class Step:
    """So many requests of one operation that meet one fault; ``fault`` None lets them pass."""

    operation: str
    text: str
    fault: Fault | None
    times: int
    used: int = 0
    plan: str = ""
    """The id of its plan, and in ``place`` where it stands among the steps of all plans."""
    place: int = 0

    @property
    def left(self) -> int:
        """How many more requests it waits for."""
        return self.times - self.used


@dataclass(slots=True)
class Plan:
    """Steps that are taken in turn, each operation's in the order they stand in."""

    id: str
    key: str
    steps: list[Step] = field(default_factory=list)

    @property
    def completed(self) -> bool:
        """Whether every step has been used up."""
        return all(step.left == 0 for step in self.steps)

    def account(self) -> dict[str, Any]:
        """Return what was planned and what is left of it, as JSON data."""
        steps = [
            {"operation": s.operation, "fault": s.text, "times": s.times, "used": s.used, "left": s.left}
            for s in self.steps
        ]
        return {"id": self.id, "key": self.key, "completed": self.completed, "steps": steps}


def read_steps(steps: Any) -> list[Step]:
    """Return the steps of a plan as it was posted; PlanRefused for an unknown operation or fault, or a wrong shape."""
    if not isinstance(steps, list) or not steps:
        raise PlanRefused("steps", "expected a list of at least one step")
    return [_step(step, f"steps[{index}]") for index, step in enumerate(steps)]


def _given(value: Any) -> str:
    return "nothing" if value in (None, "") else repr(value)


def _step(step: Any, where: str) -> Step:
    if not isinstance(step, dict):
        raise PlanRefused(where, 'expected an object such as {"operation": "submitOrder", "fault": "after:drop"}')
    if unknown := sorted(set(step) - {"operation", "times", "fault"}):
        raise PlanRefused(f"{where}.{unknown[0]}", "expected only operation, times and fault in a step")
    operation, times, text = step.get("operation"), step.get("times", 1), step.get("fault")
    if operation not in OPERATIONS:
        raise PlanRefused(f"{where}.operation", f"expected one of {', '.join(OPERATIONS)}, found {_given(operation)}")
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= _MOST_TIMES:
        raise PlanRefused(f"{where}.times", f"expected a whole number from 1 to {_MOST_TIMES}, found {_given(times)}")
    if not isinstance(text, str):
        raise PlanRefused(f"{where}.fault", f"expected a fault such as after:drop, or {NO_FAULT}, found {_given(text)}")
    try:
        fault = None if text == NO_FAULT else parse(text, operation)
    except FaultRefused as refused:
        raise PlanRefused(f"{where}.fault", str(refused)) from refused
    return Step(operation, text, fault, times)


class Plans:
    """All plans, by the key they are bound to, oldest first."""

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}
        self._waiting: dict[tuple[str, str], deque[Step]] = {}
        """The steps that are not used up, by key and operation, in the order in which they are taken."""
        self._last = self._last_step = 0

    def add(self, key: str, steps: list[Step]) -> Plan:
        """Bind steps to a key, behind those it has already."""
        self._last += 1
        plan = self._plans[str(self._last)] = Plan(str(self._last), key, steps)
        for step in steps:
            self._last_step += 1
            step.plan, step.place = plan.id, self._last_step
            self._queue(key, step.operation).append(step)
        return plan

    def find(self, plan_id: str) -> Plan | None:
        """Return the plan of that id."""
        return self._plans.get(plan_id)

    def all(self) -> list[Plan]:
        """Return every plan, oldest first."""
        return list(self._plans.values())

    def remove(self, plan_id: str) -> bool:
        """Forget a plan, used up or not; False where there is none of that id."""
        plan = self._plans.pop(plan_id, None)
        if plan is None:
            return False
        for operation in {step.operation for step in plan.steps}:
            queue = self._waiting.pop((plan.key, operation), ())
            if left := [step for step in queue if step.plan != plan_id]:
                self._waiting[plan.key, operation] = deque(left)
        return True

    def forget(self, key: str | None = None) -> None:
        """Forget all plans of a key, or every plan."""
        for plan in self.all():
            if key in {None, plan.key}:
                self.remove(plan.id)

    def take(self, key: str, operation: str) -> Step | None:
        """Use the next step that waits for a request of this key and operation; None where none does."""
        queue = self._waiting.get((key, operation))
        if queue is None:
            return None
        step = queue[0]
        step.used += 1
        if not step.left:
            queue.popleft()
            if not queue:
                del self._waiting[key, operation]
        return step

    def give_back(self, step: Step) -> None:
        """Take a use of a step back, so that it waits for another request, at its place among those that wait."""
        step.used -= 1
        plan = self._plans.get(step.plan)
        if plan is not None and step.left == 1:
            insort(self._queue(plan.key, step.operation), step, key=attrgetter("place"))

    def _queue(self, key: str, operation: str) -> deque[Step]:
        return self._waiting.setdefault((key, operation), deque())
