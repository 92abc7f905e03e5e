"""The checks that place orders, always as drafts: storing, refusing, updating, canceling."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.certify.expect import expect, require_conclusive, require_contract
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
    response, draft.id = submit(target, findings, order(draft.reference))
    expect(draft.id is not None, "a success with an id", f"{response.status}")
    require_contract(response)
    echoed = response.content.get("orderReferenceId")
    expect(echoed == draft.reference, "the reference that was sent", "another one")


def a_stored_order_is_read_by_its_id_and_by_its_reference(target: Target, findings: Findings, draft: Draft) -> None:
    """A stored order is read by its id and by its reference."""
    by_id, by_reference = target.send("getOrder", draft.stored_id()), target.send("getOrder", draft.reference)
    order_read = by_id.content if by_id.is_success and isinstance(by_id.content, dict) else {}
    kind = (order_read.get("orderType"), order_read.get("fulfillmentStatus"))
    has_reference = order_read.get("orderReferenceId") == draft.reference
    draft.is_kept_as_draft = has_reference and "draft" in kind and kind[0] in {"draft", None}
    expect(draft.is_kept_as_draft, "a draft under the reference that was sent", "another order, or one of another type")
    for response in (by_id, by_reference):
        expect(response.is_success, "a success", f"{response.status}")
        require_contract(response)
        expect(response.content["orderReferenceId"] == draft.reference, "the order that was submitted", "another one")
        expect(response.content["id"] == draft.id, "the id that was given", "another one")
    status = target.redacted(by_id.content["fulfillmentStatus"])
    findings.record(
        f"{_SCHEMAS}/KnownFulfillmentStatus/x-evidence-values/draft",
        "a draft has the status draft",
        holds=status == "draft",
        seen=status,
    )


def a_stored_order_is_found_by_search(target: Target, findings: Findings, draft: Draft) -> None:
    """A stored order is found by its reference."""
    draft.stored_id()
    response = target.send("searchOrders", body={"orderReferenceIds": [draft.reference]})
    require_conclusive(response)
    expect(response.is_success, "a success", f"{response.status}")
    require_contract(response)
    orders = [(entry["id"], entry["orderReferenceId"]) for entry in response.content["orders"]]
    # The filter proves nothing if no search shows the order yet, or if it is the only order.
    others = target.send("searchOrders", body={"limit": 2})
    if orders and others.is_success and len(others.content["orders"]) > 1:
        findings.record(
            f"{_SCHEMAS}/SearchRequest/properties/orderReferenceIds",
            "orderReferenceIds filters",
            holds=orders == [(draft.id, draft.reference)],
            seen=f"{len(orders)} orders for one reference",
        )
    expect(orders == [(draft.id, draft.reference)], "this order alone", f"{len(orders)} orders, or another one")


def a_repeated_reference_is_refused(target: Target, findings: Findings, draft: Draft) -> None:
    """With preventDuplicate a repeated reference is refused with 409."""
    draft.stored_id()
    draft.require_kept_as_draft()
    response, _ = submit(target, findings, order(draft.reference))
    require_conclusive(response)
    is_refused = response.status == _CONFLICT
    findings.record(
        f"{_RESPONSES}/DuplicateOrder",
        "preventDuplicate refuses a repeated reference with 409",
        holds=is_refused,
        seen=f"status {response.status}",
    )
    expect(is_refused, "409", f"{response.status}")
    require_contract(response)


def a_broken_order_is_refused(target: Target, findings: Findings, draft: Draft) -> None:
    """Each order that breaks the contract is refused with 400."""
    draft.require_kept_as_draft()
    failures = []
    for name, (body, field) in broken_orders().items():
        response, _ = submit(target, findings, body)
        require_conclusive(response)
        if response.status != _BAD:
            failures.append(f"{name} got {response.status}")
            continue
        details = response.content.get("details") if isinstance(response.content, dict) else None
        is_named = isinstance(details, list) and any(field in str(detail) for detail in details)
        findings.record(
            f"{_SCHEMAS}/Error/properties/details",
            f"a 400 names the field: {name}",
            holds=is_named,
            seen="it does" if is_named else "it does not",
        )
        try:
            require_contract(response)
        except Failed as failed:
            failures.append(f"{name}: {failed}")
    expect(not failures, "a 400 of the contract for each", "; ".join(failures))


def a_shipment_is_updated(target: Target, findings: Findings, draft: Draft) -> None:  # noqa: ARG001 - as all
    """The address of an order that is not shipped can be replaced."""
    address = {**order("")["shippingAddress"], "addressLine1": "124 Main St"}
    response = target.send("updateShipment", draft.stored_id(), {"shippingAddress": address})
    require_conclusive(response)
    expect(response.is_success, "a success", f"{response.status}")
    require_contract(response)
    read = target.send("getOrder", draft.stored_id())
    address_read = (read.content or {}).get("shippingAddress") or {}
    draft.is_updated = address_read.get("addressLine1") == "124 Main St"
    expect(draft.is_updated, "the new address when read", "another one")


def an_update_of_nothing_is_refused(target: Target, findings: Findings, draft: Draft) -> None:  # noqa: ARG001 - as all
    """An update with neither field is refused with 400."""
    response = target.send("updateShipment", draft.stored_id(), {})
    require_conclusive(response)
    expect(response.status == _BAD, "400", f"{response.status}")
    require_contract(response)


def an_order_is_canceled_and_reads_as_canceled(target: Target, findings: Findings, draft: Draft) -> None:
    """A canceled order reads as canceled, and canceling it again succeeds."""
    first = target.send("cancelOrder", draft.stored_id())
    expect(first.is_success, "a success", f"{first.status}")
    require_contract(first)
    read = target.send("getOrder", draft.stored_id())
    require_conclusive(read)
    status = target.redacted(read.content["fulfillmentStatus"])
    findings.record(
        f"{_SCHEMAS}/KnownFulfillmentStatus/x-evidence-values/canceled",
        "a canceled order has the status canceled",
        holds=status == "canceled",
        seen=status,
    )
    draft.is_canceled = status == "canceled"
    expect(draft.is_canceled, "the status canceled", status)
    again = target.send("cancelOrder", draft.stored_id())
    expect(again.is_success, "a success again", f"{again.status}")


def a_canceled_order_is_not_updated(target: Target, findings: Findings, draft: Draft) -> None:
    """An update of a canceled order is refused with 409."""
    if not (draft.is_updated and draft.is_canceled):
        raise Skipped("the order could not be updated before, or is not canceled")
    response = target.send("updateShipment", draft.stored_id(), {"shipmentMethodUid": "express"})
    require_conclusive(response)
    findings.record(
        f"{_RESPONSES}/UpdateRefused",
        "a canceled order cannot be updated",
        holds=response.status == _CONFLICT,
        seen=f"status {response.status}",
    )
    expect(response.status == _CONFLICT, "409", f"{response.status}")
    require_contract(response)


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
"""The checks in the order in which they run. They share one draft."""
