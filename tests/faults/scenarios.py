"""Every way we know in which submitting an order can go wrong, and what must come of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.faults.fault_store import Seed, World
    from tests.faults.fault_turns import Script, Turn

DEADLINE = 1.0
_KNOWLEDGE = frozenset({"server_refuses_duplicates", "resubmit_after", "look_before_submit"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One order, submitted to a server that follows a script, and what must come of it.

    Expected are the POSTs the server receives, the orders of the reference there are in the end, those of `seeds`
    included, and the result: "submitted", "recovered" or the name of the error.
    """

    name: str
    script: Script = field(default_factory=dict)
    world: World = "refuses"
    options: Mapping[str, Any] = field(default_factory=dict)
    order: Mapping[str, Any] = field(default_factory=dict)
    seeds: tuple[Seed, ...] = ()
    listens_after: float = 0.0
    scheme: str = "http"
    url: str | None = None
    """Where the request goes instead of the server."""
    warm: bool = False
    """Whether a search comes first, so that the POST leaves on a connection that was kept."""
    posts: int = 1
    orders: int
    result: str

    @property
    def title(self) -> str:
        """The name with what it is tried on: no two scenarios have the same."""
        return ", ".join([self.name, self.world, *(f"{name}={value}" for name, value in self.chosen.items())])

    @property
    def deadline(self) -> float:
        return float(self.options.get("deadline", DEADLINE))

    @property
    def chosen(self) -> Mapping[str, Any]:
        """The options that say what is known of the server."""
        return {name: value for name, value in self.options.items() if name in _KNOWLEDGE}


def after_commit(name: str, turn: Turn, **more: Any) -> Scenario:
    """Return the scenario of an order that was stored and whose answer went wrong: it must be found."""
    return Scenario(**{"name": name, "script": {"submit": (turn,)}, "orders": 1, "result": "recovered", **more})


def before_commit(name: str, turn: Turn, **more: Any) -> Scenario:
    """Return the scenario of an order that was not stored, of which nobody can be sure: it must be said so."""
    unknown = {"orders": 0, "result": "OrderOutcomeUnknown"}
    return Scenario(**{"name": name, "script": {"submit": (turn,)}, **unknown, **more})


def all_scenarios() -> tuple[Scenario, ...]:
    """Return every scenario, in the order of the table."""
    from tests.faults.scenarios_answers import ANSWERS  # noqa: PLC0415 - they are made of what this module defines
    from tests.faults.scenarios_connections import CONNECTIONS  # noqa: PLC0415
    from tests.faults.scenarios_look_ups import LOOK_UPS  # noqa: PLC0415
    from tests.faults.scenarios_options import OPTIONS  # noqa: PLC0415

    return (*CONNECTIONS, *ANSWERS, *LOOK_UPS, *OPTIONS)
