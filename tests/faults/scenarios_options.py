"""What the options buy where they say something true of the server, and what they cost where they do not."""

from __future__ import annotations

from typing import Any

from tests.faults.fault_store import Seed
from tests.faults.fault_turns import Turn, page, raw, says
from tests.faults.scenarios import Scenario

_LOST = Turn(acts=False, way="drop")
_REFUSES = {"server_refuses_duplicates": True}
_QUIET = {"resubmit_after": 0.3, "deadline": 2.0}
_LOOKS = {"look_before_submit": True}
_TWINS = {"preventDuplicate": False}


def _resent(name: str, *turns: Turn, **more: Any) -> Scenario:
    """Return the scenario of an order that was not stored at first, and is sent again under an option."""
    sent = {"posts": len(turns) + 1, "orders": 1, "result": "submitted"}
    return Scenario(**{"name": name, "script": {"submit": turns}, **sent, **more})


_REFUSED_TWICE = (
    _resent("answer dropped, nothing stored", _LOST, options=_REFUSES),
    _resent("504, nothing stored", says(504), options=_REFUSES),
    _resent("answer dropped three times, nothing stored", _LOST, _LOST, _LOST, options={**_REFUSES, "deadline": 6.0}),
    _resent("504, order stored 0.5 s later, refused then", Turn(acts_after=0.5), options=_REFUSES),
    _resent("answer dropped, order seen 0.4 s later", Turn(way="drop", hidden=0.4), options=_REFUSES,
            result="recovered"),
    _resent("answer dropped, then 400", _LOST, says(400), options=_REFUSES, posts=2, orders=0,
            result="OrderOutcomeUnknown"),
    _resent("answer dropped, nothing stored, get answers 404 in a foreign shape", _LOST, options=_REFUSES, posts=1,
            orders=0, result="OrderOutcomeUnknown", script={"submit": (_LOST,), "get": (page(404), ...)}),
    _resent("answer dropped, nothing stored, search fails for ever", _LOST, options=_REFUSES, posts=1,
            orders=0, result="OrderOutcomeUnknown", script={"submit": (_LOST,), "search": (says(500), ...)}),
    _resent("answer dropped, search behind and get silent", Turn(way="drop"), options=_REFUSES, posts=1,
            result="OrderOutcomeUnknown", script={"submit": (Turn(way="drop"),),
            "search": (raw(200, b'{"orders": []}'), ...), "get": (Turn(way="silent"), ...)}),
    _resent("untrue claim: answer dropped, order seen 0.4 s later", Turn(way="drop", hidden=0.4), options=_REFUSES,
            world="accepts", orders=2),
)  # fmt: skip

_AFTER_QUIET = (
    _resent("answer dropped, nothing stored", _LOST, options=_QUIET, world="accepts"),
    _resent("answer dropped, order stored 0.15 s later", Turn(way="drop", acts_after=0.15), options=_QUIET,
            world="accepts", posts=1, result="recovered"),
    _resent("answer dropped, order seen 0.2 s later", Turn(way="drop", hidden=0.2), options=_QUIET,
            world="accepts", posts=1, result="recovered"),
    _resent("silence, nothing stored", Turn(acts=False, way="silent"), options=_QUIET, world="accepts"),
    _resent("untrue claim: order stored 1 s later, refused then", Turn(way="drop", acts_after=1.0), options=_QUIET),
    _resent("untrue claim: order stored 1 s later", Turn(way="drop", acts_after=1.0), options=_QUIET,
            world="accepts", orders=2),
)  # fmt: skip

_LOOKED_FIRST = (
    Scenario(name="submitted before", world="accepts", seeds=(Seed(),), orders=2, result="submitted"),
    Scenario(name="submitted before", world="accepts", seeds=(Seed(),), options=_LOOKS, posts=0, orders=1,
             result="recovered"),
    Scenario(name="submitted before, search shows an order without reference", world="accepts", seeds=(Seed(),),
             options=_LOOKS, script={"search": (raw(200, b'{"orders": [{"id": "a-1"}]}'), ...)}, posts=0, orders=1,
             result="recovered"),
    Scenario(name="reference taken by another order", world="accepts", seeds=(Seed(changes={"currency": "USD"}),),
             options=_LOOKS, posts=0, orders=1, result="DuplicateReference"),
    Scenario(name="not submitted before", world="accepts", options=_LOOKS, orders=1, result="submitted"),
)  # fmt: skip

_ALLOWED_TWINS = (
    Scenario(name="preventDuplicate: false", order=_TWINS, orders=1, result="submitted"),
    Scenario(name="preventDuplicate: false, answer dropped", order=_TWINS, script={"submit": (Turn(way="drop"),)},
             orders=1, result="OrderOutcomeUnknown"),
    Scenario(name="preventDuplicate: false, answer dropped, nothing stored", order=_TWINS,
             script={"submit": (_LOST,)}, options=_REFUSES, orders=0, result="OrderOutcomeUnknown"),
    Scenario(name="preventDuplicate: false, 409", order=_TWINS, script={"submit": (says(409),)}, orders=0,
             result="Conflict"),
)  # fmt: skip

OPTIONS: tuple[Scenario, ...] = (*_ALLOWED_TWINS, *_LOOKED_FIRST, *_REFUSED_TWICE, *_AFTER_QUIET)
