"""Plans of faults: binds one to a key, shows which of its steps are used, removes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.contract.field_errors import MAX_DETAILS, detail
from gelatoconnect_mock.contract.schema_errors import first_errors
from gelatoconnect_mock.sandbox.api.credentials import InvalidPair, split
from gelatoconnect_mock.sandbox.control.request import validation_error
from gelatoconnect_mock.sandbox.control.tenants import accept_pair
from gelatoconnect_mock.sandbox.faults.plans import MAX_STEPS, InvalidPlan, Step, read_steps
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.http.messages import Response

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.faults.plans import Plan


def list_plans(request: ControlRequest) -> Response:
    """Return every plan, or those of one key or one prefix, oldest first."""
    key, prefix = request.query.get("key"), request.query.get("prefix")
    plans = (plan for plan in request.sandbox.plans.all() if key in {None, plan.key} and prefix in {None, plan.prefix})
    return success({"plans": [plan.to_dict() for plan in plans]})


def create_plan(request: ControlRequest) -> Response:
    """Accept a pair, bind a plan to its key, and return the plan. Raises ApiError: 400, 409; nothing has changed."""
    body, sandbox = request.read_body(), request.sandbox
    errors = request.body_errors(body)
    steps: list[Step] = []
    if isinstance(body, dict):
        steps = _read_steps(body.get("steps"), errors)
        errors = first_errors(errors, _pair_errors(body.get("key")))
    if errors:
        raise validation_error(errors)
    if not sandbox.plans.has_room(len(steps)):
        raise ApiError(
            409,
            f"All plans together may have {MAX_STEPS:,} steps that wait, the limit. Delete plans, or reset a tenant.",
        )
    plan = sandbox.plans.add(accept_pair(sandbox.credentials, body["key"]), steps, body.get("prefix"))
    location = (b"location", b"/_sandbox/plans/" + plan.id.encode())
    return Response(201, orjson.dumps(plan.to_dict()), (location,))


def get_plan(request: ControlRequest) -> Response:
    """Return one plan. Raises ApiError: 404."""
    return success(_find_plan(request).to_dict())


def delete_plan(request: ControlRequest) -> Response:
    """Remove one plan and return its last state. Raises ApiError: 404."""
    plan = _find_plan(request)
    request.sandbox.plans.remove(plan.id)
    return success(plan.to_dict())


PATHS: Final[Paths] = {
    "/_sandbox/plans": {"GET": list_plans, "POST": create_plan},
    "/_sandbox/plans/{plan}": {"GET": get_plan, "DELETE": delete_plan},
}


def _pair_errors(pair: Any) -> list[Detail]:
    if isinstance(pair, str):
        try:
            split(pair)
        except InvalidPair as error:
            return [detail("key", str(error))]
    return []


def _read_steps(steps: Any, errors: list[Detail]) -> list[Step]:
    """Return the steps of a plan. Append an error for each fault text that cannot be read, within the limit."""
    malformed = {error["reference"].partition("]")[0] for error in errors}
    read: list[Step] = []
    if not isinstance(steps, list) or "steps" in malformed:
        return read
    for index, step in enumerate(steps):
        path = f"steps[{index}]"
        if len(errors) > MAX_DETAILS:
            break
        if f"steps[{index}" in malformed:
            continue
        try:
            read += read_steps([step])
        except InvalidPlan as error:
            errors.append(detail(error.where.replace("steps[0]", path, 1), str(error)))
    return read


def _find_plan(request: ControlRequest) -> Plan:
    plan = request.sandbox.plans.find(request.name)
    if plan is None:
        raise ApiError(404, "No plan of this id. It was deleted, removed by a reset, or used up long ago.")
    return plan
