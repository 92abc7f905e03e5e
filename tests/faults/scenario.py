"""One way in which submitting an order can go wrong, and the expected result."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.standins.order_store import Duplicates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.standins.behavior import Behavior, Script

DEADLINE = 1.0
_KNOWLEDGE = frozenset({"server_refuses_duplicates", "resubmit_after", "look_before_submit"})


@dataclass(frozen=True, slots=True)
class Seed:
    """An order that exists before the first request. It equals the submitted one except for `changes`.

    Attributes:
        age: Seconds since its creation.
        lookup_lag: Seconds until lookups see it.
    """

    status: str = "created"
    age: float = 3600.0
    lookup_lag: float = 0.0
    changes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """One order, submitted to a server that follows a script, and the expected result.

    Attributes:
        world: The server's handling of a known reference.
        options: The client's options.
        order: Changes of the order.
        listens_after: Seconds until the server accepts connections.
        url: A URL that replaces the server's.
        warm: Whether a search comes first, so that the POST leaves on a kept connection.
        posts: How many POSTs the server receives.
        orders: How many orders of the reference exist in the end, including those of `seeds`.
        result: "submitted", "recovered" or the name of the error.
    """

    name: str
    script: Script = field(default_factory=dict)
    world: Duplicates = Duplicates.REFUSED
    options: Mapping[str, Any] = field(default_factory=dict)
    order: Mapping[str, Any] = field(default_factory=dict)
    seeds: tuple[Seed, ...] = ()
    listens_after: float = 0.0
    scheme: str = "http"
    url: str | None = None
    warm: bool = False
    posts: int = 1
    orders: int
    result: str

    @property
    def title(self) -> str:
        """The name with the server and the options. It is unique."""
        return ", ".join([self.name, self.world.value, *(f"{name}={value}" for name, value in self.chosen.items())])

    @property
    def deadline(self) -> float:
        """The deadline of the call."""
        return float(self.options.get("deadline", DEADLINE))

    @property
    def chosen(self) -> Mapping[str, Any]:
        """The options that state a fact about the server."""
        return {name: value for name, value in self.options.items() if name in _KNOWLEDGE}


def after_commit(name: str, behavior: Behavior, **more: Any) -> Scenario:
    """Return the scenario of an order that is stored and whose response fails. A lookup must find it."""
    return Scenario(**{"name": name, "script": {"submit": (behavior,)}, "orders": 1, "result": "recovered", **more})


def before_commit(name: str, behavior: Behavior, **more: Any) -> Scenario:
    """Return the scenario of an order that is not stored. The client cannot know that, and must say so."""
    unknown = {"orders": 0, "result": "OrderOutcomeUnknown"}
    return Scenario(**{"name": name, "script": {"submit": (behavior,)}, **unknown, **more})
