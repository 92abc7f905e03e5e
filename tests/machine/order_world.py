"""A model of the API in virtual time: it stores orders, treats a known reference in one of three ways, has bad days."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from gelatoconnect._engine.commands import NoResponse, Outcome, Request, Response, Send

from tests.machine.misfortunes import FAIR, Misfortune
from tests.witness import WITNESS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.machine.virtual_time import Timeline

BASE_URL = "http://127.0.0.1:9/api/model"


class Duplicates(Enum):
    """What a server does with a reference it knows."""

    REFUSED = "refuses"
    REPLAYED = "replays"
    ACCEPTED = "accepts"


@dataclass(slots=True)
class StoredOrder:
    """An order that exists: what was sent, which call's request made it, and from when on look-ups see it."""

    id: str
    body: dict[str, Any]
    made_by: int
    created: float
    seen_by_search: float
    seen_by_get: float
    status: str = "received"

    @property
    def reference(self) -> str:
        return str(self.body["orderReferenceId"])


@dataclass(slots=True)
class OrderWorld:
    """The server. Queued misfortunes befall the next requests of their kind, in the order in which they are sent."""

    timeline: Timeline
    duplicates: Duplicates
    refuses_twins_in_flight: bool = False
    orders: list[StoredOrder] = field(default_factory=list)
    post_misfortunes: deque[Misfortune] = field(default_factory=deque)
    look_up_misfortunes: deque[Misfortune] = field(default_factory=deque)
    _in_flight: list[str] = field(default_factory=list)

    def with_reference(self, reference: str) -> list[StoredOrder]:
        return [order for order in self.orders if order.reference == reference]

    def send(self, send: Send, call: int, told: Callable[[Outcome], None]) -> None:
        """Let a request of a call take its course; `told` hears the outcome when the sender would."""
        posts = send.request.operation == "submit"
        queue = self.post_misfortunes if posts else self.look_up_misfortunes
        course = queue.popleft() if queue else FAIR
        connected = min(send.connect, send.total)
        patience = connected if course.answer == "no connection" else min(send.read, send.total)
        end = self.timeline.now + max(0.0, min(course.transit + course.duration, patience))
        in_time = course.transit + course.duration <= patience
        answer: list[Outcome] = []
        if course.answer not in {"no connection", "lost on the way"}:
            arrival = min(self.timeline.now + course.transit, end)
            self.timeline.at(arrival, lambda: answer.append(self._witnessed(send.request, course, call, end)))
        self.timeline.at(end, lambda: told(self._outcome(course, answer, in_time=in_time)))

    def _outcome(self, course: Misfortune, answer: list[Outcome], *, in_time: bool) -> Outcome:
        if course.answer == "no connection":
            return NoResponse(maybe_sent=False, reason="no connection")
        if not in_time:
            return NoResponse(maybe_sent=True, reason="no whole answer in time")
        return answer[0] if answer else NoResponse(maybe_sent=True, reason="connection broken while reading")

    def _witnessed(self, request: Request, course: Misfortune, call: int, end: float) -> Outcome:
        outcome = self._receive(request, course, call, end)
        WITNESS.sees_call(request, outcome if course.answer == "true" else None)
        return outcome

    def _receive(self, request: Request, course: Misfortune, call: int, end: float) -> Outcome:
        if request.operation == "submit":
            return self._submitted(json.loads(request.content or b""), course, call, end)
        if course.answer != "true":
            return _spoiled(course)
        if request.operation == "search":
            return self._searched(json.loads(request.content or b"")["orderReferenceId"])
        return self._got(unquote(request.url.removeprefix(f"{BASE_URL}/")))

    def _submitted(self, body: dict[str, Any], course: Misfortune, call: int, end: float) -> Outcome:
        if course.commits is None:
            return _spoiled(course)
        if course.commits > 0:
            self._in_flight.append(body["orderReferenceId"])
            self.timeline.at(end + course.commits, lambda: self._commit_late(body, course, call))
            return _spoiled(course)
        word = self._commit(body, course, call)
        return word if course.answer == "true" else _spoiled(course)

    def _commit_late(self, body: dict[str, Any], course: Misfortune, call: int) -> None:
        self._in_flight.remove(body["orderReferenceId"])
        self._commit(body, course, call)

    def _commit(self, body: dict[str, Any], course: Misfortune, call: int) -> Response:
        known = self.with_reference(body["orderReferenceId"])
        if self.duplicates is not Duplicates.ACCEPTED:
            if known and (self.duplicates is Duplicates.REFUSED or known[0].body != body):
                return _error(409, "the reference is taken")
            if not known and self.refuses_twins_in_flight and body["orderReferenceId"] in self._in_flight:
                return _error(409, "an order of this reference is being processed")
            if known:
                return _json(200, self._accepted(known[0]))
        now = self.timeline.now
        order = StoredOrder(
            f"order-{len(self.orders) + 1}", body, call, now, now + course.search_lag, now + course.get_lag
        )
        self.orders.append(order)
        return _json(200, self._accepted(order))

    def _accepted(self, order: StoredOrder) -> dict[str, Any]:
        return {"id": order.id, "orderReferenceId": order.reference, "createdAt": self._moment(order)}

    def _searched(self, reference: str) -> Response:
        seen = [one for one in self.with_reference(reference) if one.seen_by_search <= self.timeline.now]
        return _json(200, {"orders": [self._shown(one) for one in reversed(seen)]})

    def _got(self, name: str) -> Response:
        seen = [one for one in self.orders if name in {one.id, one.reference} and one.seen_by_get <= self.timeline.now]
        return _json(200, self._shown(seen[-1])) if seen else _error(404, "no such order")

    def _shown(self, order: StoredOrder) -> dict[str, Any]:
        return {**order.body, "id": order.id, "fulfillmentStatus": order.status, "createdAt": self._moment(order)}

    def _moment(self, order: StoredOrder) -> str:
        wall = self.timeline.wall_clock() - self.timeline.now + order.created
        return datetime.fromtimestamp(wall, UTC).isoformat()


def _spoiled(course: Misfortune) -> Outcome:
    headers = {} if course.retry_after is None else {"retry-after": course.retry_after}
    if isinstance(course.answer, int):
        return Response(course.answer, headers, b'{"code": "model", "message": "a bad day"}')
    return _SPOILED.get(course.answer) or NoResponse(maybe_sent=True, reason="connection broken while reading")


def _error(status: int, message: str) -> Response:
    return _json(status, {"code": "model", "message": message})


def _json(status: int, body: Any) -> Response:
    return Response(status, {"content-type": "application/json"}, json.dumps(body).encode())


_SPOILED: Mapping[str, Outcome] = {
    "no id": _json(200, {"orderReferenceId": "?"}),
    "no reference": _json(200, {"id": "order-0", "orders": [{"id": "order-0"}]}),
    "another's": _json(200, {"id": "order-0", "orderReferenceId": "ref:another"}),
    "broken json": Response(200, {}, b'{"id": "order-'),
    "empty": Response(200, {}, b""),
    "foreign 404": Response(404, {}, b"<html>nothing here</html>"),
}
