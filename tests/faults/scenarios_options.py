"""Options that state a fact about the server: the result if the fact is true, and if it is not."""

from __future__ import annotations

from typing import Any

from tests.faults.scenario import Scenario, Seed
from tests.standins.behavior import Behavior, reply_bytes, reply_html, reply_status
from tests.standins.order_store import Duplicates

_LOST = Behavior(commits=False, delivery="drop")
_REFUSES = {"server_refuses_duplicates": True}
_QUIET = {"resubmit_after": 0.3, "deadline": 2.0}
_LOOKS = {"look_before_submit": True}
_TWINS = {"preventDuplicate": False}


def _resent(name: str, *turns: Behavior, **more: Any) -> Scenario:
    """Return the scenario of an order that was not stored at first, and is sent again under an option."""
    sent = {"posts": len(turns) + 1, "orders": 1, "result": "submitted"}
    return Scenario(**{"name": name, "script": {"submit": turns}, **sent, **more})


_REFUSED_TWICE = (
    _resent("response dropped, nothing stored", _LOST, options=_REFUSES),
    _resent("504, nothing stored", reply_status(504), options=_REFUSES),
    _resent("response dropped three times, nothing stored", _LOST, _LOST, _LOST, options={**_REFUSES, "deadline": 6.0}),
    _resent("504, order stored 0.5 s later, refused then", Behavior(commits_after=0.5), options=_REFUSES),
    _resent(
        "response dropped, order seen 0.4 s later",
        Behavior(delivery="drop", lookup_lag=0.4),
        options=_REFUSES,
        result="recovered",
    ),
    _resent(
        "response dropped, then 400",
        _LOST,
        reply_status(400),
        options=_REFUSES,
        posts=2,
        orders=0,
        result="OrderOutcomeUnknown",
    ),
    _resent(
        "response dropped, nothing stored, get responds 404 in a foreign shape",
        _LOST,
        options=_REFUSES,
        posts=1,
        orders=0,
        result="OrderOutcomeUnknown",
        script={"submit": (_LOST,), "get": (reply_html(404), ...)},
    ),
    _resent(
        "response dropped, nothing stored, search fails forever",
        _LOST,
        options=_REFUSES,
        posts=1,
        orders=0,
        result="OrderOutcomeUnknown",
        script={"submit": (_LOST,), "search": (reply_status(500), ...)},
    ),
    _resent(
        "response dropped, search lagging and get silent",
        Behavior(delivery="drop"),
        options=_REFUSES,
        posts=1,
        result="OrderOutcomeUnknown",
        script={
            "submit": (Behavior(delivery="drop"),),
            "search": (reply_bytes(200, b'{"orders": []}'), ...),
            "get": (Behavior(delivery="silent"), ...),
        },
    ),
    _resent(
        "untrue claim: response dropped, order seen 0.4 s later",
        Behavior(delivery="drop", lookup_lag=0.4),
        options=_REFUSES,
        world=Duplicates.ACCEPTED,
        orders=2,
    ),
)

_AFTER_QUIET = (
    _resent("response dropped, nothing stored", _LOST, options=_QUIET, world=Duplicates.ACCEPTED),
    _resent(
        "response dropped, order stored 0.15 s later",
        Behavior(delivery="drop", commits_after=0.15),
        options=_QUIET,
        world=Duplicates.ACCEPTED,
        posts=1,
        result="recovered",
    ),
    _resent(
        "response dropped, order seen 0.2 s later",
        Behavior(delivery="drop", lookup_lag=0.2),
        options=_QUIET,
        world=Duplicates.ACCEPTED,
        posts=1,
        result="recovered",
    ),
    _resent(
        "silence, nothing stored", Behavior(commits=False, delivery="silent"), options=_QUIET, world=Duplicates.ACCEPTED
    ),
    _resent(
        "untrue claim: order stored 1 s later, refused then",
        Behavior(delivery="drop", commits_after=1.0),
        options=_QUIET,
    ),
    _resent(
        "untrue claim: order stored 1 s later",
        Behavior(delivery="drop", commits_after=1.0),
        options=_QUIET,
        world=Duplicates.ACCEPTED,
        orders=2,
    ),
)

_LOOKED_FIRST = (
    Scenario(name="submitted before", world=Duplicates.ACCEPTED, seeds=(Seed(),), orders=2, result="submitted"),
    Scenario(
        name="submitted before",
        world=Duplicates.ACCEPTED,
        seeds=(Seed(),),
        options=_LOOKS,
        posts=0,
        orders=1,
        result="recovered",
    ),
    Scenario(
        name="submitted before, search shows an order without reference",
        world=Duplicates.ACCEPTED,
        seeds=(Seed(),),
        options=_LOOKS,
        script={"search": (reply_bytes(200, b'{"orders": [{"id": "a-1"}]}'), ...)},
        posts=0,
        orders=1,
        result="recovered",
    ),
    Scenario(
        name="reference taken by another order",
        world=Duplicates.ACCEPTED,
        seeds=(Seed(changes={"currency": "EUR"}),),
        options=_LOOKS,
        posts=0,
        orders=1,
        result="DuplicateReference",
    ),
    Scenario(name="not submitted before", world=Duplicates.ACCEPTED, options=_LOOKS, orders=1, result="submitted"),
)

_ALLOWED_TWINS = (
    Scenario(name="preventDuplicate: false", order=_TWINS, orders=1, result="submitted"),
    Scenario(
        name="preventDuplicate: false, response dropped",
        order=_TWINS,
        script={"submit": (Behavior(delivery="drop"),)},
        orders=1,
        result="OrderOutcomeUnknown",
    ),
    Scenario(
        name="preventDuplicate: false, response dropped, nothing stored",
        order=_TWINS,
        script={"submit": (_LOST,)},
        options=_REFUSES,
        orders=0,
        result="OrderOutcomeUnknown",
    ),
    Scenario(
        name="preventDuplicate: false, 409",
        order=_TWINS,
        script={"submit": (reply_status(409),)},
        orders=0,
        result="Conflict",
    ),
)

OPTIONS: tuple[Scenario, ...] = (*_ALLOWED_TWINS, *_LOOKED_FIRST, *_REFUSED_TWICE, *_AFTER_QUIET)
