"""Stored orders whose response is lost, and whose lookups fail as well."""

from __future__ import annotations

from tests.faults.scenario import Scenario
from tests.standins.behavior import Behavior, Script, reply_429, reply_bytes, reply_html, reply_status

_LOST = Behavior(delivery="drop")
_SILENT = Behavior(delivery="silent")
_FOREIGN_404 = reply_html(404)


def _lost(name: str, result: str, script: Script) -> Scenario:
    return Scenario(name=f"response dropped, {name}", script={"submit": (_LOST,), **script}, orders=1, result=result)


LOOKUPS: tuple[Scenario, ...] = (
    _lost("order seen 0.4 s later", "recovered", {"submit": (Behavior(delivery="drop", lookup_lag=0.4),)}),
    _lost(
        "order seen after the deadline", "OrderOutcomeUnknown", {"submit": (Behavior(delivery="drop", lookup_lag=3.0),)}
    ),
    _lost(
        "first lookups fail",
        "recovered",
        {"search": (reply_status(500), reply_status(503)), "get": (reply_status(502), reply_status(504))},
    ),
    _lost("search fails forever, get works", "recovered", {"search": (reply_status(500), ...)}),
    _lost("search drops forever, get works", "recovered", {"search": (Behavior(delivery="drop"), ...)}),
    _lost("search responds with HTML, get works", "recovered", {"search": (reply_html(200), ...)}),
    _lost(
        "search responds with null orders, get works",
        "recovered",
        {"search": (reply_bytes(200, b'{"orders": null}'), ...)},
    ),
    _lost("search lags behind, get works", "recovered", {"search": (reply_bytes(200, b'{"orders": []}'), ...)}),
    _lost("get fails forever", "OrderOutcomeUnknown", {"get": (reply_status(500), ...)}),
    _lost(
        "lookups fail forever",
        "OrderOutcomeUnknown",
        {"search": (reply_status(500), ...), "get": (reply_status(503), ...)},
    ),
    _lost("lookups drop forever", "OrderOutcomeUnknown", {"search": (_LOST, ...), "get": (_LOST, ...)}),
    _lost("lookups silent forever", "OrderOutcomeUnknown", {"search": (_SILENT, ...), "get": (_SILENT, ...)}),
    _lost(
        "lookups drip forever",
        "OrderOutcomeUnknown",
        {"search": (Behavior(delivery="drip_body"), ...), "get": (Behavior(delivery="drip_head"), ...)},
    ),
    _lost(
        "lookups refused (401)",
        "OrderOutcomeUnknown",
        {"search": (reply_status(401), ...), "get": (reply_status(401), ...)},
    ),
    _lost("lookup rate limited, Retry-After: 0.2", "recovered", {"search": (reply_429("0.2"),)}),
    _lost("lookup rate limited beyond the deadline", "OrderOutcomeUnknown", {"search": (reply_429("60"), ...)}),
    _lost(
        "lookups respond 404 in a foreign shape",
        "OrderOutcomeUnknown",
        {"search": (_FOREIGN_404, ...), "get": (_FOREIGN_404, ...)},
    ),
)
