# ruff: noqa: INP001, T201 - a script to be read and run, not a module of a package; it is there to print
"""A tour of the library against a local Prism: an order from submission to cancellation, then what can go wrong.

Each function below is one step; those of what can go wrong are in bad_days.py. Run it from a checkout with
`python3 noxfile.py demo`.
"""

from __future__ import annotations

import os
import sys
import time
from typing import TYPE_CHECKING, Final

from bad_days import BAD_DAYS
from gelatoconnect.errors import GelatoConnectError
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.refusal import Refusal
from sample_orders import ORDER_ID, business_cards, seed_order
from simulated import prism_answers
from stage import Step, Surprise, perform

if TYPE_CHECKING:
    from gelatoconnect import AsyncGelatoConnect, GelatoConnect

INTRODUCTION: Final = """\
Below, `connect` is a client of the library, made for each step like this:

        connect = GelatoConnect(api_key="your-api-key", api_secret="your-api-secret", base_url=...)

For the API itself give partner_prefix="..." in place of base_url. Code stands as it ran; `|` marks what it printed."""


def submit_an_order(connect: GelatoConnect) -> None:
    """The order is the example of the API's getting-started page, a dict in the API's own JSON names. Store the id."""
    submitted = connect.orders.submit(seed_order())
    print("id        ", submitted.id)
    print("reference ", submitted.order_reference_id)
    print("created at", submitted.created_at)


def submit_by_customer_product(connect: GelatoConnect) -> None:
    """Models say the same with types: here an item named by a Customer Product instead of a product UID."""
    submitted = connect.orders.submit(business_cards())
    print("id       ", submitted.id)
    print("reference", submitted.order_reference_id)


def get_the_order(connect: GelatoConnect) -> None:
    """Read an order by the id you stored, or by your own reference. The API may leave out what the `if` asks for."""
    order = connect.orders.get("32884a3e-bd09-42be-8225-c5cea7d24611")
    print("status   ", order.fulfillment_status, "/", order.financial_status)
    if order.shipping_address:
        print("ships to ", order.shipping_address.city, order.shipping_address.country)
    for item in order.items or []:
        print("item     ", item.item_reference_id, "x", item.quantity)


def search_orders(connect: GelatoConnect) -> None:
    """Read the states of many orders with one search; further pages are fetched as you iterate."""
    for summary in connect.orders.search(order_reference_ids=["your-order-ref-123", "your-order-ref-124"]):
        print(summary.order_reference_id, summary.fulfillment_status, summary.created_at)


def update_the_shipment(connect: GelatoConnect) -> None:
    """Change the shipping method, the address or both, until the order is shipped."""
    updated = connect.orders.update_shipment("32884a3e-bd09-42be-8225-c5cea7d24611", shipment_method_uid="fed_ex_2_day")
    if updated.shipment:
        print("method  ", updated.shipment.shipment_method_uid)
        print("delivery", updated.shipment.initial_min_delivery_date, "to", updated.shipment.initial_max_delivery_date)


def cancel_the_order(connect: GelatoConnect) -> None:
    """Stop an order that is not shipped yet. Prism keeps no state: a get would still show the order as created."""
    result = connect.orders.cancel("32884a3e-bd09-42be-8225-c5cea7d24611")
    print(result.code, result.message)


def wait_for_a_status(connect: GelatoConnect) -> None:
    """Read an order at a widening interval until it has come that far; an order that failed raises OrderEnded."""
    order = connect.orders.wait_until("your-order-ref-130", "shipped", interval=0.2, timeout=20)
    print("status", order.fulfillment_status)


async def the_same_awaited(connect: AsyncGelatoConnect) -> None:
    """The asynchronous client has the same methods, awaited."""
    submitted = await connect.orders.submit(seed_order())
    async for summary in connect.orders.search(ids=[submitted.id]):
        print(summary.id, summary.fulfillment_status)


STEPS: Final = (
    Step("Submit an order", submit_an_order, [ORDER_ID, "your-order-ref-123"], given=seed_order),
    Step(
        "Submit an order by Customer Product",
        submit_by_customer_product,
        ["7d1b0c55-3f2e-4c1d-8a1e-90b7c1f2d345", "your-order-ref-124"],
        given=business_cards,
        simulated="Prism, which answers from a list of examples, is asked for the one that belongs to this order.",
        transport=lambda: prism_answers("example=customerProduct"),
    ),
    Step("Get the order", get_the_order, ["created", "New York US", "item-123 x 1"]),
    Step("Search orders", search_orders, ["your-order-ref-123 created"]),
    Step("Update the shipment", update_the_shipment, ["fed_ex_2_day"]),
    Step("Cancel the order", cancel_the_order, ["200 OK"]),
    Step(
        "Wait until an order is shipped",
        wait_for_a_status,
        ["status shipped"],
        simulated="the second read is answered with the contract's example of a shipped order.",
        transport=lambda: prism_answers("", "example=shipped"),
    ),
    Step("The same, awaited", the_same_awaited, [f"{ORDER_ID} created"]),
    *BAD_DAYS,
)


def main() -> int:
    """Run the tour; return 0, or say in one line what went wrong and return 1 for a step, 2 for a missing Prism."""
    began = time.monotonic()
    print("Starting Prism, a mock server that answers from the contract in openapi/ ...", flush=True)
    try:
        with PrismServer(silent=True) as prism:
            print(f"It answers at {prism.url} after {time.monotonic() - began:.1f} s.\n\n{INTRODUCTION}")
            perform(STEPS, prism.url)
    except Refusal as refusal:
        print(f"The tour cannot start: {refusal}", file=sys.stderr)
        return refusal.exit_code
    except (Surprise, GelatoConnectError) as error:
        print(f"\nThe tour was surprised. {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Nobody reads on: point stdout elsewhere, so that the interpreter does not complain at its exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    print(f"\nAll {len(STEPS)} steps did what they say, in {time.monotonic() - began:.1f} s. Next: README.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
