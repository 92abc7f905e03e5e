"""Orders that were stored and whose answer was lost, while the look-ups that should find them go wrong too."""

from __future__ import annotations

from tests.faults.fault_turns import Script, Turn, limits, page, raw, says
from tests.faults.scenarios import Scenario

_LOST = Turn(way="drop")
_SILENT = Turn(way="silent")
_FOREIGN_404 = page(404)


def _lost(name: str, result: str, script: Script) -> Scenario:
    return Scenario(name=f"answer dropped, {name}", script={"submit": (_LOST,), **script}, orders=1, result=result)


LOOK_UPS: tuple[Scenario, ...] = (
    _lost("order seen 0.4 s later", "recovered", {"submit": (Turn(way="drop", hidden=0.4),)}),
    _lost("order seen after the deadline", "OrderOutcomeUnknown", {"submit": (Turn(way="drop", hidden=3.0),)}),
    _lost("first look-ups fail", "recovered", {"search": (says(500), says(503)), "get": (says(502), says(504))}),
    _lost("search fails for ever, get works", "recovered", {"search": (says(500), ...)}),
    _lost("search drops for ever, get works", "recovered", {"search": (Turn(way="drop"), ...)}),
    _lost("search answers HTML, get works", "recovered", {"search": (page(200), ...)}),
    _lost("search answers null orders, get works", "recovered", {"search": (raw(200, b'{"orders": null}'), ...)}),
    _lost("search is behind, get works", "recovered", {"search": (raw(200, b'{"orders": []}'), ...)}),
    _lost("get fails for ever", "OrderOutcomeUnknown", {"get": (says(500), ...)}),
    _lost("look-ups fail for ever", "OrderOutcomeUnknown", {"search": (says(500), ...), "get": (says(503), ...)}),
    _lost("look-ups drop for ever", "OrderOutcomeUnknown", {"search": (_LOST, ...), "get": (_LOST, ...)}),
    _lost("look-ups silent for ever", "OrderOutcomeUnknown", {"search": (_SILENT, ...), "get": (_SILENT, ...)}),
    _lost(
        "look-ups drip for ever",
        "OrderOutcomeUnknown",
        {"search": (Turn(way="drip_body"), ...), "get": (Turn(way="drip_head"), ...)},
    ),
    _lost("look-ups refused (401)", "OrderOutcomeUnknown", {"search": (says(401), ...), "get": (says(401), ...)}),
    _lost("look-up limited, Retry-After: 0.2", "recovered", {"search": (limits("0.2"),)}),
    _lost("look-up limited beyond the deadline", "OrderOutcomeUnknown", {"search": (limits("60"), ...)}),
    _lost(
        "look-ups answer 404 in a foreign shape",
        "OrderOutcomeUnknown",
        {"search": (_FOREIGN_404, ...), "get": (_FOREIGN_404, ...)},
    ),
)
