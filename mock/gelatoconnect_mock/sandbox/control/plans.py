"""Plans of faults: bind one to a key, look at what of it has happened, forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.schema_errors import detail
from gelatoconnect_mock.sandbox.api.credentials import PairRefused, split
from gelatoconnect_mock.sandbox.control.request import refuse, wrong
from gelatoconnect_mock.sandbox.faults.plans import PlanRefused, Step, read_steps
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.http.messages import Answer, Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.faults.plans import Plan
    from gelatoconnect_mock.sandbox.http.messages import Detail


def listed(asked: Asked) -> Answer:
    """Answer every plan there still is, or those of one key, oldest first."""
    key = asked.query.get("key")
    return success({"plans": [plan.account() for plan in asked.desk.plans.all() if key in {None, plan.key}]})


def make(asked: Asked) -> Answer:
    """Bind a plan to a pair and accept the pair; where anything is wrong neither happens."""
    content, desk = asked.content(), asked.desk
    problems = asked.problems(content)
    misshapen = tuple(problem["reference"] for problem in problems)
    steps: list[Step] = []
    if isinstance(content, dict):
        problems += _pair(content.get("key"))
        planned = content.get("steps")
        for index, step in enumerate(planned if isinstance(planned, list) else ()):
            if not any(place.startswith(f"steps[{index}]") for place in misshapen):
                steps += _read(step, index, problems)
    refuse(problems)
    try:
        key = desk.credentials.accept(content["key"])
    except PairRefused as refused:
        raise wrong([detail("key", str(refused))]) from None
    plan = desk.plans.add(key, steps)
    location = (b"location", b"/_sandbox/plans/" + plan.id.encode())
    return Answer(201, orjson.dumps(plan.account()), (location,))


def show(asked: Asked) -> Answer:
    """Answer one plan."""
    return success(_found(asked).account())


def remove(asked: Asked) -> Answer:
    """Forget one plan and answer what it was."""
    plan = _found(asked)
    asked.desk.plans.remove(plan.id)
    return success(plan.account())


PATHS: Final[dict[str, dict[str, Callable[[Asked], Answer]]]] = {
    "/_sandbox/plans": {"GET": listed, "POST": make},
    "/_sandbox/plans/{plan}": {"GET": show, "DELETE": remove},
}


def _pair(pair: Any) -> list[Detail]:
    if isinstance(pair, str):
        try:
            split(pair)
        except PairRefused as refused:
            return [detail("key", str(refused))]
    return []


def _read(step: Any, index: int, problems: list[Detail]) -> list[Step]:
    try:
        return read_steps([step])
    except PlanRefused as refused:
        problems.append(detail(refused.where.replace("steps[0]", f"steps[{index}]", 1), str(refused)))
        return []


def _found(asked: Asked) -> Plan:
    plan = asked.desk.plans.find(asked.named)
    if plan is None:
        raise Refused(404, "There is no plan of this id: it was removed, forgotten by a reset, or used up long ago.")
    return plan
