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

_REFUSED: Final = frozenset({400, 401, 403, 404, 413, 415, 429})
"""What surely stores nothing. A 409 may be about this very request, and a 408 or a 5xx may come after storing."""
_LOOKS: Final = 3
_BETWEEN_LOOKS: Final = 1.0
"""Seconds until an order that could not be found is looked for again."""


@dataclass(slots=True)
class Draft:
    """The one draft that the checks share.

    ``id`` is None until it is stored; ``real`` is set where the server made a real order of it.
    """

    reference: str = field(default_factory=lambda: f"certify-{uuid4().hex}")
    id: str | None = None
    real: bool = False

    def stored(self) -> str:
        """Return its id; Skipped where it could not be submitted."""
        if self.id is None:
            raise Skipped("no draft could be submitted")
        return self.id

    def may_be_followed(self) -> None:
        """Skipped where the server makes real orders of drafts, so that no other one is placed."""
        if self.real:
            raise Skipped("this server makes real orders of drafts, so no other one is submitted")


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
    found = reply.content.get("id") if reply.success and isinstance(reply.content, dict) else None
    order_id = found if isinstance(found, str) and found else None
    created.told = told and (reply.status in _REFUSED or order_id is not None)
    if order_id is not None and order_id not in created.ids:
        created.ids.append(order_id)
    if created.told and not created.ids:
        del findings.created[created.reference]
    return reply, order_id


def clear_away(target: Target, findings: Findings) -> None:
    """Everything created is canceled.

    Cancel whatever the run has submitted, or may have, and believe it only where the order reads as canceled. Where an
    answer did not tell what was stored, its reference is looked for, up to three times within two seconds. Failed where
    an order is left, or cannot be found.
    """
    for created in findings.created.values():
        try:
            _clear(target, created)
        except Unreachable as error:
            created.why = str(error)
    left = [one for one in findings.created.values() if one.fate != "canceled"]
    if left:
        raise Failed(f"{len(left)} of {len(findings.created)} are left or cannot be found: see the list")


def _clear(target: Target, created: Created) -> None:
    if not created.told:
        created.ids += [one for one in _found(target, created) if one not in created.ids]
    created.left = [one for one in created.ids if not _canceled(target, one)]
    created.fate = "left" if created.left else "canceled" if created.ids else "not found"


def _found(target: Target, created: Created) -> list[str]:
    """Return the ids of the orders of a reference, by search, or else by get."""
    for look in range(1 if created.ids else _LOOKS):
        if look:
            time.sleep(_BETWEEN_LOOKS)
        for reply in (
            target.ask("searchOrders", body={"orderReferenceId": created.reference}),
            target.ask("getOrder", created.reference),
        ):
            ids = _named(reply, created.reference)
            if ids:
                return ids
    return []


def _named(reply: Reply, reference: str) -> list[str]:
    """Return the ids of the orders in an answer that have the reference: nobody else's order is touched."""
    content = reply.content if reply.success and isinstance(reply.content, dict) else {}
    orders = content.get("orders", [content])
    return [
        one["id"]
        for one in (orders if isinstance(orders, list) else [])
        if isinstance(one, dict) and one.get("orderReferenceId") == reference and isinstance(one.get("id"), str)
    ]


def _canceled(target: Target, order_id: str) -> bool:
    target.ask("cancelOrder", order_id)
    read = target.ask("getOrder", order_id)
    return read.success and isinstance(read.content, dict) and read.content.get("fulfillmentStatus") == "canceled"
