"""Plans of faults: bind one to a key, look at what of it has happened, forget it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.sandbox.api.credentials import InvalidPair, split
from gelatoconnect_mock.sandbox.control.request import refuse, wrong
from gelatoconnect_mock.sandbox.faults.plans import InvalidPlan, Step, read_steps
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.http.messages import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.faults.plans import Plan


def listed(asked: Asked) -> Response:
    """Answer every plan there still is, or those of one key, oldest first."""
    key = asked.query.get("key")
    return success({"plans": [plan.to_dict() for plan in asked.sandbox.plans.all() if key in {None, plan.key}]})


def make(asked: Asked) -> Response:
    """Bind a plan to a pair and accept the pair; where anything is wrong neither happens."""
    content, sandbox = asked.content(), asked.sandbox
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
        key = sandbox.credentials.accept(content["key"])
    except InvalidPair as refused:
        raise wrong([detail("key", str(refused))]) from None
    plan = sandbox.plans.add(key, steps)
    location = (b"location", b"/_sandbox/plans/" + plan.id.encode())
    return Response(201, orjson.dumps(plan.to_dict()), (location,))


def show(asked: Asked) -> Response:
    """Answer one plan."""
    return success(_found(asked).to_dict())


def remove(asked: Asked) -> Response:
    """Forget one plan and answer what it was."""
    plan = _found(asked)
    asked.sandbox.plans.remove(plan.id)
    return success(plan.to_dict())


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {
    "/_sandbox/plans": {"GET": listed, "POST": make},
    "/_sandbox/plans/{plan}": {"GET": show, "DELETE": remove},
}


def _pair(pair: Any) -> list[Detail]:
    if isinstance(pair, str):
        try:
            split(pair)
        except InvalidPair as refused:
            return [detail("key", str(refused))]
    return []


def _read(step: Any, index: int, problems: list[Detail]) -> list[Step]:
    try:
        return read_steps([step])
    except InvalidPlan as refused:
        problems.append(detail(refused.where.replace("steps[0]", f"steps[{index}]", 1), str(refused)))
        return []


def _found(asked: Asked) -> Plan:
    plan = asked.sandbox.plans.find(asked.named)
    if plan is None:
        raise ApiError(404, "There is no plan of this id: it was removed, forgotten by a reset, or used up long ago.")
    return plan
