"""Submits orders and cancels them again. A reference is recorded before its request leaves."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from gelatoconnect_mock.certify.findings import Created, Failed, Skipped
from gelatoconnect_mock.certify.target import NotSent, Unreachable

if TYPE_CHECKING:
    from gelatoconnect_mock.certify.findings import Findings
    from gelatoconnect_mock.certify.target import Response, Target

_REFUSALS: Final = frozenset({400, 401, 403, 404, 405, 413, 415, 422, 429})
"""Statuses that guarantee that nothing was stored. A 409 may be about this request; a 408 or 5xx may follow storing."""
_CONFLICT: Final = 409
_MAX_ATTEMPTS: Final = 3
_RETRY_DELAY: Final = 1.0
"""Seconds between two attempts to clean up."""


@dataclass(slots=True)
class Draft:
    """The draft that the write checks share.

    Attributes:
        reference: The order reference.
        id: The order id; None until the order is stored.
        is_kept_as_draft: True once the server has shown that a draft stays a draft.
        is_updated: True once the update check has changed it.
        is_canceled: True once it reads as canceled.
    """

    reference: str = field(default_factory=lambda: f"certify-{uuid4().hex}")
    id: str | None = None
    is_kept_as_draft: bool = False
    is_updated: bool = False
    is_canceled: bool = False

    def stored_id(self) -> str:
        """Return the order id; raise Skipped if the draft could not be submitted."""
        if self.id is None:
            raise Skipped("no draft could be submitted")
        return self.id

    def require_kept_as_draft(self) -> None:
        """Raise Skipped unless the server keeps drafts as drafts: no second real order must be placed."""
        if not self.is_kept_as_draft:
            raise Skipped("the server has not shown that it keeps a draft as a draft, so no other one is submitted")


def submit(target: Target, findings: Findings, body: dict[str, Any]) -> tuple[Response, str | None]:
    """Submit an order and return the response, and the order id in it.

    The reference stays in `findings.created` until `clean_up`, unless certainly nothing was stored under it.
    """
    created = findings.created.setdefault(body["orderReferenceId"], Created(body["orderReferenceId"]))
    had_all_ids, created.has_all_ids = created.has_all_ids, False
    try:
        response = target.send("submitOrder", body=body)
    except NotSent:
        created.has_all_ids = had_all_ids
        if had_all_ids and not created.ids:
            del findings.created[created.reference]
        raise
    order_id = _id_of(response, created.reference)
    # With a known order of this reference, a 409 is about that order.
    is_refused = response.status in _REFUSALS or (response.status == _CONFLICT and bool(created.ids))
    created.has_all_ids = had_all_ids and (is_refused or order_id is not None)
    if order_id is not None and order_id not in created.ids:
        created.ids.append(order_id)
    if created.has_all_ids and not created.ids:
        del findings.created[created.reference]
    return response, order_id


def _id_of(response: Response, reference: str) -> str | None:
    """Return the order id in a success with this reference. Without the reference it may be another client's order."""
    content = response.content if response.is_success and isinstance(response.content, dict) else {}
    order_id = content.get("id")
    is_ours = content.get("orderReferenceId") == reference
    return order_id if isinstance(order_id, str) and order_id and is_ours else None


def clean_up(target: Target, findings: Findings) -> None:
    """Every created order is canceled.

    Cancel every order that the run stored or may have stored. An order counts as canceled only if it reads as
    canceled. If a response did not say what was stored, look the reference up. Try three times, a second apart; a
    missing response does not end it. Raise Failed if an order is left or cannot be found.
    """
    for attempt in range(_MAX_ATTEMPTS):
        pending = [one for one in findings.created.values() if one.cleanup != "canceled"]
        if attempt and pending:
            time.sleep(_RETRY_DELAY)
        for created in pending:
            _clean_up_one(target, created)
    left = [one for one in findings.created.values() if one.cleanup != "canceled"]
    if left:
        raise Failed(f"{len(left)} of {len(findings.created)} are left or cannot be found: see the list")


def _clean_up_one(target: Target, created: Created) -> None:
    if not created.has_all_ids:
        new_ids = [one for one in _look_up(target, created.reference) if one not in created.ids]
        created.ids += new_ids
        created.has_all_ids = bool(new_ids)
    created.left = [one for one in created.ids if not _cancel(target, one, created.reference)]
    is_complete = created.has_all_ids and bool(created.ids)
    created.cleanup = "left" if created.left else "canceled" if is_complete else "not found"


def _look_up(target: Target, reference: str) -> list[str]:
    """Return the ids of the orders with this reference, by search and by get."""
    by_search = _try_send(target, "searchOrders", body={"orderReferenceId": reference})
    by_get = _try_send(target, "getOrder", reference)
    return list(dict.fromkeys([*_ids_in(by_search, reference), *_ids_in(by_get, reference)]))


def _try_send(target: Target, operation: str, order: str = "", body: Any = None) -> Response | None:
    try:
        return target.send(operation, order, body)
    except Unreachable:
        return None


def _ids_in(response: Response | None, reference: str) -> list[str]:
    """Return the ids of the orders in a response that have this reference. Other clients' orders are not touched."""
    has_content = response is not None and response.is_success and isinstance(response.content, dict)
    content = response.content if response is not None and has_content else {}
    orders = content.get("orders", [content])
    return [
        one["id"]
        for one in (orders if isinstance(orders, list) else [])
        if isinstance(one, dict) and one.get("orderReferenceId") == reference and isinstance(one.get("id"), str)
    ]


def _cancel(target: Target, order_id: str, reference: str) -> bool:
    """Cancel an order if it has this reference, and return True if it then reads as canceled."""
    if order_id not in _ids_in(_try_send(target, "getOrder", order_id), reference):
        return False
    _try_send(target, "cancelOrder", order_id)
    read = _try_send(target, "getOrder", order_id)
    is_ours = order_id in _ids_in(read, reference)
    return is_ours and read is not None and read.content.get("fulfillmentStatus") == "canceled"
