"""The undocumented behaviors of the API, as `assumptions.toml` lists them: evidence, setting, switch."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from gelatoconnect_mock.contract.field_errors import detail
from gelatoconnect_mock.sandbox.control import schema
from gelatoconnect_mock.sandbox.control.request import validation_error
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders.transitions import configure
from gelatoconnect_mock.sandbox.settings import rules_from_dict, rules_to_dict

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.http.messages import Response


Level = Literal["documented", "observed", "sibling", "inferred"]
_FILE: Final = Path(__file__).with_name("assumptions.toml")


class Evidence(NamedTuple):
    """How well a behavior is known. The levels are those of the contract's ``x-evidence-levels``."""

    level: Level
    sources: list[str]
    because: str


class Assumption(NamedTuple):
    """One undocumented behavior.

    Attributes:
        name: Its name; with a switch, that of the field of `Rules`.
        question: What the API's pages leave open.
        behavior: What the sandbox does by default.
        evidence: How well that is known.
        settings: Values of the switch; none without a switch.
        flag: Option of the command that sets it for every tenant; None if there is none.
        no_switch_because: Why it has no switch; None if it has one.
    """

    name: str
    question: str
    behavior: str
    evidence: Evidence
    settings: list[Any]
    flag: str | None
    no_switch_because: str | None


@cache
def assumptions() -> dict[str, Assumption]:
    """Return all assumptions by name, those with a switch first."""
    rows = tomllib.loads(_FILE.read_text(encoding="utf-8"))["assumption"]
    return {row["name"]: _read(row) for row in rows}


def _read(row: dict[str, Any]) -> Assumption:
    return Assumption(
        row["name"],
        row["question"],
        row["behavior"],
        Evidence(row["level"], row["sources"], row["because"]),
        [None if setting == "null" else setting for setting in row.get("settings", ())],
        row.get("flag"),
        row.get("no_switch_because"),
    )


def list_assumptions(request: ControlRequest) -> Response:
    """Return all assumptions, those with a switch first."""
    rules = rules_to_dict(request.tenant.rules)
    return success({"assumptions": [_entry(one, rules) for one in assumptions().values()]})


def get_assumption(request: ControlRequest) -> Response:
    """Return one assumption. Raises ApiError: 404."""
    return success(_entry(_find_assumption(request), rules_to_dict(request.tenant.rules)))


def set_assumption(request: ControlRequest) -> Response:
    """Change the setting of an assumption for the tenant, and return it. Raises ApiError: 404, 409 without a switch."""
    assumption, tenant = _find_assumption(request), request.tenant
    name = assumption.name
    if assumption.no_switch_because is not None:
        raise ApiError(409, f"{name} has no switch: {assumption.no_switch_because}.")
    rules = {**rules_to_dict(tenant.rules), name: request.body()["setting"]}
    if errors := schema.component("Rules").errors(rules):
        raise validation_error(
            detail(error["reference"].replace(name, "setting", 1), error["message"]) for error in errors
        )
    configure(tenant, rules_from_dict(rules))
    return get_assumption(request)


PATHS: Final[Paths] = {
    "/_sandbox/assumptions": {"GET": list_assumptions},
    "/_sandbox/assumptions/{name}": {"GET": get_assumption, "PUT": set_assumption},
}


def _find_assumption(request: ControlRequest) -> Assumption:
    assumption = assumptions().get(request.name)
    if assumption is None:
        raise ApiError(404, f"No such assumption. There are {', '.join(assumptions())}.")
    return assumption


def _entry(assumption: Assumption, rules: dict[str, Any]) -> dict[str, Any]:
    fields = assumption._asdict()
    flag, reason = fields.pop("flag"), fields.pop("no_switch_because")
    entry = {**fields, "evidence": assumption.evidence._asdict(), "setting": rules.get(assumption.name)}
    if reason is not None:
        return {**entry, "switch": None, "no_switch_because": reason}
    request = f'PUT /_sandbox/assumptions/{assumption.name} {{"setting": ...}}'
    return {**entry, "switch": {"flag": flag, "request": request}}
