# ruff: noqa: INP001, T201 - scripts beside each other, not a package; a step is there to print
"""The second half of the tour: what can go wrong, what the library makes of it, and what is left to you."""

from __future__ import annotations

from typing import Final

from gelatoconnect import GelatoConnect, Options
from gelatoconnect.errors import (
    BadRequest,
    ConfigError,
    DuplicateReference,
    InvalidOrder,
    OrderOutcomeUnknown,
    Unauthorized,
)
from sample_orders import ORDER_ID, broken_order, seed_order
from simulated import key_lost_on_the_way, prism_answers
from stage import Step


def a_refused_order(connect: GelatoConnect) -> None:
    """A bad order never leaves: every fault is named at once, by its JSON pointer."""
    try:
        connect.orders.submit(broken_order())
    except InvalidOrder as error:
        print(error)
        print("first fault:", error.faults[0].pointer)


def refused_by_the_server(connect: GelatoConnect) -> None:
    """With Options(preflight="off") the order is sent. A server names its fields; Prism always names this example."""
    try:
        connect.orders.submit(broken_order())
    except BadRequest as error:
        print(error)
        print("first detail:", error.details[0].reference, "-", error.details[0].message)


def no_credentials(_connect: GelatoConnect) -> None:
    """What is missing is named before any connection is made. Each also comes from an environment variable."""
    try:
        GelatoConnect("acme", api_key="your-api-key", api_secret="")
    except ConfigError as error:
        print(error)


def a_wrong_key(connect: GelatoConnect) -> None:
    """A 401 says what to check."""
    try:
        connect.orders.get("your-order-ref-123")
    except Unauthorized as error:
        print(error)


def too_many_requests(connect: GelatoConnect) -> None:
    """A 429 is waited out as the server asks, and the order is sent once more; the history tells what happened."""
    submitted = connect.orders.submit(seed_order())
    print("id", submitted.id)
    for event in submitted.history:
        print(event)


def a_lost_answer(connect: GelatoConnect) -> None:
    """After a 504 the order may exist. It is not sent again but looked up, and it is there: nothing for you to do."""
    submitted = connect.orders.submit(seed_order())
    print("id", submitted.id, "recovered", submitted.recovered)
    for event in submitted.history:
        print(event)
    print("requests", connect.usage.requests, "look-ups", connect.usage.look_ups)


def another_order_of_this_reference(connect: GelatoConnect) -> None:
    """A reference that is taken by another order is no success: you are told by which one, and what differs."""
    order = seed_order()
    order["items"][0]["quantity"] = 2
    try:
        connect.orders.submit(order)
    except DuplicateReference as error:
        print(error)
        print("existing order:", error.existing_id, error.existing_status)
        print("differences:   ", *error.differences)


def an_order_not_found(connect: GelatoConnect) -> None:
    """What cannot be found by the deadline is not sent again, and not dropped: keep the reference, ask again later."""
    order = seed_order()
    order["orderReferenceId"] = "your-order-ref-125"
    try:
        connect.orders.submit(order, deadline=2)
    except OrderOutcomeUnknown as error:
        print(error)
        print("reference to keep:", error.order_reference_id)


BAD_DAYS: Final = (
    Step(
        "A bad order is refused before it is sent",
        a_refused_order,
        ["4 faults", "nothing was sent", "/currency", "/shippingAddress/email", "/items/0/quantity", "postCode"],
        given=broken_order,
    ),
    Step(
        "The same order, refused by the server",
        refused_by_the_server,
        ["400 Bad Request", "items[0].itemReferenceId"],
        options=Options(preflight="off"),
    ),
    Step("Without credentials", no_credentials, ["GELATOCONNECT_API_SECRET"]),
    Step(
        "With a wrong key",
        a_wrong_key,
        ["401 Unauthorized", "key:secret", "https://"],
        simulated="Prism refuses no key but an empty one, so the X-API-KEY header is emptied on its way.",
        transport=key_lost_on_the_way,
    ),
    Step(
        "Too many requests",
        too_many_requests,
        [ORDER_ID, "submit: 429", "as the server asked", "submit: 200"],
        simulated="a `Prefer: code=429` header on the first request has Prism answer 429, with Retry-After.",
        transport=lambda: prism_answers("code=429"),
    ),
    Step(
        "An answer that is lost",
        a_lost_answer,
        [f"id {ORDER_ID} recovered True", "submit: 504", "looked the order up: found", "requests 3 look-ups 1"],
        simulated="Prism is asked to answer the submission with 504. It stores nothing: the order that the look-up "
        "finds is its own example, which is equal to the one sent in all that is compared. The real API may also show "
        "the order only later, or never have stored it.",
        transport=lambda: prism_answers("code=504"),
    ),
    Step(
        "The same reference, another order",
        another_order_of_this_reference,
        [f"existing order: {ORDER_ID} created", "differences:    items[item-123].quantity"],
        simulated="Prism is asked to answer the submission with 409, and its example order stands for the older one. "
        "That the API answers 409 to a reference it knows is inferred; after a lost answer the look-up tells the same.",
        transport=lambda: prism_answers("code=409"),
    ),
    Step(
        "An order that cannot be found",
        an_order_not_found,
        ["'your-order-ref-125' may or may not exist", "504", "reference to keep: your-order-ref-125"],
        simulated="a 504 once more. Prism answers every look-up with its example, an order of another reference, which "
        "proves nothing about this one.",
        transport=lambda: prism_answers("code=504"),
    ),
)
