"""Connections that fail before, during or after the POST, and responses that arrive in part or not at all."""

from __future__ import annotations

from math import inf

from tests.faults.scenario import Scenario, after_commit, before_commit
from tests.standins.behavior import Behavior, reply_status

CONNECTIONS = (
    Scenario(name="no fault", orders=1, result="submitted"),
    Scenario(name="connection refused", listens_after=inf, posts=0, orders=0, result="DeadlineExceeded"),
    Scenario(
        name="connection refused, then accepted",
        listens_after=0.1,
        options={"deadline": 2.0},
        orders=1,
        result="submitted",
    ),
    Scenario(name="host name unknown", url="https://nowhere.invalid/api", posts=0, orders=0, result="DeadlineExceeded"),
    Scenario(
        name="TLS handshake never ends",
        scheme="https",
        options={"connect_timeout": 0.2},
        posts=0,
        orders=0,
        result="DeadlineExceeded",
    ),
    Scenario(
        name="kept connection closed while idle",
        warm=True,
        script={"search": (Behavior(delivery="close_idle"),)},
        orders=1,
        result="submitted",
    ),
    after_commit(
        "kept connection holds another order's response",
        Behavior(),
        warm=True,
        script={"search": (Behavior(delivery="and_another"),)},
    ),
    before_commit(
        "kept connection holds another order's response, nothing stored",
        Behavior(commits=False, delivery="drop"),
        warm=True,
        script={"search": (Behavior(delivery="and_another"),), "submit": (Behavior(commits=False, delivery="drop"),)},
    ),
    before_commit("kept connection reset as the order leaves", Behavior(commits=False, delivery="reset"), warm=True),
    after_commit("response dropped", Behavior(delivery="drop")),
    before_commit("response dropped, nothing stored", Behavior(commits=False, delivery="drop")),
    after_commit("connection reset", Behavior(delivery="reset")),
    before_commit("connection reset, nothing stored", Behavior(commits=False, delivery="reset")),
    after_commit("reset in the middle of the response", Behavior(delivery="reset_midway")),
    after_commit("half of the response, then the end", Behavior(delivery="truncate")),
    after_commit("response head drips byte by byte", Behavior(delivery="drip_head")),
    before_commit(
        "head drips, nothing stored", Behavior(commits=False, reply=reply_status(500).reply, delivery="drip_head")
    ),
    after_commit("response body drips byte by byte", Behavior(delivery="drip_body")),
    after_commit("silence", Behavior(delivery="silent")),
    before_commit("silence, nothing stored", Behavior(commits=False, delivery="silent")),
    Scenario(name="slow response", script={"submit": (Behavior(delay=0.3),)}, orders=1, result="submitted"),
    after_commit("late response", Behavior(delay=0.8)),
    Scenario(
        name="response dropped, order stored 0.3 s later",
        script={"submit": (Behavior(delivery="drop", commits_after=0.3),)},
        orders=1,
        result="recovered",
    ),
    Scenario(
        name="response dropped, order stored after the deadline",
        script={"submit": (Behavior(delivery="drop", commits_after=1.3),)},
        orders=1,
        result="OrderOutcomeUnknown",
    ),
    after_commit(
        "silence, lookups slow",
        Behavior(delivery="silent"),
        script={
            "submit": (Behavior(delivery="silent"),),
            "search": (Behavior(delay=0.1), ...),
            "get": (Behavior(delay=0.1), ...),
        },
    ),
)
