"""A model of the API in virtual time: it stores orders, and each request may have a fault."""

from __future__ import annotations

import json
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote

from gelatoconnect._engine.commands import NoResponse, Outcome, Request, Response, Send

from tests.contract_monitor import MONITOR
from tests.standins.order_store import Duplicates, OrderStore, StoredOrder, error
from tests.standins.virtual_time import BASE_URL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.standins.virtual_time import Timeline


@dataclass(frozen=True, slots=True)
class Fault:
    """The course of one request. All times are seconds.

    Attributes:
        reply: The reply: "true" (the server's own response), a status, or a way to get no response.
        commits: When the order is stored. 0: as the request arrives. More: so long after the attempt. None: never.
        transit: How long the request travels.
        duration: How long the response takes after that.
        search_lag: How long a search does not find the order.
        get_lag: How long a get does not find the order.
        retry_after: The `Retry-After` header of a status.
    """

    reply: str | int = "true"
    commits: float | None = 0.0
    transit: float = 0.01
    duration: float = 0.1
    search_lag: float = 0.0
    get_lag: float = 0.0
    retry_after: str | None = None


NO_FAULT: Final = Fault()


@dataclass(slots=True)
class OrderServer:
    """The server. Queued faults apply to the next requests of their kind, in the order of sending.

    Attributes:
        rejects_duplicates_in_flight: Whether it rejects a reference whose first submission is not stored yet.
        post_faults: The faults of the next submissions.
        lookup_faults: The faults of the next searches and gets.
    """

    timeline: Timeline
    duplicates: Duplicates
    rejects_duplicates_in_flight: bool = False
    store: OrderStore = field(init=False)
    post_faults: deque[Fault] = field(default_factory=deque)
    lookup_faults: deque[Fault] = field(default_factory=deque)
    _in_flight: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store = OrderStore(self.duplicates, self.timeline.clock, self.timeline.wall_clock)

    @property
    def orders(self) -> list[StoredOrder]:
        """All orders, oldest first."""
        return self.store.orders

    def send(self, send: Send, call: int, reply: Callable[[Outcome], None]) -> None:
        """Process a request of the call with this number. Pass its outcome to `reply` once the client sees it."""
        queue = self.post_faults if send.request.operation == "submit" else self.lookup_faults
        fault = queue.popleft() if queue else NO_FAULT
        connected = min(send.connect, send.total)
        patience = connected if fault.reply == "no connection" else min(send.read, send.total)
        end = self.timeline.now + max(0.0, min(fault.transit + fault.duration, patience))
        in_time = fault.transit + fault.duration <= patience
        outcomes: list[Outcome] = []
        if fault.reply not in {"no connection", "lost on the way"}:
            arrival = min(self.timeline.now + fault.transit, end)
            self.timeline.at(arrival, lambda: outcomes.append(self._monitored(send.request, fault, call, end)))
        self.timeline.at(end, lambda: reply(self._outcome(fault, outcomes, in_time=in_time)))

    def _outcome(self, fault: Fault, outcomes: list[Outcome], *, in_time: bool) -> Outcome:
        if fault.reply == "no connection":
            return NoResponse(maybe_sent=False, reason="no connection")
        if not in_time:
            return NoResponse(maybe_sent=True, reason="no complete response in time")
        return outcomes[0] if outcomes else _BROKEN

    def _monitored(self, request: Request, fault: Fault, call: int, end: float) -> Outcome:
        outcome = self._receive(request, fault, call, end)
        MONITOR.check_call(request, outcome if fault.reply == "true" else None)
        return outcome

    def _receive(self, request: Request, fault: Fault, call: int, end: float) -> Outcome:
        body = json.loads(request.content or b"null")
        if request.operation == "submit":
            return self._submit(body, fault, call, end)
        if fault.reply != "true":
            return _spoiled(fault)
        name = unquote(request.url.removeprefix(f"{BASE_URL}/"))
        return _json(self.store.respond("search" if request.operation == "search" else "get", name, body))

    def _submit(self, body: dict[str, Any], fault: Fault, call: int, end: float) -> Outcome:
        if fault.commits is None:
            return _spoiled(fault)
        if fault.commits > 0:
            self._in_flight.append(body["orderReferenceId"])
            self.timeline.at(end + fault.commits, lambda: self._commit_late(body, fault, call))
            return _spoiled(fault)
        response = self._commit(body, fault, call)
        return response if fault.reply == "true" else _spoiled(fault)

    def _commit_late(self, body: dict[str, Any], fault: Fault, call: int) -> None:
        self._in_flight.remove(body["orderReferenceId"])
        self._commit(body, fault, call)

    def _commit(self, body: dict[str, Any], fault: Fault, call: int) -> Response:
        reference = body["orderReferenceId"]
        if (
            self.rejects_duplicates_in_flight
            and self.duplicates is not Duplicates.ACCEPTED
            and reference in self._in_flight
            and not self.store.ids(reference)
        ):
            return _json(error(409, "an order of this reference is being processed"))
        status, content, order = self.store.submit(body)
        if order is not None:
            order.made_by = call
            order.seen_by_search += fault.search_lag
            order.seen_by_get += fault.get_lag
        return _json((status, content))


def _spoiled(fault: Fault) -> Outcome:
    headers = {} if fault.retry_after is None else {"retry-after": fault.retry_after}
    if isinstance(fault.reply, int):
        return Response(fault.reply, headers, json.dumps(error(fault.reply, "a fault")[1]).encode())
    return _SPOILED.get(fault.reply, _BROKEN)


def _json(response: tuple[int, Any]) -> Response:
    status, body = response
    return Response(status, {"content-type": "application/json"}, json.dumps(body).encode())


_BROKEN: Final = NoResponse(maybe_sent=True, reason="connection broken while reading")
_SPOILED: Final[Mapping[str, Outcome]] = {
    "no id": _json((200, {"orderReferenceId": "?"})),
    "no reference": _json((200, {"id": "order-0", "orders": [{"id": "order-0"}]})),
    "another's": _json((200, {"id": "order-0", "orderReferenceId": "ref:another"})),
    "broken json": Response(200, {}, b'{"id": "order-'),
    "empty": Response(200, {}, b""),
    "foreign 404": Response(404, {}, b"<html>nothing here</html>"),
}
