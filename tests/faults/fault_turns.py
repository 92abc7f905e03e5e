"""What the fault server can do with a request: act on it or not, now or later, and answer in one of many bad ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import EllipsisType, MappingProxyType
from typing import Literal

Operation = Literal["submit", "get", "search", "cancel", "update_shipment"]

Way = Literal[
    "whole",  # the answer, as it should be
    "drop",  # the connection ends, in order, before a byte of the answer
    "reset",  # the connection is reset before a byte of the answer
    "reset_midway",  # ... after half of the answer
    "truncate",  # the head promises the whole body, half of it comes, the connection ends in order
    "drip_head",  # the head comes byte by byte, too slowly
    "drip_body",  # the body does
    "silent",  # nothing comes, the connection stays
    "close_idle",  # the answer, then the connection is closed though it promised to stay
    "with_junk",  # the answer, its body followed by a comment in HTML
    "and_another",  # the answer, and right behind it the one to another's order, which nobody asked for
]


Headers = Mapping[str, str | float]
_NONE: Headers = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer given whatever the order API would have said.

    A header whose value is a number becomes an HTTP date, so many seconds from the moment it is sent.
    """

    status: int
    body: bytes = b""
    headers: Headers = field(default_factory=dict)
    kind: str = "application/json"


@dataclass(frozen=True, slots=True)
class Turn:
    """What happens to one request.

    `acts`: the server does what is asked, `acts_after` seconds later; an order is hidden from look-ups for `hidden`
    seconds. `says`: the answer, or None for the honest one. It is sent after `pause` seconds, in one `way`.
    """

    acts: bool = True
    acts_after: float = 0.0
    hidden: float = 0.0
    says: Reply | None = None
    pause: float = 0.0
    way: Way = "whole"


OF_ANOTHER = b'{"id": "a-9", "orderReferenceId": "of another record"}'
"""What the server says of another order once it is stored."""

Script = Mapping[Operation, tuple[Turn | EllipsisType, ...]]
"""Per operation the turns of its requests, one after the other; honest ones follow, or with `...` the last for ever."""

HONEST = Turn()


def says(status: int, *, acts: bool = False, headers: Headers = _NONE) -> Turn:
    """Return a turn that answers with a status, in the contract's error shape: by default with nothing done."""
    return raw(status, json.dumps({"code": str(status), "message": "so the script says"}).encode(), acts, headers)


def limits(retry_after: str | float | None) -> Turn:
    """Return a turn that answers 429, with this `Retry-After` or none."""
    return says(429, headers=_NONE if retry_after is None else {"Retry-After": retry_after})


def page(status: int, *, acts: bool = False) -> Turn:
    """Return a turn that answers with a proxy's HTML page."""
    return Turn(acts=acts, says=Reply(status, b"<html><h1>Something went wrong</h1></html>", kind="text/html"))


def raw(status: int, body: bytes, acts: bool = True, headers: Headers = _NONE) -> Turn:
    """Return a turn that answers with these bytes as JSON, which they may not be."""
    return Turn(acts=acts, says=Reply(status, body, headers))
