"""The sandbox's own responses with one change: a field left out, or replaced by a value of another type.

The sandbox's own validation, the contract and the client judge each. If a field has the same type of value in many
responses, one response represents them all.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from gelatoconnect_mock.contract.validators import compiled_contract
from gelatoconnect_mock.sandbox.api.pipeline import validate
from gelatoconnect_mock.sandbox.http.messages import Response

from tools.proof.contract import RESPONSES, SCHEMAS, reachable
from tools.proof.corpus.bodies import Payload
from tools.proof.judges.judge import validator
from tools.proof.judges.response_differences import differences, unexplained
from tools.proof.places import inside, pointer, replaced, without
from tools.proof.responses.earned import earned
from tools.proof.sandboxes import in_process

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.api.exchange import Exchange

    from tools.proof.contract import Subject
    from tools.proof.judges.receiving_client import ReceivingClient

_OF_EACH_TYPE: Final[dict[str, Any]] = {
    "null": None,
    "true": True,
    "an integer": 7,
    "a text": "text",
    "an empty list": [],
    "an empty object": {},
}


class Spoiled(NamedTuple):
    """A response of the sandbox with one change, and whether the sandbox's own validation accepts it."""

    subject: Subject
    payload: Payload
    sent: bool

    def __str__(self) -> str:
        return f"{self.payload.name}: the sandbox sends {'it' if self.sent else 'a 500'}, against the contract"


class Verdicts(NamedTuple):
    """The results of the spoiled responses of one operation and status: how many, and how many the contract rejects.

    `unexplained` has a line for each wrong verdict of the sandbox or the client.
    """

    spoiled: int
    refused: int
    on_purpose: int
    unexplained: list[str]


@cache
def spoiled() -> tuple[Spoiled, ...]:
    """Return every spoiled response, in a fixed order."""
    sandbox = in_process()
    subjects = {one.name: one for one in RESPONSES}
    seen: set[tuple[str, str, type]] = set()
    found = []
    for exchange in earned(sandbox):
        assert exchange.response is not None
        subject = subjects[f"{exchange.operation} {exchange.response.status}"]
        body = json.loads(exchange.response.body)
        for place, value in inside(body):
            key = (subject.name, re.sub(r"/\d+", "/*", pointer(place)), type(value))
            if key not in seen:
                seen.add(key)
                found += [
                    Spoiled(subject, payload, sent=_is_sent(exchange, payload.body))
                    for payload in _changed(subject, exchange, body, place, value)
                ]
    return tuple(found)


def verdicts(client: ReceivingClient, subject: Subject) -> Verdicts:
    """Compare the verdicts on a response. The client recognizes an error response by its status alone."""
    own = [one for one in spoiled() if one.subject == subject]
    # The sandbox's own validation also checks the contract's formats. Nobody else does.
    may_be_sent = validator(subject.schema, SCHEMAS, formats=True).is_valid
    by_the_sandbox = [one for one in own if one.sent is not may_be_sent(one.payload.body)]
    by_the_client = differences(client, subject, [one.payload for one in own]) if subject.status == "200" else []
    wrong = unexplained(by_the_client)
    allows = validator(subject.schema, reachable(subject.schema)).is_valid
    return Verdicts(
        len(own),
        sum(not allows(one.payload.body) for one in own),
        len(by_the_client) - len(wrong),
        [*map(str, by_the_sandbox), *map(str, wrong)],
    )


def _changed(subject: Subject, exchange: Exchange, body: Any, place: Any, value: Any) -> Iterator[Payload]:
    where, source = pointer(place), f"request {exchange.number}"
    for name, other in _OF_EACH_TYPE.items():
        if type(other) is not type(value):
            yield Payload(subject.name, source, where, f"replaced by {name}", replaced(body, place, other))
    if place:
        yield Payload(subject.name, source, where, "deleted", without(body, place))


def _is_sent(exchange: Exchange, body: Any) -> bool:
    """Return True if the sandbox's own validation accepts this body in the exchange."""
    real = exchange.response
    assert real is not None
    exchange.response = spoiled = Response(real.status, json.dumps(body).encode())
    validate(compiled_contract(), exchange)
    is_sent = exchange.response is spoiled and not exchange.violations
    exchange.response, exchange.violations = real, ()
    return is_sent
