"""The behavior of a server on raw sockets at one request: commits, delays and the delivery of the response."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import EllipsisType, MappingProxyType
from typing import Final, Literal

from tests.standins.order_store import Operation, error

Delivery = Literal[
    "whole",  # the response arrives
    "drop",  # the connection ends in order (FIN), before a byte of the response
    "reset",  # the connection is reset (RST), before a byte of the response
    "reset_midway",  # ... after half of the response
    "truncate",  # the head promises the whole body, half of it arrives, the connection ends in order
    "drip_head",  # the response arrives byte by byte, too slowly, beginning with its head
    "drip_body",  # ... beginning with its body
    "silent",  # nothing arrives, the connection stays open
    "close_idle",  # the response arrives, then the connection closes though it promised to stay open
    "with_junk",  # the response arrives, its body followed by an HTML comment
    "and_another",  # the response arrives, and right behind it an unsolicited one about another order
]

Headers = Mapping[str, str | float]
_NO_HEADERS: Final[Headers] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reply:
    """A fixed response. A header whose value is a number becomes an HTTP date, so many seconds after it is sent."""

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=dict)
    media_type: str = "application/json"


@dataclass(frozen=True, slots=True)
class Behavior:
    """The behavior of a server at one request. All times are seconds.

    Attributes:
        commits: Whether it performs the operation.
        commits_after: How long after the request's arrival. The response does not wait for it: it is a 504.
        lookup_lag: How long lookups do not see a new order.
        reply: The response; None means the API's own.
        delay: How long before the response leaves.
        delivery: How the response travels.
    """

    commits: bool = True
    commits_after: float = 0.0
    lookup_lag: float = 0.0
    reply: Reply | None = None
    delay: float = 0.0
    delivery: Delivery = "whole"


FAULTLESS: Final = Behavior()

OTHER_ORDER: Final = b'{"id": "a-9", "orderReferenceId": "of another record"}'
"""The response to the submission of another order."""

Script = Mapping[Operation, tuple[Behavior | EllipsisType, ...]]
"""For each operation, the behavior at its requests in turn, then without faults; `...` repeats the last one."""

Choice = Callable[[Operation, int], Behavior]
"""Returns the behavior at a request, by its operation and its number among all requests, from 1."""


def chooser(script: Script) -> Choice:
    """Return the choice that follows a script."""
    counts: dict[Operation, int] = {}

    def choose(operation: Operation, _: int) -> Behavior:
        number = counts.get(operation, 0)
        counts[operation] = number + 1
        behaviors = script.get(operation, ())
        if behaviors and behaviors[-1] is Ellipsis:
            number = min(number, len(behaviors) - 2)
        chosen = behaviors[number] if number < len(behaviors) else FAULTLESS
        return chosen if isinstance(chosen, Behavior) else FAULTLESS

    return choose


def reply_status(code: int, *, commits: bool = False, headers: Headers = _NO_HEADERS) -> Behavior:
    """Return a behavior that sends a status in the contract's error shape. By default it commits nothing."""
    return reply_bytes(
        code, json.dumps(error(code, "as the script says")[1]).encode(), commits=commits, headers=headers
    )


def reply_429(retry_after: str | float | None) -> Behavior:
    """Return a behavior that sends a 429, with this `Retry-After` or none."""
    return reply_status(429, headers=_NO_HEADERS if retry_after is None else {"Retry-After": retry_after})


def reply_html(code: int, *, commits: bool = False) -> Behavior:
    """Return a behavior that sends a proxy's HTML page."""
    return Behavior(commits=commits, reply=Reply(code, b"<html><h1>An error page</h1></html>", media_type="text/html"))


def reply_bytes(code: int, content: bytes, *, commits: bool = True, headers: Headers = _NO_HEADERS) -> Behavior:
    """Return a behavior that sends these bytes under the media type of JSON."""
    return Behavior(commits=commits, reply=Reply(code, content, headers))
