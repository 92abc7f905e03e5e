# ruff: noqa: INP001, T201, S106 - scripts beside each other, not a package; a step prints; the wrong secret is none
"""The second half of the tour: faults, how the library handles them, and what is left to you."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect import GelatoConnect, Options
from gelatoconnect.errors import (
    BadRequest,
    ConfigError,
    Conflict,
    DuplicateReference,
    InvalidOrder,
    NotFound,
    OrderEnded,
    OrderOutcomeUnknown,
    Unauthorized,
)
from sample_orders import broken_order, seed_order
from stage import Step

if TYPE_CHECKING:
    from servers import Sandbox


def refuse_an_invalid_order(client: GelatoConnect) -> None:
    """Validate the order before it is sent: every violation is listed at once, by JSON pointer."""
    try:
        client.orders.submit(broken_order())
    except InvalidOrder as error:
        print(error)
        print("places:", *[violation.pointer for violation in error.violations])
    print("requests sent:", client.usage.requests)


def refused_by_the_server(client: GelatoConnect) -> None:
    """Send the same order with Options(preflight="off"): the API refuses it and names the fields in its own way."""
    try:
        client.orders.submit(broken_order())
    except BadRequest as error:
        print(error.status, error.message)
        for detail in error.details:
            print("-", detail.reference)


def missing_credentials(client: GelatoConnect) -> None:  # noqa: ARG001 - this step makes one of its own
    """Name a missing setting before any connection is made. Each setting can also be an environment variable."""
    try:
        GelatoConnect("acme", api_key="your-api-key", api_secret="")
    except ConfigError as error:
        print(error)


def wrong_secret(client: GelatoConnect, sandbox: Sandbox) -> None:  # noqa: ARG001 - as above
    """Call with a wrong secret: the API answers 401, and the error says what to check."""
    with GelatoConnect(api_key=sandbox.api_key, api_secret="mistyped", base_url=sandbox.base_url) as stranger:
        try:
            stranger.orders.get("your-order-ref-123")
        except Unauthorized as error:
            print(error)


def unknown_order(client: GelatoConnect) -> None:
    """Read an order that does not exist."""
    try:
        client.orders.get("your-order-ref-404")
    except NotFound as error:
        print(error)


def too_late_to_cancel(client: GelatoConnect) -> None:
    """Cancel an order that is shipped: the API answers 409."""
    try:
        client.orders.cancel("your-order-ref-123")
    except Conflict as error:
        print(error.status, error)


def too_many_requests(client: GelatoConnect, sandbox: Sandbox) -> None:
    """Wait as long as a 429 asks, then send the order again. The history lists attempts and waits."""
    sandbox.inject_fault("submitOrder", "before:status=429,retry_after=1")
    submitted = client.orders.submit(order("your-order-ref-126"))
    for event in submitted.history:
        print(event)
    print("orders stored:", sandbox.count_orders("your-order-ref-126"))


def failing_reads(client: GelatoConnect, sandbox: Sandbox) -> None:
    """Read an order while the API answers 503 twice: the client retries the read until it succeeds."""
    sandbox.inject_fault("getOrder", "before:status=503", times=2)
    print("status", client.orders.get("your-order-ref-126").fulfillment_status)
    print("503 responses:", client.usage.statuses["503"])


def lost_response(client: GelatoConnect, sandbox: Sandbox) -> None:
    """Lose the response after the order was stored: the client looks the order up, and does not send it again."""
    sandbox.inject_fault("submitOrder", "after:drop")
    submitted = client.orders.submit(order("your-order-ref-127"))
    print("recovered", submitted.recovered)
    for event in submitted.history:
        print(event)
    print("orders stored:", sandbox.count_orders("your-order-ref-127"))


def duplicate_reference(client: GelatoConnect) -> None:
    """Submit another order under a known reference: the error names the existing order and the differences."""
    another = order("your-order-ref-127")
    another["items"][0]["quantity"] = 2
    try:
        client.orders.submit(another)
    except DuplicateReference as error:
        print(error)
        print("existing order:", error.existing_id, error.existing_status)
        print("differences:   ", *error.differences)


def order_in_doubt(client: GelatoConnect, sandbox: Sandbox) -> None:
    """Get a 504 while the order is stored a minute later. It may exist, so the client does not send it again."""
    sandbox.inject_fault("submitOrder", "late_commit=60")
    try:
        client.orders.submit(order("your-order-ref-128"), deadline=3)
    except OrderOutcomeUnknown as error:
        print(error)
        reference = error.order_reference_id
    print("found now:        ", [found.id for found in client.orders.search(order_reference_id=reference)])
    sandbox.advance_time(60)
    print("found a minute on:", client.orders.get(reference).order_reference_id)
    print("orders stored:    ", sandbox.count_orders(reference))


def accepted_and_failed(client: GelatoConnect, sandbox: Sandbox) -> None:
    """Submit an order whose print file is missing: the API accepts it, and it fails later. So wait for a status."""
    unprintable = order("your-order-ref-129")
    unprintable["items"][0]["files"][0]["url"] = "https://example.com/sandbox-404.pdf"
    client.orders.submit(unprintable)
    print("moved through:", *sandbox.advance("your-order-ref-129", "shipped"))
    try:
        client.orders.wait_until("your-order-ref-129", "shipped", timeout=60)
    except OrderEnded as error:
        print(error)
        print("ended as", error.status)


def order(reference: str) -> dict[str, Any]:
    """Return the example order under another reference."""
    return {**seed_order(), "orderReferenceId": reference}


BAD_DAYS: Final = (
    Step(
        "An invalid order is refused before it is sent",
        refuse_an_invalid_order,
        ["/currency", "/shippingAddress/email", "/shippingAddress/postCode", "/items/0/quantity", "requests sent: 0"],
        source=broken_order,
    ),
    Step(
        "The same order, refused by the API",
        refused_by_the_server,
        ["400 ", "- currency", "- shippingAddress.email", "- shippingAddress.postCode", "- items[0].quantity"],
        options=Options(preflight="off"),
    ),
    Step("Missing credentials", missing_credentials, ["GELATOCONNECT_API_SECRET"]),
    Step("A wrong secret", wrong_secret, ["401"]),
    Step("An unknown order", unknown_order, ["404"]),
    Step("Too late to cancel", too_late_to_cancel, ["409", "in_transit"]),
    Step("Too many requests", too_many_requests, ["429", "waited 1.000 s", "200", "orders stored: 1"]),
    Step("Failing reads", failing_reads, ["status received", "503 responses: 2"]),
    Step("A lost response", lost_response, ["recovered True", "found", "orders stored: 1"]),
    Step(
        "A reference that is taken",
        duplicate_reference,
        ["your-order-ref-127", "existing order: ", "differences:    items[item-123].quantity"],
    ),
    Step(
        "An order in doubt",
        order_in_doubt,
        [
            "your-order-ref-128",
            "found now:         []",
            "found a minute on: your-order-ref-128",
            "orders stored:     1",
        ],
    ),
    Step(
        "An order that is accepted and fails later", accepted_and_failed, ["moved through: failed", "ended as failed"]
    ),
)
