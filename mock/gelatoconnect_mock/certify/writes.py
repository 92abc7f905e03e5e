"""The checks that place orders, always as drafts, and clear them away again: what is stored, refused, and canceled."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from gelatoconnect_mock.certify.expect import declared, expect
from gelatoconnect_mock.certify.findings import Created, Skipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.certify.findings import Findings
    from gelatoconnect_mock.certify.target import Reply, Target

_SCHEMAS: Final = "/components/schemas"
_RESPONSES: Final = "/components/responses"
_BAD, _MISSING, _CONFLICT = 400, 404, 409
_REFUSED, _UNCLEAR = 400, 500


@dataclass(slots=True)
class Draft:
    """The one draft that the checks share; ``id`` is None until it is stored."""

    reference: str = field(default_factory=lambda: f"certify-{uuid4().hex}")
    id: str | None = None

    def stored(self) -> str:
        """Return its id; Skipped where it could not be submitted."""
        if self.id is None:
            raise Skipped("no draft could be submitted")
        return self.id


def order(reference: str, **changes: Any) -> dict[str, Any]:
    """Return a body that asks for a draft of one item."""
    return {
        "orderReferenceId": reference, "orderType": "draft", "currency": "USD", "preventDuplicate": True,
        "shippingAddress": {
            "country": "US", "state": "NY", "city": "New York", "postCode": "10001", "addressLine1": "123 Main St",
            "firstName": "John", "lastName": "Doe", "email": "john.doe@example.com",
        },
        "items": [{
            "itemReferenceId": "item-1", "quantity": 1,
            "productUid": "flat_product_pf_a4_pt_200-gsm-uncoated_cl_4-0_ct_none_prt_none_sft_none_set_none_hor",
            "files": [{"type": "default", "url": "https://example.com/path/to/printfile.pdf"}],
        }],
        **changes,
    }  # fmt: skip


def broken_orders() -> dict[str, dict[str, Any]]:
    """Return drafts with one thing wrong, by what that is; each has a reference of its own."""
    broken = {}
    for name, change in _BREAKS.items():
        body = deepcopy(order(f"certify-broken-{uuid4().hex}"))
        change(body)
        broken[name] = body
    return broken


_BREAKS: Final[dict[str, Callable[[dict[str, Any]], Any]]] = {
    "no items": lambda body: body.update(items=[]),
    "a quantity of 0": lambda body: body["items"][0].update(quantity=0),
    "a currency in small letters": lambda body: body.update(currency="usd"),
    "no city": lambda body: body["shippingAddress"].pop("city"),
    "an item with both product forms": lambda body: body["items"][0].update(productName="Card", productVariant={}),
}


def a_draft_is_stored(target: Target, findings: Findings, draft: Draft) -> None:
    """A draft is stored, and its id comes back."""
    reply = _submit(target, findings, order(draft.reference))
    draft.id = findings.created[-1].id if findings.created else None
    expect(draft.id is not None, "a success with an id", f"{reply.status}")
    declared(reply)
    echoed = reply.content.get("orderReferenceId")
    expect(echoed == draft.reference, "the reference that was sent", "another one")


def a_stored_order_is_read_by_its_id_and_by_its_reference(target: Target, findings: Findings, draft: Draft) -> None:
    """What was stored is read by its id and by its reference."""
    by_id, by_reference = target.ask("getOrder", draft.stored()), target.ask("getOrder", draft.reference)
    for reply in (by_id, by_reference):
        expect(reply.success, "a success", f"{reply.status}")
        declared(reply)
        expect(reply.content["orderReferenceId"] == draft.reference, "the order that was submitted", "another one")
        expect(reply.content["id"] == draft.id, "the id that was given", "another one")
    status = by_id.content["fulfillmentStatus"]
    findings.fact(
        f"{_SCHEMAS}/KnownFulfillmentStatus/x-evidence-values/draft",
        "a draft has the status draft",
        holds=status == "draft",
        seen=str(status)[:40],
    )


def a_stored_order_is_found_by_search(target: Target, findings: Findings, draft: Draft) -> None:
    """What was stored is found by its reference."""
    reply = target.ask("searchOrders", body={"orderReferenceIds": [draft.reference]})
    draft.stored()
    expect(reply.success, "a success", f"{reply.status}")
    declared(reply)
    found = [entry["id"] for entry in reply.content["orders"]]
    findings.fact(
        f"{_SCHEMAS}/SearchRequest/properties/orderReferenceIds",
        "orderReferenceIds filters",
        holds=found == [draft.id],
        seen=f"{len(found)} orders for one reference",
    )
    expect(found == [draft.id], "this order alone", f"{len(found)} orders")


def a_repeated_reference_is_refused(target: Target, findings: Findings, draft: Draft) -> None:
    """With preventDuplicate a repeated reference is refused with 409."""
    reply = _submit(target, findings, order(draft.reference), known=draft.stored())
    refused = reply.status == _CONFLICT
    findings.fact(
        f"{_RESPONSES}/DuplicateOrder",
        "preventDuplicate refuses a repeated reference with 409",
        holds=refused,
        seen=f"status {reply.status}",
    )
    expect(refused, "409", f"{reply.status}")
    declared(reply)


def a_broken_order_is_refused(target: Target, findings: Findings, draft: Draft) -> None:  # noqa: ARG001 - as all
    """An order that breaks the contract is refused with 400, and each such order by itself."""
    accepted = []
    for name, body in broken_orders().items():
        reply = _submit(target, findings, body)
        if reply.status != _BAD:
            accepted.append(f"{name} got {reply.status}")
            continue
        named = isinstance(reply.content, dict) and bool(reply.content.get("details"))
        findings.fact(
            f"{_SCHEMAS}/Error/properties/details",
            f"a 400 names the field: {name}",
            holds=named,
            seen="it does" if named else "it does not",
        )
        declared(reply)
    expect(not accepted, "400 for each", "; ".join(accepted))


def a_shipment_is_updated(target: Target, findings: Findings, draft: Draft) -> None:  # noqa: ARG001 - as all
    """The address of an order that has not left can be replaced."""
    address = {**order("")["shippingAddress"], "addressLine1": "124 Main St"}
    reply = target.ask("updateShipment", draft.stored(), {"shippingAddress": address})
    expect(reply.success, "a success", f"{reply.status}")
    declared(reply)
    read = target.ask("getOrder", draft.stored())
    now = (read.content or {}).get("shippingAddress") or {}
    expect(now.get("addressLine1") == "124 Main St", "the new address when read", "another one")


def an_update_of_nothing_is_refused(target: Target, findings: Findings, draft: Draft) -> None:  # noqa: ARG001 - as all
    """An update with neither field is refused with 400."""
    reply = target.ask("updateShipment", draft.stored(), {})
    expect(reply.status == _BAD, "400", f"{reply.status}")
    declared(reply)


def an_order_is_canceled_and_reads_as_canceled(target: Target, findings: Findings, draft: Draft) -> None:
    """A canceled order reads as canceled, and canceling it again is a success."""
    first = target.ask("cancelOrder", draft.stored())
    expect(first.success, "a success", f"{first.status}")
    declared(first)
    for created in findings.created:
        created.gone = created.gone or created.id == draft.id
    status = (target.ask("getOrder", draft.stored()).content or {}).get("fulfillmentStatus")
    findings.fact(
        f"{_SCHEMAS}/KnownFulfillmentStatus/x-evidence-values/canceled",
        "a canceled order has the status canceled",
        holds=status == "canceled",
        seen=str(status)[:40],
    )
    expect(status == "canceled", "the status canceled", str(status)[:40])
    again = target.ask("cancelOrder", draft.stored())
    expect(again.success, "a success again", f"{again.status}")


def a_canceled_order_is_not_updated(target: Target, findings: Findings, draft: Draft) -> None:
    """An update of a canceled order is refused with 409."""
    reply = target.ask("updateShipment", draft.stored(), {"shipmentMethodUid": "express"})
    findings.fact(
        f"{_RESPONSES}/UpdateRefused",
        "a canceled order cannot be updated",
        holds=reply.status == _CONFLICT,
        seen=f"status {reply.status}",
    )
    expect(reply.status == _CONFLICT, "409", f"{reply.status}")
    declared(reply)


def clear_away(target: Target, findings: Findings) -> None:
    """Cancel everything that the run has submitted, or may have, and that is not known to be gone."""
    for created in findings.created:
        if not created.gone:
            reply = target.ask("cancelOrder", created.id or created.reference)
            created.gone = reply.success or reply.status == _MISSING


def _submit(target: Target, findings: Findings, body: dict[str, Any], known: str | None = None) -> Reply:
    """Submit an order, and keep it on the list of what is to be cleared away unless it surely was not stored.

    ``known`` is the id of an order that has the reference already.
    """
    created = Created(body["orderReferenceId"])
    findings.created.append(created)
    reply = target.ask("submitOrder", body=body)
    found = reply.content.get("id") if reply.success and isinstance(reply.content, dict) else None
    created.id = found if isinstance(found, str) else None
    if _REFUSED <= reply.status < _UNCLEAR or (known is not None and created.id == known):
        findings.created.remove(created)
    return reply


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
