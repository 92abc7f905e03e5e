"""The checks that place orders, always as drafts: what is stored, refused, changed, and canceled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.certify.expect import declared, expect, telling
from gelatoconnect_mock.certify.findings import Failed, Skipped
from gelatoconnect_mock.certify.orders import broken_orders, order
from gelatoconnect_mock.certify.submission import submit

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.certify.findings import Findings
    from gelatoconnect_mock.certify.submission import Draft
    from gelatoconnect_mock.certify.target import Target

_SCHEMAS: Final = "/components/schemas"
_RESPONSES: Final = "/components/responses"
_BAD, _CONFLICT = 400, 409


def a_draft_is_stored(target: Target, findings: Findings, draft: Draft) -> None:
    """A draft is stored, and its id comes back."""
    reply, draft.id = submit(target, findings, order(draft.reference))
    expect(draft.id is not None, "a success with an id", f"{reply.status}")
    declared(reply)
    echoed = reply.content.get("orderReferenceId")
    expect(echoed == draft.reference, "the reference that was sent", "another one")


def a_stored_order_is_read_by_its_id_and_by_its_reference(target: Target, findings: Findings, draft: Draft) -> None:
    """What was stored is read by its id and by its reference."""
    by_id, by_reference = target.ask("getOrder", draft.stored()), target.ask("getOrder", draft.reference)
    shown = by_id.content if by_id.success and isinstance(by_id.content, dict) else {}
    kind = (shown.get("orderType"), shown.get("fulfillmentStatus"))
    draft.proven = shown.get("orderReferenceId") == draft.reference and "draft" in kind and kind[0] in {"draft", None}
    expect(draft.proven, "a draft under the reference that was sent", "another order, or one of another type")
    for reply in (by_id, by_reference):
        expect(reply.success, "a success", f"{reply.status}")
        declared(reply)
        expect(reply.content["orderReferenceId"] == draft.reference, "the order that was submitted", "another one")
        expect(reply.content["id"] == draft.id, "the id that was given", "another one")
    status = target.shown(by_id.content["fulfillmentStatus"])
    findings.fact(
        f"{_SCHEMAS}/KnownFulfillmentStatus/x-evidence-values/draft",
        "a draft has the status draft",
        holds=status == "draft",
        seen=status,
    )


def a_stored_order_is_found_by_search(target: Target, findings: Findings, draft: Draft) -> None:
    """What was stored is found by its reference."""
    draft.stored()
    reply = target.ask("searchOrders", body={"orderReferenceIds": [draft.reference]})
    telling(reply)
    expect(reply.success, "a success", f"{reply.status}")
    declared(reply)
    found = [(entry["id"], entry["orderReferenceId"]) for entry in reply.content["orders"]]
    # An order that no search shows yet says nothing of the filter, nor does one that is all alone.
    others = target.ask("searchOrders", body={"limit": 2})
    if found and others.success and len(others.content["orders"]) > 1:
        findings.fact(
            f"{_SCHEMAS}/SearchRequest/properties/orderReferenceIds",
            "orderReferenceIds filters",
            holds=found == [(draft.id, draft.reference)],
            seen=f"{len(found)} orders for one reference",
        )
    expect(found == [(draft.id, draft.reference)], "this order alone", f"{len(found)} orders, or another one")


def a_repeated_reference_is_refused(target: Target, findings: Findings, draft: Draft) -> None:
    """With preventDuplicate a repeated reference is refused with 409."""
    draft.stored()
    draft.may_be_followed()
    reply, _ = submit(target, findings, order(draft.reference))
    telling(reply)
    refused = reply.status == _CONFLICT
    findings.fact(
        f"{_RESPONSES}/DuplicateOrder",
        "preventDuplicate refuses a repeated reference with 409",
        holds=refused,
        seen=f"status {reply.status}",
    )
    expect(refused, "409", f"{reply.status}")
    declared(reply)


def a_broken_order_is_refused(target: Target, findings: Findings, draft: Draft) -> None:
    """An order that breaks the contract is refused with 400, and each such order by itself."""
    draft.may_be_followed()
    wrong = []
    for name, (body, field) in broken_orders().items():
        reply, _ = submit(target, findings, body)
        telling(reply)
        if reply.status != _BAD:
            wrong.append(f"{name} got {reply.status}")
            continue
        details = reply.content.get("details") if isinstance(reply.content, dict) else None
        named = isinstance(details, list) and any(field in str(detail) for detail in details)
        findings.fact(
            f"{_SCHEMAS}/Error/properties/details",
            f"a 400 names the field: {name}",
            holds=named,
            seen="it does" if named else "it does not",
        )
        try:
            declared(reply)
        except Failed as failed:
            wrong.append(f"{name}: {failed}")
    expect(not wrong, "a 400 of the contract for each", "; ".join(wrong))


def a_shipment_is_updated(target: Target, findings: Findings, draft: Draft) -> None:  # noqa: ARG001 - as all
    """The address of an order that has not left can be replaced."""
    address = {**order("")["shippingAddress"], "addressLine1": "124 Main St"}
    reply = target.ask("updateShipment", draft.stored(), {"shippingAddress": address})
    telling(reply)
    expect(reply.success, "a success", f"{reply.status}")
    declared(reply)
    read = target.ask("getOrder", draft.stored())
    now = (read.content or {}).get("shippingAddress") or {}
    draft.updated = now.get("addressLine1") == "124 Main St"
    expect(draft.updated, "the new address when read", "another one")


def an_update_of_nothing_is_refused(target: Target, findings: Findings, draft: Draft) -> None:  # noqa: ARG001 - as all
    """An update with neither field is refused with 400."""
    reply = target.ask("updateShipment", draft.stored(), {})
    telling(reply)
    expect(reply.status == _BAD, "400", f"{reply.status}")
    declared(reply)


def an_order_is_canceled_and_reads_as_canceled(target: Target, findings: Findings, draft: Draft) -> None:
    """A canceled order reads as canceled, and canceling it again is a success."""
    first = target.ask("cancelOrder", draft.stored())
    expect(first.success, "a success", f"{first.status}")
    declared(first)
    read = target.ask("getOrder", draft.stored())
    telling(read)
    status = target.shown(read.content["fulfillmentStatus"])
    findings.fact(
        f"{_SCHEMAS}/KnownFulfillmentStatus/x-evidence-values/canceled",
        "a canceled order has the status canceled",
        holds=status == "canceled",
        seen=status,
    )
    draft.canceled = status == "canceled"
    expect(draft.canceled, "the status canceled", status)
    again = target.ask("cancelOrder", draft.stored())
    expect(again.success, "a success again", f"{again.status}")


def a_canceled_order_is_not_updated(target: Target, findings: Findings, draft: Draft) -> None:
    """An update of a canceled order is refused with 409."""
    if not (draft.updated and draft.canceled):
        raise Skipped("the order was not updated before, or is not canceled")
    reply = target.ask("updateShipment", draft.stored(), {"shipmentMethodUid": "express"})
    telling(reply)
    findings.fact(
        f"{_RESPONSES}/UpdateRefused",
        "a canceled order cannot be updated",
        holds=reply.status == _CONFLICT,
        seen=f"status {reply.status}",
    )
    expect(reply.status == _CONFLICT, "409", f"{reply.status}")
    declared(reply)


WRITES: Final[tuple[Callable[[Target, Findings, Draft], None], ...]] = (
    a_draft_is_stored,
    a_stored_order_is_read_by_its_id_and_by_its_reference,
    a_stored_order_is_found_by_search,
    a_repeated_reference_is_refused,
    a_broken_order_is_refused,
    a_shipment_is_updated,
    an_update_of_nothing_is_refused,
    an_order_is_canceled_and_reads_as_canceled,
    a_canceled_order_is_not_updated,
)
"""The checks in the order they are made; they share one draft."""
