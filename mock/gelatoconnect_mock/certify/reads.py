"""The checks that change nothing: credentials, unknown orders, and searches."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from gelatoconnect_mock.certify.expect import expect, require_conclusive, require_contract

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.certify.findings import Findings
    from gelatoconnect_mock.certify.target import Target

_SCHEMAS: Final = "/components/schemas"
_RESPONSES: Final = "/components/responses"
_PAGE: Final = 5


def the_key_is_accepted(target: Target, findings: Findings) -> None:  # noqa: ARG001 - as all
    """A search with the given key succeeds."""
    response = target.send("searchOrders", body={"limit": 1})
    expect(response.is_success, "a success", f"{response.status}")
    require_contract(response)


def a_wrong_key_is_refused(target: Target, findings: Findings) -> None:
    """An unknown key is refused with 401."""
    response = target.send("searchOrders", body={"limit": 1}, pair=f"no-such-key-{uuid4().hex}:no-such-secret")
    require_conclusive(response, tests_key=True)
    refused = response.status == 401  # noqa: PLR2004
    findings.record(
        f"{_RESPONSES}/BadCredentials", "wrong credentials get 401", holds=refused, seen=f"status {response.status}"
    )
    expect(refused, "401", f"{response.status}")
    status = response.content.get("status") if isinstance(response.content, dict) else None
    findings.record(
        f"{_SCHEMAS}/Unauthorized/properties/status",
        "the 401 has its own shape, {status}",
        holds=isinstance(status, str),
        seen="such a body" if isinstance(status, str) else "another body",
    )
    require_contract(response)


def a_key_without_its_secret_is_refused(target: Target, findings: Findings) -> None:  # noqa: ARG001 - as all
    """A key without a colon and a secret is refused with 401."""
    response = target.send("searchOrders", body={"limit": 1}, pair=f"no-colon-{uuid4().hex}")
    require_conclusive(response, tests_key=True)
    expect(response.status == 401, "401", f"{response.status}")  # noqa: PLR2004
    require_contract(response)


def an_order_that_does_not_exist_is_not_found(target: Target, findings: Findings) -> None:
    """Getting an unknown order returns 404 in the error shape."""
    response = target.send("getOrder", str(uuid4()))
    require_conclusive(response)
    expect(isinstance(response.content, dict), "a response in JSON", f"{response.status} with something else")
    is_missing = response.status == 404  # noqa: PLR2004
    findings.record(
        f"{_RESPONSES}/OrderNotFound", "an unknown order gets 404", holds=is_missing, seen=f"status {response.status}"
    )
    expect(is_missing, "404", f"{response.status}")
    _error_shape(response.content, findings)
    require_contract(response)


def a_search_returns_a_page(target: Target, findings: Findings) -> None:
    """A search returns at most `limit` orders, newest first."""
    response = target.send("searchOrders", body={"limit": _PAGE})
    require_conclusive(response)
    expect(response.is_success, "a success", f"{response.status}")
    require_contract(response)
    orders = response.content["orders"]
    if len(orders) >= _PAGE:
        findings.record(
            f"{_SCHEMAS}/SearchRequest/properties/limit",
            "limit bounds a page",
            holds=len(orders) == _PAGE,
            seen=f"{len(orders)} orders for a limit of {_PAGE}",
        )
    timestamps = [datetime.fromisoformat(order["createdAt"]) for order in orders if order.get("createdAt")]
    if len(timestamps) > 1:
        is_ordered = all(newer >= older for newer, older in pairwise(timestamps))
        findings.record(
            f"{_SCHEMAS}/SearchResult/properties/orders",
            "the newest order comes first",
            holds=is_ordered,
            seen="newest first" if is_ordered else "another sequence",
        )
        expect(is_ordered, "the newest first", "another sequence")
    expect(len(orders) <= _PAGE, f"{_PAGE} orders at most", f"{len(orders)}")


def an_unknown_reference_is_an_empty_list(target: Target, findings: Findings) -> None:
    """A search for an unknown reference returns no orders."""
    response = target.send("searchOrders", body={"orderReferenceId": f"certify-nobody-{uuid4().hex}"})
    require_conclusive(response)
    expect(response.is_success, "a success", f"{response.status}")
    require_contract(response)
    count = len(response.content["orders"])
    unfiltered = target.send("searchOrders", body={"limit": 1})
    if unfiltered.is_success and unfiltered.content["orders"]:  # without any order the filter proves nothing
        findings.record(
            f"{_SCHEMAS}/SearchRequest/properties/orderReferenceId",
            "orderReferenceId filters",
            holds=count == 0,
            seen=f"{count} orders for an unknown reference",
        )
    expect(count == 0, "no orders", f"{count}")


def a_search_that_breaks_the_contract_is_refused(target: Target, findings: Findings) -> None:
    """A search with a limit of 0 is refused with 400 in the error shape."""
    response = target.send("searchOrders", body={"limit": 0})
    require_conclusive(response)
    findings.record(
        f"{_SCHEMAS}/SearchRequest/properties/limit",
        "limit is at least 1",
        holds=response.status == 400,  # noqa: PLR2004
        seen=f"status {response.status} for 0",
    )
    expect(response.status == 400, "400", f"{response.status}")  # noqa: PLR2004
    _error_shape(response.content, findings)
    require_contract(response)


def a_body_that_is_not_declared_as_json_is_refused(target: Target, findings: Findings) -> None:
    """A search with the content type of plain text is refused with 415."""
    response = target.send("searchOrders", body={"limit": 1}, content_type="text/plain")
    require_conclusive(response)
    findings.record(
        f"{_RESPONSES}/BodyNotJson",
        "a body that is not declared as JSON gets 415",
        holds=response.status == 415,  # noqa: PLR2004
        seen=f"status {response.status}",
    )
    expect(response.status == 415, "415", f"{response.status}")  # noqa: PLR2004
    require_contract(response)


def _error_shape(content: Any, findings: Findings) -> None:
    for name in ("code", "message"):
        is_present = isinstance(content, dict) and name in content
        findings.record(
            f"{_SCHEMAS}/Error/properties/{name}",
            f"an error has a {name}",
            holds=is_present,
            seen="one" if is_present else "none",
        )


READS: Final[tuple[Callable[[Target, Findings], None], ...]] = (
    the_key_is_accepted,
    a_wrong_key_is_refused,
    a_key_without_its_secret_is_refused,
    an_order_that_does_not_exist_is_not_found,
    a_search_returns_a_page,
    an_unknown_reference_is_an_empty_list,
    a_search_that_breaks_the_contract_is_refused,
    a_body_that_is_not_declared_as_json_is_refused,
)
"""The checks in the order in which they run. If the first fails, no later failure would mean anything."""
