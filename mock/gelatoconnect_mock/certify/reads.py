"""The checks that change nothing: wrong credentials, orders that do not exist, and searches."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from gelatoconnect_mock.certify.expect import declared, expect, telling

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.certify.findings import Findings
    from gelatoconnect_mock.certify.target import Target

_SCHEMAS: Final = "/components/schemas"
_RESPONSES: Final = "/components/responses"
_PAGE: Final = 5


def the_key_is_accepted(target: Target, findings: Findings) -> None:  # noqa: ARG001 - as all
    """A search with the key that was given is a success of the contract."""
    reply = target.ask("searchOrders", body={"limit": 1})
    expect(reply.success, "a success", f"{reply.status}")
    declared(reply)


def a_wrong_key_is_refused(target: Target, findings: Findings) -> None:
    """A key that nobody has is refused with 401."""
    reply = target.ask("searchOrders", body={"limit": 1}, pair=f"no-such-key-{uuid4().hex}:no-such-secret")
    telling(reply, refusing=True)
    refused = reply.status == 401  # noqa: PLR2004
    findings.fact(
        f"{_RESPONSES}/BadCredentials", "wrong credentials get 401", holds=refused, seen=f"status {reply.status}"
    )
    expect(refused, "401", f"{reply.status}")
    status = reply.content.get("status") if isinstance(reply.content, dict) else None
    findings.fact(
        f"{_SCHEMAS}/Unauthorized/properties/status",
        "the 401 has its own shape, {status}",
        holds=isinstance(status, str),
        seen="such a body" if isinstance(status, str) else "another body",
    )
    declared(reply)


def a_key_without_its_secret_is_refused(target: Target, findings: Findings) -> None:  # noqa: ARG001 - as all
    """A key without a colon and a secret is refused with 401."""
    reply = target.ask("searchOrders", body={"limit": 1}, pair=f"no-colon-{uuid4().hex}")
    telling(reply, refusing=True)
    expect(reply.status == 401, "401", f"{reply.status}")  # noqa: PLR2004
    declared(reply)


def an_order_that_does_not_exist_is_not_found(target: Target, findings: Findings) -> None:
    """Getting an order that does not exist is answered with 404 in the error shape."""
    reply = target.ask("getOrder", str(uuid4()))
    telling(reply)
    expect(isinstance(reply.content, dict), "an answer in JSON", f"{reply.status} with something else")
    missing = reply.status == 404  # noqa: PLR2004
    findings.fact(
        f"{_RESPONSES}/OrderNotFound", "an unknown order gets 404", holds=missing, seen=f"status {reply.status}"
    )
    expect(missing, "404", f"{reply.status}")
    _error_shape(reply.content, findings)
    declared(reply)


def a_search_answers_a_page(target: Target, findings: Findings) -> None:
    """A search answers at most as many orders as were asked for, newest first."""
    reply = target.ask("searchOrders", body={"limit": _PAGE})
    telling(reply)
    expect(reply.success, "a success", f"{reply.status}")
    declared(reply)
    orders = reply.content["orders"]
    if len(orders) >= _PAGE:
        findings.fact(
            f"{_SCHEMAS}/SearchRequest/properties/limit",
            "limit bounds a page",
            holds=len(orders) == _PAGE,
            seen=f"{len(orders)} orders for a limit of {_PAGE}",
        )
    moments = [datetime.fromisoformat(order["createdAt"]) for order in orders if order.get("createdAt")]
    if len(moments) > 1:
        ordered = all(newer >= older for newer, older in pairwise(moments))
        findings.fact(
            f"{_SCHEMAS}/SearchResult/properties/orders",
            "the newest order comes first",
            holds=ordered,
            seen="such an order" if ordered else "another order",
        )
        expect(ordered, "the newest first", "another order")
    expect(len(orders) <= _PAGE, f"{_PAGE} orders at most", f"{len(orders)}")


def a_reference_that_nobody_has_is_an_empty_list(target: Target, findings: Findings) -> None:
    """A search for a reference that nobody has is a success with no orders."""
    reply = target.ask("searchOrders", body={"orderReferenceId": f"certify-nobody-{uuid4().hex}"})
    telling(reply)
    expect(reply.success, "a success", f"{reply.status}")
    declared(reply)
    found = len(reply.content["orders"])
    whole = target.ask("searchOrders", body={"limit": 1})
    if whole.success and whole.content["orders"]:  # where there is no order at all, nothing is known of the filter
        findings.fact(
            f"{_SCHEMAS}/SearchRequest/properties/orderReferenceId",
            "orderReferenceId filters",
            holds=found == 0,
            seen=f"{found} orders for a reference that nobody has",
        )
    expect(found == 0, "no orders", f"{found}")


def a_search_that_breaks_the_contract_is_refused(target: Target, findings: Findings) -> None:
    """A search with a limit of 0 is refused with 400 in the error shape."""
    reply = target.ask("searchOrders", body={"limit": 0})
    telling(reply)
    findings.fact(
        f"{_SCHEMAS}/SearchRequest/properties/limit",
        "limit is at least 1",
        holds=reply.status == 400,  # noqa: PLR2004
        seen=f"status {reply.status} for 0",
    )
    expect(reply.status == 400, "400", f"{reply.status}")  # noqa: PLR2004
    _error_shape(reply.content, findings)
    declared(reply)


def a_body_that_is_not_declared_as_json_is_refused(target: Target, findings: Findings) -> None:
    """A search declared as text is refused with 415."""
    reply = target.ask("searchOrders", body={"limit": 1}, declared="text/plain")
    telling(reply)
    findings.fact(
        f"{_RESPONSES}/BodyNotJson",
        "a body that is not declared as JSON gets 415",
        holds=reply.status == 415,  # noqa: PLR2004
        seen=f"status {reply.status}",
    )
    expect(reply.status == 415, "415", f"{reply.status}")  # noqa: PLR2004
    declared(reply)


def _error_shape(content: Any, findings: Findings) -> None:
    for name in ("code", "message"):
        there = isinstance(content, dict) and name in content
        findings.fact(
            f"{_SCHEMAS}/Error/properties/{name}",
            f"an error has a {name}",
            holds=there,
            seen="one" if there else "none",
        )


READS: Final[tuple[Callable[[Target, Findings], None], ...]] = (
    the_key_is_accepted,
    a_wrong_key_is_refused,
    a_key_without_its_secret_is_refused,
    an_order_that_does_not_exist_is_not_found,
    a_search_answers_a_page,
    a_reference_that_nobody_has_is_an_empty_list,
    a_search_that_breaks_the_contract_is_refused,
    a_body_that_is_not_declared_as_json_is_refused,
)
"""The checks in the order they are made. Where the first fails, no other could tell what a failure means."""
