"""Plans of faults bound to an API key: which requests of that key go wrong, how, and what of it has happened."""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict, deque
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, Final

from gelatoconnect_mock.sandbox.faults import Fault, InvalidFault, parse

OPERATIONS: Final = ("submitOrder", "getOrder", "searchOrders", "updateShipment", "cancelOrder")
NO_FAULT: Final = "none"
_MOST_TIMES = 1_000_000
MOST_COMPLETED: Final = 1_000
"""So many plans that are used up can still be asked about."""


class InvalidPlan(ValueError):
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
    steps: list[Step]
    waiting: int
    """How many of the steps are not used up."""

    @property
    def completed(self) -> bool:
        """Whether every step has been used up."""
        return not self.waiting

    def account(self) -> dict[str, Any]:
        """Return what was planned and what is left of it, as JSON data."""
        steps = [
            {"operation": s.operation, "fault": s.text, "times": s.times, "used": s.used, "left": s.left}
            for s in self.steps
        ]
        return {"id": self.id, "key": self.key, "completed": self.completed, "steps": steps}


def read_steps(steps: Any) -> list[Step]:
    """Return the steps of a plan as it was posted; InvalidPlan for an unknown operation or fault, or a wrong shape."""
    if not isinstance(steps, list) or not steps:
        raise InvalidPlan("steps", "expected a list of at least one step")
    return [_step(step, f"steps[{index}]") for index, step in enumerate(steps)]


def _quoted(value: Any) -> str:
    return "nothing" if value in (None, "") else repr(value)


def _step(step: Any, where: str) -> Step:
    if not isinstance(step, dict):
        raise InvalidPlan(where, 'expected an object such as {"operation": "submitOrder", "fault": "after:drop"}')
    if unknown := sorted(set(step) - {"operation", "times", "fault"}):
        raise InvalidPlan(f"{where}.{unknown[0]}", "expected only operation, times and fault in a step")
    operation, times, text = step.get("operation"), step.get("times", 1), step.get("fault")
    if operation not in OPERATIONS:
        raise InvalidPlan(f"{where}.operation", f"expected one of {', '.join(OPERATIONS)}, found {_quoted(operation)}")
    if isinstance(times, bool) or not isinstance(times, int) or not 1 <= times <= _MOST_TIMES:
        raise InvalidPlan(f"{where}.times", f"expected a whole number from 1 to {_MOST_TIMES}, found {_quoted(times)}")
    if not isinstance(text, str):
        raise InvalidPlan(
            f"{where}.fault", f"expected a fault such as after:drop, or {NO_FAULT}, found {_quoted(text)}"
        )
    try:
        fault = None if text == NO_FAULT else parse(text, operation)
    except InvalidFault as refused:
        raise InvalidPlan(f"{where}.fault", str(refused)) from refused
    return Step(operation, text, fault, times)


class Plans:
    """All plans, by the key they are bound to, oldest first; of those that are used up the newest thousand alone."""

    def __init__(self) -> None:
        self._plans: dict[str, Plan] = {}
        self._completed: OrderedDict[str, None] = OrderedDict()
        """The ids of those that are used up, the one that was so first at the front."""
        self._waiting: dict[tuple[str, str], deque[Step]] = {}
        """The steps that are not used up, by key and operation, in the order in which they are taken."""
        self._last = self._last_step = 0

    def add(self, key: str, steps: list[Step]) -> Plan:
        """Bind steps to a key, behind those it has already."""
        self._last += 1
        plan = self._plans[str(self._last)] = Plan(str(self._last), key, steps, len(steps))
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
        self._completed.pop(plan_id, None)
        for operation in {step.operation for step in plan.steps if step.left}:
            queue = self._waiting.pop((plan.key, operation), ())
            if left := [step for step in queue if step.plan != plan_id]:
                self._waiting[plan.key, operation] = deque(left)
        return True

    def forget(self, key: str | None = None) -> None:
        """Forget all plans of a key, or every plan."""
        for plan_id in [plan.id for plan in self._plans.values() if key in {None, plan.key}]:
            del self._plans[plan_id]
            self._completed.pop(plan_id, None)
        for name in [name for name in self._waiting if key in {None, name[0]}]:
            del self._waiting[name]

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
            self._used_up(self._plans[step.plan])
        return step

    def give_back(self, step: Step) -> None:
        """Take a use of a step back, so that it waits for another request, at its place among those that wait."""
        step.used -= 1
        plan = self._plans.get(step.plan)
        if plan is not None and step.left == 1:
            plan.waiting += 1
            self._completed.pop(plan.id, None)
            insort(self._queue(plan.key, step.operation), step, key=attrgetter("place"))

    def _used_up(self, plan: Plan) -> None:
        plan.waiting -= 1
        if plan.completed:
            self._completed[plan.id] = None
            if len(self._completed) > MOST_COMPLETED:
                self.remove(next(iter(self._completed)))

    def _queue(self, key: str, operation: str) -> deque[Step]:
        return self._waiting.setdefault((key, operation), deque())
