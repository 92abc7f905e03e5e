"""Connections that fail before, while or after the order travels, and answers that do not arrive whole."""

from __future__ import annotations

from math import inf

from tests.faults.fault_turns import Turn, says
from tests.faults.scenarios import Scenario, after_commit, before_commit

CONNECTIONS = (
    Scenario(name="all is well", orders=1, result="submitted"),
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
        script={"search": (Turn(way="close_idle"),)},
        orders=1,
        result="submitted",
    ),
    after_commit(
        "kept connection holds another order's answer",
        Turn(),
        warm=True,
        script={"search": (Turn(way="and_another"),)},
    ),
    before_commit(
        "kept connection holds another order's answer, nothing stored",
        Turn(acts=False, way="drop"),
        warm=True,
        script={"search": (Turn(way="and_another"),), "submit": (Turn(acts=False, way="drop"),)},
    ),
    before_commit("kept connection reset as the order leaves", Turn(acts=False, way="reset"), warm=True),
    after_commit("answer dropped", Turn(way="drop")),
    before_commit("answer dropped, nothing stored", Turn(acts=False, way="drop")),
    after_commit("connection reset", Turn(way="reset")),
    before_commit("connection reset, nothing stored", Turn(acts=False, way="reset")),
    after_commit("reset in the middle of the answer", Turn(way="reset_midway")),
    after_commit("half of the answer, then the end", Turn(way="truncate")),
    after_commit("answer's head drips byte by byte", Turn(way="drip_head")),
    before_commit("head drips, nothing stored", Turn(acts=False, says=says(500).says, way="drip_head")),
    after_commit("answer's body drips byte by byte", Turn(way="drip_body")),
    after_commit("silence", Turn(way="silent")),
    before_commit("silence, nothing stored", Turn(acts=False, way="silent")),
    Scenario(name="slow answer", script={"submit": (Turn(pause=0.3),)}, orders=1, result="submitted"),
    after_commit("answer too late", Turn(pause=0.8)),
    Scenario(
        name="answer dropped, order stored 0.3 s later",
        script={"submit": (Turn(way="drop", acts_after=0.3),)},
        orders=1,
        result="recovered",
    ),
    Scenario(
        name="answer dropped, order stored after the deadline",
        script={"submit": (Turn(way="drop", acts_after=1.3),)},
        orders=1,
        result="OrderOutcomeUnknown",
    ),
    after_commit(
        "silence, look-ups slow",
        Turn(way="silent"),
        script={
            "submit": (Turn(way="silent"),),
            "search": (Turn(pause=0.1), ...),
            "get": (Turn(pause=0.1), ...),
        },
    ),
)
