# ruff: noqa: INP001, T201 - a script to read and run, not a module of a package; it prints
"""A tour of the library against the local sandbox: an order from submission to cancellation, then what can go wrong.

Each function below is one step. The steps that go wrong are in bad_days.py. Run the tour from a checkout with
`python3 noxfile.py demo`.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from typing import TYPE_CHECKING, Final

from bad_days import BAD_DAYS
from gelatoconnect import Options
from gelatoconnect.errors import BadRequest
from sample_orders import broken_order, business_cards, seed_order
from servers import Prism, Sandbox, Unavailable, use_local_settings
from stage import Step, StepFailed, announce, perform, wrapped

if TYPE_CHECKING:
    from gelatoconnect import AsyncGelatoConnect, GelatoConnect

INTRODUCTION: Final = """\
Below, `client` is a client of the library, made for each step like this:

        client = GelatoConnect(api_key="test-key", api_secret="test-secret", base_url=...)

For the API itself, pass partner_prefix="..." instead of base_url. `sandbox` controls the server: it moves orders on and
injects faults. Each step prints its code and then, behind `|`, its output."""


def submit_an_order(client: GelatoConnect) -> None:
    """Submit the example order of the API's getting-started page, a dict in the API's JSON names. Store the id."""
    submitted = client.orders.submit(seed_order())
    print("id        ", submitted.id)
    print("reference ", submitted.order_reference_id)
    print("created at", submitted.created_at)


def submit_by_customer_product(client: GelatoConnect) -> None:
    """Submit a typed model: its item names a Customer Product instead of a product UID."""
    submitted = client.orders.submit(business_cards())
    print("id       ", submitted.id)
    print("reference", submitted.order_reference_id)


def get_the_order(client: GelatoConnect) -> None:
    """Read an order by the id you stored, or by your own reference. The API may omit optional fields."""
    order = client.orders.get("your-order-ref-123")
    print("status   ", order.fulfillment_status, "/", order.financial_status)
    if order.shipping_address:
        print("ships to ", order.shipping_address.city, order.shipping_address.country)
    for item in order.items or []:
        print("item     ", item.item_reference_id, "x", item.quantity)


def search_orders(client: GelatoConnect) -> None:
    """Read the statuses of many orders with one search; further pages are fetched as you iterate."""
    for summary in client.orders.search(order_reference_ids=["your-order-ref-123", "your-order-ref-124"]):
        print(summary.order_reference_id, summary.fulfillment_status, summary.created_at)


def update_the_shipment(client: GelatoConnect) -> None:
    """Change the shipping method, the address or both until the order is shipped, then read what is stored."""
    updated = client.orders.update_shipment("your-order-ref-123", shipment_method_uid="fed_ex_2_day")
    stored = client.orders.get("your-order-ref-123")
    if updated.shipment and stored.shipment:
        print("response", updated.shipment.shipment_method_uid)
        print("stored  ", stored.shipment.shipment_method_uid)


def cancel_the_order(client: GelatoConnect) -> None:
    """Cancel an order that is not shipped yet, then read its status."""
    result = client.orders.cancel("your-order-ref-124")
    print(result.code, result.message)
    print("status", client.orders.get("your-order-ref-124").fulfillment_status)


def follow_the_order(client: GelatoConnect, sandbox: Sandbox) -> None:
    """Move the order to production in the sandbox, and read each status from the API."""
    print("moved through:", *sandbox.advance("your-order-ref-123", "in_production"))
    print("status", client.orders.get("your-order-ref-123").fulfillment_status)
    print("moved through:", *sandbox.advance("your-order-ref-123", "packaged"))
    print("status", client.orders.get("your-order-ref-123").fulfillment_status)


def wait_for_a_status(client: GelatoConnect, sandbox: Sandbox) -> None:
    """Read an order at a growing interval until it is shipped; here each read moves it one status on."""
    sandbox.configure(lifecycle="reads")
    order = client.orders.wait_until("your-order-ref-123", "shipped", interval=0.1, timeout=60)
    sandbox.configure(lifecycle="manual")
    print("status", order.fulfillment_status)
    for package in (order.shipment and order.shipment.packages) or []:
        print("track at", package.tracking_url)
    print("all statuses:", *sandbox.statuses("your-order-ref-123"))


async def the_same_awaited(client: AsyncGelatoConnect) -> None:
    """Use the asynchronous client: it has the same methods, awaited."""
    order = seed_order()
    order["orderReferenceId"] = "your-order-ref-125"
    submitted = await client.orders.submit(order)
    async for summary in client.orders.search(ids=[submitted.id]):
        print(summary.order_reference_id, summary.fulfillment_status)


def prism_validates(client: GelatoConnect, prism: Prism) -> None:
    """Validate with a second implementation: Prism shares no code with the library or the sandbox."""
    print("the good order is accepted:", client.orders.submit(seed_order()).order_reference_id)
    try:
        client.orders.submit(broken_order())  # with Options(preflight="off"), so that it is sent
    except BadRequest as error:
        print("the bad order is refused:", error.status)
    for reason in prism.reasons(broken_order())[:4]:
        print("-", reason)


STEPS: Final = (
    Step("Submit an order", submit_an_order, ["reference  your-order-ref-123", "2025-01-01"], source=seed_order),
    Step(
        "Submit an order by Customer Product",
        submit_by_customer_product,
        ["reference your-order-ref-124"],
        source=business_cards,
    ),
    Step("Get the order", get_the_order, ["received / pending", "New York US", "item-123 x 1"]),
    Step("Search orders", search_orders, ["your-order-ref-124 received", "your-order-ref-123 received"]),
    Step("Update the shipment", update_the_shipment, ["response fed_ex_2_day", "stored   fed_ex_2_day"]),
    Step("Cancel an order", cancel_the_order, ["200 OK", "status canceled"]),
    Step(
        "Follow an order",
        follow_the_order,
        ["passed created in_production", "status in_production", "printed packaged", "status packaged"],
    ),
    Step(
        "Wait until an order is shipped",
        wait_for_a_status,
        ["status shipped", "track at https://", "received passed created in_production printed packaged shipped"],
    ),
    Step("The same, awaited", the_same_awaited, ["your-order-ref-125 received"]),
    *BAD_DAYS,
)
VALIDATOR: Final = Step(
    "Prism, an independent validator",
    prism_validates,
    ["accepted: your-order-ref-123", "refused: 400", "currency", "shippingAddress.email", "postCode", "quantity"],
    options=Options(preflight="off"),
)


def main() -> int:
    """Run the tour; return 0, or say what went wrong in one line and return 1 (a step) or 2 (no sandbox)."""
    began = time.monotonic()
    use_local_settings()
    print("Starting the sandbox, a local server that keeps orders ...", flush=True)
    try:
        with Sandbox() as sandbox:
            print(f"It answers at {sandbox.base_url}.\n\n{INTRODUCTION}")
            perform(STEPS, sandbox)
        skipped = not ask_prism(number=len(STEPS) + 1)
    except Unavailable as error:
        print(f"The tour cannot start: {error}", file=sys.stderr)
        return 2
    except StepFailed as error:
        print(f"\nThe tour failed. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader is gone: redirect stdout, so that the interpreter does not complain when it flushes.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    count = f"All {len(STEPS)} other steps" if skipped else f"All {len(STEPS) + 1} steps"
    print(f"\n{count} did what they say, in {time.monotonic() - began:.1f} s. Next: README.md")
    return 0


def ask_prism(number: int) -> bool:
    """Run the step against Prism; return False, and say why, if Prism cannot run here."""
    print("\nStarting Prism; its first start installs it with npm ...", flush=True)
    try:
        with Prism() as prism:
            perform([VALIDATOR], prism, first=number)
    except Unavailable as error:
        announce(number, VALIDATOR)
        print("\n" + wrapped(f"Skipped: {error}"))
        return False
    return True


if __name__ == "__main__":
    # A stop signal ends the servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    sys.exit(main())
