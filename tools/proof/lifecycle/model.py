"""A second, short definition of an order's lifecycle: the reference for the sandbox."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product
from typing import Final

WAY: Final = (
    *("received", "passed", "created", "in_production", "printed", "packaged", "shipped", "in_transit", "delivered"),
)
LEFT: Final = ("shipped", "in_transit", "delivered", "returned")
OVER: Final = ("delivered", "returned", "canceled", "failed")
MAY_FAIL: Final = ("draft", "received", "passed")
HERE: Final = ("draft", *(state for state in WAY if state not in LEFT))
"""The states in which an order can be canceled, updated or parked."""
ASIDE: Final = ("uploading", "pending_approval", "pending_personalization", "digitizing", "not_connected", "on_hold")
STATES: Final = ("draft", *WAY, "returned", "canceled", "failed", *ASIDE)

SITUATIONS: Final = (*((state, "") for state in STATES if state not in ASIDE), *product(ASIDE, HERE))
"""Each state, and each parked state once for every state that it can follow."""
EDGES: Final = frozenset(
    {
        ("draft", "received"),
        *pairwise(WAY),
        ("in_transit", "returned"),
        *product(("received", "passed"), ("failed",)),
        *product(HERE, ("canceled", *ASIDE)),
        *product(ASIDE, ("canceled", "failed", *WAY[: WAY.index("shipped")], *ASIDE)),
    }
    - {(state, state) for state in ASIDE}
)
"""Every direct transition from one state to another."""


@dataclass(slots=True)
class Life:
    """The state of an order, the state that it was parked from, and whether its print file is bad."""

    status: str
    left: str = ""
    doomed: bool = False

    def __str__(self) -> str:
        aside = f" (put aside from {self.left})" if self.left else ""
        return f"an order that is {self.status}{aside}{' and has a bad file' if self.doomed else ''}"

    @property
    def base(self) -> str:
        """The state on the main path. For a parked order it is the state that it was parked from."""
        return self.left or self.status

    def go(self, state: str) -> None:
        """Enter another state."""
        self.left = self.base if state in ASIDE else ""
        self.status = state

    def following(self) -> str | None:
        """Return the next state, or None if there is none."""
        if self.status in OVER:
            return None
        if self.base == "draft":
            return "received"
        if self.left:
            return self.left
        if self.doomed and self.status == "received":
            return "failed"
        return WAY[WAY.index(self.status) + 1]

    def walk(self, to: str) -> list[str] | None:
        """Return the states that lead to one, each once; those up to the end where it is never reached; else None."""
        if to not in self._ahead():
            return None
        if to in {"canceled", *ASIDE} or (to == "failed" and self.status != "draft"):
            return [to]
        ahead, entered = Life(self.status, self.left, self.doomed), list[str]()
        while ahead.status not in {to, *OVER}:
            ahead.go("failed" if to == "failed" and ahead.status == "received" else str(ahead.following()))
            entered.append(ahead.status)
        return [*entered[:-1], "returned"] if (to, ahead.status) == ("returned", "delivered") else entered

    def _ahead(self) -> set[str]:
        """Where an order can get to at all, the print file apart."""
        if self.status in OVER:
            return set()
        ahead = {*WAY[WAY.index(self.base) + 1 if self.base in WAY else 0 :], "returned"}
        ahead |= {self.left} & {*WAY}
        ahead |= {"canceled", *ASIDE} if self.base in HERE else set()
        ahead |= {"failed"} if self.base in MAY_FAIL else set()
        return ahead - {self.status}
