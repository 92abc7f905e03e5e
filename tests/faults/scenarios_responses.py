"""Responses that arrive and reject the order, ask to wait, or cannot be understood."""

from __future__ import annotations

from tests.faults.scenario import Scenario, Seed, after_commit, before_commit
from tests.standins.behavior import OTHER_ORDER, Behavior, reply_429, reply_bytes, reply_html, reply_status
from tests.standins.order_store import Duplicates

_FAILURES = (500, 502, 503, 504, 520, 599)
_UNEXPECTED = (301, 302, 307, 408)
_REFUSALS = {
    400: "BadRequest",
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "ApiError",
    413: "ApiError",
    415: "ApiError",
    418: "ApiError",
    422: "ApiError",
}
_UNREADABLE = {
    "broken JSON": b'{"id": "3288',
    "an empty body": b"",
    "no id": b"{}",
    "an id of null": b'{"id": null}',
    "a blank id": b'{"id": " "}',
    "a list": b"[]",
    "JSON nested without end": b"[" * 100_000,
}


def _unexpected(status: int, *, commits: bool) -> Behavior:
    return reply_status(status, commits=commits, headers={"Location": "/api/order"})


def _limited(name: str, *, posts: int = 2, result: str = "submitted", retry_after: str | float | None) -> Scenario:
    return Scenario(
        name=f"429 once, {name}",
        script={"submit": (reply_429(retry_after),)},
        options={"deadline": 2.0},
        posts=posts,
        orders=int(result == "submitted"),
        result=result,
    )


_LIMITED = (
    _limited("Retry-After: 1", retry_after="1"),
    _limited("Retry-After: 0.3", retry_after="0.3"),
    _limited("Retry-After: 0", retry_after="0"),
    _limited("Retry-After: an HTTP date", retry_after=1.0),
    _limited("Retry-After: a date in the past", retry_after="Wed, 21 Oct 2015 07:28:00 GMT"),
    _limited("Retry-After: junk", retry_after="soon, please"),
    _limited("Retry-After: a negative number", retry_after="-5"),
    _limited("no Retry-After", retry_after=None),
    _limited("Retry-After: 600, beyond the deadline", posts=1, result="RateLimited", retry_after="600"),
    _limited("Retry-After: a number of 400 digits", posts=1, result="RateLimited", retry_after="9" * 400),
    Scenario(
        name="429 forever, Retry-After: 0.55",
        script={"submit": (reply_429("0.55"), ...)},
        posts=2,
        orders=0,
        result="RateLimited",
    ),
    Scenario(
        name="429, then response dropped",
        script={"submit": (reply_429("0.1"), Behavior(delivery="drop"))},
        posts=2,
        orders=1,
        result="recovered",
    ),
    Scenario(
        name="429, then response dropped, nothing stored",
        script={"submit": (reply_429("0.1"), Behavior(commits=False, delivery="drop"))},
        posts=2,
        orders=0,
        result="OrderOutcomeUnknown",
    ),
)

_CONFLICTS = (
    Scenario(name="submitted before", seeds=(Seed(),), orders=1, result="recovered"),
    Scenario(
        name="submitted before, first response replayed",
        world=Duplicates.REPLAYED,
        seeds=(Seed(),),
        orders=1,
        result="submitted",
    ),
    Scenario(name="submitted before, seen 0.4 s later", seeds=(Seed(lookup_lag=0.4),), orders=1, result="recovered"),
    Scenario(
        name="reference taken by an order with other files",
        seeds=(Seed(changes={"items": [{"itemReferenceId": "item-1", "quantity": 7}]}),),
        orders=1,
        result="DuplicateReference",
    ),
    Scenario(
        name="reference taken by a canceled order", seeds=(Seed("canceled"),), orders=1, result="DuplicateReference"
    ),
    Scenario(name="reference taken by a failed order", seeds=(Seed("failed"),), orders=1, result="DuplicateReference"),
    before_commit("409, and no order to be found", reply_status(409)),
    Scenario(
        name="response dropped, the order found is an older failed one",
        seeds=(Seed("failed"),),
        script={"submit": (Behavior(commits=False, delivery="drop"),)},
        orders=1,
        result="DuplicateReference",
    ),
    Scenario(
        name="response dropped, the order found has just failed",
        seeds=(Seed("failed", age=1.0),),
        script={"submit": (Behavior(commits=False, delivery="drop"),)},
        orders=1,
        result="recovered",
    ),
    Scenario(
        name="response dropped, the order found is another one",
        seeds=(Seed(changes={"currency": "EUR"}),),
        script={"submit": (Behavior(commits=False, delivery="drop"),)},
        orders=1,
        result="DuplicateReference",
    ),
)

RESPONSES: tuple[Scenario, ...] = (
    *(after_commit(f"{status}, order stored", reply_status(status, commits=True)) for status in _FAILURES),
    *(before_commit(f"{status}, nothing stored", reply_status(status)) for status in _FAILURES),
    after_commit("502 with an HTML page", reply_html(502, commits=True)),
    before_commit("502 with an HTML page, nothing stored", reply_html(502)),
    *(after_commit(f"{status}, order stored", _unexpected(status, commits=True)) for status in _UNEXPECTED),
    *(before_commit(f"{status}, nothing stored", _unexpected(status, commits=False)) for status in _UNEXPECTED),
    after_commit("504, order stored 0.3 s later", Behavior(commits_after=0.3)),
    before_commit("504, order stored after the deadline", Behavior(commits_after=1.3), orders=1),
    *(after_commit(f"200 with {what}", reply_bytes(200, body)) for what, body in _UNREADABLE.items()),
    before_commit("200 with broken JSON, nothing stored", reply_bytes(200, b'{"id": "3288', commits=False)),
    after_commit("200 with an HTML page", reply_html(200, commits=True)),
    after_commit("200 with a broken compression", reply_bytes(200, b"no gzip", headers={"Content-Encoding": "gzip"})),
    after_commit("204", reply_bytes(204, b"")),
    after_commit("200 with another order's response", reply_bytes(200, OTHER_ORDER)),
    before_commit("200 with another order's response, nothing stored", reply_bytes(200, OTHER_ORDER, commits=False)),
    Scenario(name="201", script={"submit": (reply_bytes(201, b'{"id": "a-1"}'),)}, orders=1, result="submitted"),
    Scenario(
        name="200 with a readable id and nothing else right",
        script={"submit": (reply_bytes(200, b'{"id": "a-1", "orderReferenceId": 7, "createdAt": "yesterday"}'),)},
        orders=1,
        result="submitted",
    ),
    Scenario(
        name="200 with a readable id, junk behind it",
        script={"submit": (Behavior(delivery="with_junk"),)},
        orders=1,
        result="submitted",
    ),
    *(
        Scenario(name=f"{status}", script={"submit": (reply_status(status),)}, orders=0, result=result)
        for status, result in _REFUSALS.items()
    ),
    *_LIMITED,
    *_CONFLICTS,
)
