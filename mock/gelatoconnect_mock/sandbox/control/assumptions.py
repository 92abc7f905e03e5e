"""Each undocumented behavior of the API, as `assumptions.toml` lists it: its evidence, its setting, its switch."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from gelatoconnect_mock.contract.schema_errors import detail, failures
from gelatoconnect_mock.sandbox.control.request import refuse
from gelatoconnect_mock.sandbox.control.schema import description
from gelatoconnect_mock.sandbox.http.errors import ApiError, success
from gelatoconnect_mock.sandbox.orders.transitions import configure
from gelatoconnect_mock.sandbox.settings import read_rules, written_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.http.messages import Response


Level = Literal["documented", "observed", "sibling", "inferred"]
_LISTED: Final = Path(__file__).with_name("assumptions.toml")


class Evidence(NamedTuple):
    """How well a behavior is known. The levels are those of the contract's ``x-evidence-levels``."""

    level: Level
    sources: list[str]
    because: str


class Assumption(NamedTuple):
    """One behavior. Where it can be switched, its name is that of a field of `Rules`."""

    name: str
    question: str
    behavior: str
    evidence: Evidence
    settings: list[Any]
    """What it can be switched to."""
    flag: str | None
    """The option of the command that sets it for every tenant."""
    no_switch_because: str | None


@cache
def assumptions() -> tuple[Assumption, ...]:
    """Return all of them as they are listed, those with a switch first."""
    return tuple(map(_read, tomllib.loads(_LISTED.read_text(encoding="utf-8"))["assumption"]))


def _read(row: dict[str, Any]) -> Assumption:
    return Assumption(
        row["name"],
        row["question"],
        row["behavior"],
        Evidence(row["level"], row["sources"], row["because"]),
        [None if one == "null" else one for one in row.get("settings", ())],
        row.get("flag"),
        row.get("no_switch_because"),
    )


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
    problems = failures(description().judge("Rules"), rules)
    refuse([detail(one["reference"].replace(found.name, "setting", 1), one["message"]) for one in problems])
    configure(tenant, read_rules(rules))
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
        "name": one.name, "question": one.question, "behavior": one.behavior, "evidence": one.evidence._asdict(),
        "setting": rules.get(one.name), "settings": one.settings, "switch": None,
    }  # fmt: skip
    if one.no_switch_because is not None:
        return {**entry, "no_switch_because": one.no_switch_because}
    request = f'PUT /_sandbox/assumptions/{one.name} {{"setting": ...}}'
    return {**entry, "switch": {"flag": one.flag, "request": request}}
