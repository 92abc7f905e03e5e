"""Runs calls by hand: answers are scripted, and time passes only where a call sleeps or an answer takes its time."""

from __future__ import annotations

import json
from collections import Counter
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from gelatoconnect._config import resolve_connection
from gelatoconnect._engine.commands import NoResponse, Reservation, Reserve, Response, Send, Sleep, Throttle
from gelatoconnect._engine.context import Clock
from gelatoconnect._engine.operations import Operations
from gelatoconnect.options import Options, RequestOptions

from tests.witness import WITNESS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from gelatoconnect import Submission
    from gelatoconnect._engine.commands import Command, Outcome, Request, Steps

T = TypeVar("T")
MOST_REQUESTS = 2_000
REFERENCE = "record-1"
WALL = datetime(2030, 1, 1, 12, tzinfo=UTC)
ORDER: Mapping[str, Any] = {
    "orderReferenceId": REFERENCE,
    "orderType": "order",
    "currency": "EUR",
    "items": [
        {
            "itemReferenceId": "item-1",
            "productUid": "poster",
            "quantity": 2,
            "files": [{"type": "default", "url": "https://example.com/print.pdf"}],
        }
    ],
    "shippingAddress": {
        "firstName": "Ada",
        "lastName": "Lovelace",
        "addressLine1": "12 St James Square",
        "city": "London",
        "postCode": "SW1Y 4JH",
        "country": "GB",
        "email": "ada@example.com",
    },
}

NOT_SENT = NoResponse(maybe_sent=False, reason="no connection")
LOST = NoResponse(maybe_sent=True, reason="no whole answer in time")


def answer(status: int, body: object = None, **headers: str) -> Response:
    """Return an answer; without a body one in the contract's error shape."""
    refusal = {"status": "Unauthorized."} if status == 401 else {"code": str(status), "message": "no"}
    content = refusal if body is None else body
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, named, content if isinstance(content, bytes) else json.dumps(content).encode())


ACCEPTED = answer(200, {"id": "gelato-1", "orderReferenceId": REFERENCE, "createdAt": WALL.isoformat()})
NONE_FOUND = answer(200, {"orders": []})
NOT_FOUND = answer(404)


def summary(identity: str = "gelato-1", **changes: object) -> dict[str, Any]:
    """Return an order as a search shows it."""
    known = {"fulfillmentStatus": "created", "createdAt": WALL.isoformat()}
    return {"id": identity, "orderReferenceId": REFERENCE, **known, **changes}


def whole(identity: str = "gelato-1", **changes: object) -> dict[str, Any]:
    """Return an order as get shows it: the one submitted, but for `changes`."""
    kept = {name: ORDER[name] for name in ("orderType", "currency", "items", "shippingAddress")}
    return {**summary(identity), **kept, **changes}


def listing(*summaries: Mapping[str, Any]) -> Response:
    """Return the answer of a search."""
    return answer(200, {"orders": summaries})


@dataclass(frozen=True)
class Takes:
    """An outcome that comes only after so many seconds."""

    seconds: float
    outcome: Outcome


Reply = Response | NoResponse | Takes | BaseException


@dataclass
class World:
    """A server, a clock and a die under the test's control.

    `replies` holds, by operation, what its requests meet one after the other; the last is met for ever. A search that
    is not scripted finds nothing, a get answers 404.
    """

    replies: Mapping[str, Sequence[Reply]]
    now: float = 1000.0
    sent: list[Send] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    slowed: list[float] = field(default_factory=list)
    random: float = 0.5
    places: float = 0.0
    """What a request has to wait for its place in the pace."""

    def operations(self, *, endpoints: Mapping[str, str] | None = None, **options: Any) -> Operations:
        base_url = None if endpoints else "http://127.0.0.1:9/api"
        connection = resolve_connection(
            partner_prefix=None,
            api_key="key",
            api_secret="planted-secret",
            base_url=base_url,
            customer_reference_id=None,
            endpoints=endpoints,
            environ={},
        )
        began = self.now
        surroundings = Clock(
            monotonic=lambda: self.now,
            time=lambda: WALL.timestamp() + self.now - began,
            random=lambda: self.random,
        )
        return Operations(connection, Options(**options), surroundings)

    def run(self, steps: Steps[T]) -> T:
        """Run a call to its end; an exception in the script reaches it as an interruption would."""
        told: Any = None
        while True:
            try:
                command = steps.send(told)
            except StopIteration as end:
                result: T = end.value
                return result
            try:
                told = self._perform(command)
            except BaseException as interruption:
                steps.throw(interruption)
                raise

    def submit(self, order: Mapping[str, Any] = ORDER, own: RequestOptions | None = None, **options: Any) -> Submission:
        """Submit an order under these options."""
        return self.run(self.operations(**options).submit(deepcopy(dict(order)), own or RequestOptions()))

    def _perform(self, command: Command) -> Any:
        match command:
            case Send():
                return self._send(command)
            case Sleep(seconds):
                self.slept.append(seconds)
                self.now += seconds
            case Reserve(_, _, place):
                return Reservation(self.places if place is None else 0.0, 0.0)
            case Throttle(_, seconds, _):
                self.slowed.append(seconds)
        return None

    def _send(self, send: Send) -> Outcome:
        operation = send.request.operation
        number = self.counts[operation]
        self.sent.append(send)
        assert len(self.sent) < MOST_REQUESTS, "the call does not end"
        self.times.append(self.now)
        default = {"search": NONE_FOUND, "get": NOT_FOUND}
        script = self.replies.get(operation) or [default[operation]]
        reply = script[min(number, len(script) - 1)]
        if isinstance(reply, Takes):
            self.now += min(reply.seconds, send.total)
            reply = reply.outcome if reply.seconds <= send.total else LOST
        if isinstance(reply, BaseException):
            raise reply
        WITNESS.sees_call(send.request, reply)
        return reply

    @property
    def counts(self) -> Counter[str]:
        """How many requests of each operation were sent."""
        return Counter(send.request.operation for send in self.sent)

    @property
    def posts(self) -> int:
        return self.counts["submit"]

    def requests(self, operation: str) -> list[Request]:
        """Return the requests of one operation."""
        return [send.request for send in self.sent if send.request.operation == operation]

    def times_of(self, operation: str) -> list[float]:
        """Return when the requests of one operation left."""
        return [at for at, send in zip(self.times, self.sent, strict=True) if send.request.operation == operation]
