"""What a run submits, and how it is cleared away again: each reference is on the list before its request leaves."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from gelatoconnect_mock.certify.findings import Created, Failed, Skipped
from gelatoconnect_mock.certify.target import NotSent, Unreachable

if TYPE_CHECKING:
    from gelatoconnect_mock.certify.findings import Findings
    from gelatoconnect_mock.certify.target import Reply, Target

_REFUSED: Final = frozenset({400, 401, 403, 404, 405, 413, 415, 422, 429})
"""What surely stores nothing. A 409 may be about this very request, and a 408 or a 5xx may come after storing."""
_CONFLICT: Final = 409
_LOOKS: Final = 3
_BETWEEN_LOOKS: Final = 1.0
"""Seconds until an order that could not be found is looked for again."""


@dataclass(slots=True)
class Draft:
    """The one draft that the checks share, and what is known of it: that it is one, was changed, and is canceled.

    ``id`` is None until it is stored.
    """

    reference: str = field(default_factory=lambda: f"certify-{uuid4().hex}")
    id: str | None = None
    proven: bool = False
    updated: bool = False
    canceled: bool = False

    def stored(self) -> str:
        """Return its id; Skipped where it could not be submitted."""
        if self.id is None:
            raise Skipped("no draft could be submitted")
        return self.id

    def may_be_followed(self) -> None:
        """Skipped where the server has not shown that a draft stays one, so that no other order is placed."""
        if not self.proven:
            raise Skipped("the server has not shown that it keeps a draft as a draft, so no other one is submitted")


def submit(target: Target, findings: Findings, body: dict[str, Any]) -> tuple[Reply, str | None]:
    """Submit an order and return the answer, and the id it names.

    Its reference stays on the list of what is to be cleared away unless nothing was surely stored under it.
    """
    created = findings.created.setdefault(body["orderReferenceId"], Created(body["orderReferenceId"]))
    told, created.told = created.told, False
    try:
        reply = target.ask("submitOrder", body=body)
    except NotSent:
        created.told = told
        if told and not created.ids:
            del findings.created[created.reference]
        raise
    order_id = _id_of(reply, created.reference)
    # Where an order of this reference is known already, a 409 is about that one.
    refused = reply.status in _REFUSED or (reply.status == _CONFLICT and bool(created.ids))
    created.told = told and (refused or order_id is not None)
    if order_id is not None and order_id not in created.ids:
        created.ids.append(order_id)
    if created.told and not created.ids:
        del findings.created[created.reference]
    return reply, order_id


def _id_of(reply: Reply, reference: str) -> str | None:
    """Return the id that a success names under this reference: without it, it may be another's order."""
    content = reply.content if reply.success and isinstance(reply.content, dict) else {}
    found = content.get("id")
    ours = content.get("orderReferenceId") == reference
    return found if isinstance(found, str) and found and ours else None


def clear_away(target: Target, findings: Findings) -> None:
    """Everything created is canceled.

    Cancel whatever the run has submitted, or may have, and believe it only where the order reads as canceled. Where an
    answer did not tell what was stored, its reference is looked for. What is left or not found is tried three times, a
    second apart; no silence ends it. Failed where an order is left, or cannot be found.
    """
    for look in range(_LOOKS):
        waiting = [one for one in findings.created.values() if one.fate != "canceled"]
        if look and waiting:
            time.sleep(_BETWEEN_LOOKS)
        for created in waiting:
            _clear(target, created)
    left = [one for one in findings.created.values() if one.fate != "canceled"]
    if left:
        raise Failed(f"{len(left)} of {len(findings.created)} are left or cannot be found: see the list")


def _clear(target: Target, created: Created) -> None:
    if not created.told:
        further = [one for one in _found(target, created.reference) if one not in created.ids]
        created.ids += further
        created.told = bool(further)
    created.left = [one for one in created.ids if not _canceled(target, one, created.reference)]
    found = created.told and bool(created.ids)
    created.fate = "left" if created.left else "canceled" if found else "not found"


def _found(target: Target, reference: str) -> list[str]:
    """Return the ids of the orders of a reference, by search and by get."""
    by_search = _asked(target, "searchOrders", body={"orderReferenceId": reference})
    by_get = _asked(target, "getOrder", reference)
    return list(dict.fromkeys([*_named(by_search, reference), *_named(by_get, reference)]))


def _asked(target: Target, operation: str, named: str = "", body: Any = None) -> Reply | None:
    try:
        return target.ask(operation, named, body)
    except Unreachable:
        return None


def _named(reply: Reply | None, reference: str) -> list[str]:
    """Return the ids of the orders in an answer that have the reference: nobody else's order is touched."""
    content = reply.content if reply is not None and reply.success and isinstance(reply.content, dict) else {}
    orders = content.get("orders", [content])
    return [
        one["id"]
        for one in (orders if isinstance(orders, list) else [])
        if isinstance(one, dict) and one.get("orderReferenceId") == reference and isinstance(one.get("id"), str)
    ]


def _canceled(target: Target, order_id: str, reference: str) -> bool:
    """Cancel an order, unless it is another's, and return whether it reads as canceled then."""
    if order_id not in _named(_asked(target, "getOrder", order_id), reference):
        return False
    _asked(target, "cancelOrder", order_id)
    read = _asked(target, "getOrder", order_id)
    return order_id in _named(read, reference) and read is not None and _status(read) == "canceled"


def _status(reply: Reply) -> Any:
    return reply.content.get("fulfillmentStatus")
