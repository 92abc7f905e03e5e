"""Each undocumented behaviour, how this tenant has it, and switching it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.contract.schema_errors import schema_errors
from gelatoconnect_mock.sandbox.assumptions import assumptions
from gelatoconnect_mock.sandbox.control.request import refuse
from gelatoconnect_mock.sandbox.control.schema import description
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.http.messages import ApiError
from gelatoconnect_mock.sandbox.rules_as_json import read_rules, written_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.assumptions import Assumption
    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response


def listed(asked: Asked) -> Response:
    """Answer all of them, those with a switch first."""
    rules = written_rules(asked.tenant.rules)
    return success({"assumptions": [_entry(one, rules) for one in assumptions()]})


def show(asked: Asked) -> Response:
    """Answer one of them."""
    return success(_entry(_found(asked), written_rules(asked.tenant.rules)))


def change(asked: Asked) -> Response:
    """Have the tenant behave the other way from now on; ApiError with 409 for what has no switch."""
    found, tenant = _found(asked), asked.tenant
    if found.no_switch_because is not None:
        raise ApiError(409, f"{found.name} has no switch: {found.no_switch_because}.")
    setting = asked.body()["setting"]
    rules = {**written_rules(tenant.rules), found.name: setting}
    problems = schema_errors(description().validator("Rules"), rules)
    refuse([detail(one["reference"].replace(found.name, "setting", 1), one["message"]) for one in problems])
    tenant.configure(read_rules(rules))
    return show(asked)


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {
    "/_sandbox/assumptions": {"GET": listed},
    "/_sandbox/assumptions/{name}": {"GET": show, "PUT": change},
}


def _found(asked: Asked) -> Assumption:
    for one in assumptions():
        if one.name == asked.named:
            return one
    raise ApiError(404, f"There is no such assumption; there is {', '.join(one.name for one in assumptions())}.")


def _entry(one: Assumption, rules: dict[str, Any]) -> dict[str, Any]:
    entry = {
        "name": one.name, "question": one.question, "behaviour": one.behaviour, "evidence": one.evidence._asdict(),
        "setting": rules.get(one.name), "settings": one.settings, "switch": None,
    }  # fmt: skip
    if one.no_switch_because is not None:
        return {**entry, "no_switch_because": one.no_switch_because}
    request = f'PUT /_sandbox/assumptions/{one.name} {{"setting": ...}}'
    return {**entry, "switch": {"flag": one.flag, "request": request}}
