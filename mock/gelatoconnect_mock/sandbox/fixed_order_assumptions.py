"""The assumptions about orders, their way and what they show that cannot be switched, each with the reason why."""

from __future__ import annotations

from typing import Final

from gelatoconnect_mock.sandbox.assumption import Assumption, Evidence

ABOUT_ORDERS: Final = (
    Assumption(
        "first_status",
        "In which state does an order begin?",
        "received; a draft as draft.",
        Evidence(
            "inferred",
            ("SUP-FLOW", "SUP-TERM", "V4-DETAILS"),
            "Connect's pages begin with Received, for people; that the API says so too is concluded, and the "
            "sibling begins with created",
        ),
        no_switch_because="POST /_sandbox/orders/{order}/advance reaches every state",
    ),
    Assumption(
        "spelling_of_states",
        "How does the API spell the states that only its pages for people name?",
        "received and packaged, as the pages say but in small letters.",
        Evidence(
            "inferred",
            ("SUP-FLOW", "SUP-TERM"),
            "all other states are spelled by the API pages or by the sibling, in small letters; these two by neither",
        ),
        no_switch_because="readers have to keep a state that they do not know: the fault unknown_status sends one",
    ),
    Assumption(
        "created_after_passed",
        "Does created come before or after passed?",
        "After.",
        Evidence(
            "inferred",
            ("SUP-FLOW", "SUP-TERM", "V4-DETAILS"),
            "Connect's pages show the states to people in this order; the sibling's API has it the other way round",
        ),
        no_switch_because="clients must not rely on it, and the control plane sets any state",
    ),
    Assumption(
        "fails_after_acceptance",
        "When is a bad print file, product or address found?",
        "After the order was accepted: it becomes failed later, with financial status canceled, a "
        "refusalReasonCode and a refusalReason.",
        Evidence(
            "inferred",
            ("SUP-FLOW", "SUP-FLOW0", "REF-GET"),
            "checks after acceptance and such an order are documented; which fault is found then and not at once,"
            " the codes and the sentences are the sandbox's own",
        ),
        no_switch_because="an order decides it by its content: see /_sandbox/magic",
    ),
    Assumption(
        "one_order",
        "Can one submission become several orders?",
        "No: connectedOrderIds is always empty.",
        Evidence(
            "inferred",
            ("REF-SUB", "SUP-EP", "V4-DETAILS"),
            "the answer to a submission has one id; the sibling may split an order",
        ),
        no_switch_because=(
            "the sandbox has no production sites between which to split; what a split looks like here is not known"
        ),
    ),
    Assumption(
        "early_shipment",
        "What do shipment and receipts show of a young order?",
        "The shipment is null until a method is chosen by the order or an update, shows the method alone "
        "until passed, and has packages from shipped on. Receipts are there from created on.",
        Evidence(
            "inferred",
            ("REF-UPD", "V4-DETAILS", "SUP-FLOW"),
            "an update answers with a shipment at any time; when the rest appears is not said",
        ),
        no_switch_because="clients have to take null and an empty list in any state",
    ),
    Assumption(
        "update_reprices",
        "What does an update of the shipping method do to the price?",
        "It prices the shipment anew. A receipt that was issued stays as it is: the difference is another "
        "one, a purchase or a refund. An order is billed 20 times at most: one more bill takes the place of the last.",
        Evidence(
            "inferred",
            ("REF-UPD", "V4-GET"),
            "no page speaks of the price after an update; receipts and both kinds of transaction are those of the"
            " sibling",
        ),
        no_switch_because="prices are invented here: a client reads the receipts, whatever they say",
    ),
    Assumption(
        "refund",
        "What is the financial status of a canceled order?",
        "refunded where it was paid, else canceled.",
        Evidence(
            "inferred",
            ("V4-GET", "REF-GET"),
            "both values exist; which one comes when is not said. An order counts as paid from in_production on",
        ),
        no_switch_because="it follows from the state in which the order is canceled",
    ),
    Assumption(
        "drafts",
        "May a draft be canceled or updated?",
        "Yes, like any order that has not shipped.",
        Evidence("inferred", ("REF-CAN", "REF-UPD", "SUP-TERM"), "the only border that the pages name is shipped"),
        no_switch_because="no page speaks against it",
    ),
    Assumption(
        "draft_to_order",
        "How does a draft become an order?",
        "Not by the API. POST /_sandbox/orders/{order}/advance stands for the user interface.",
        Evidence("inferred", ("SUP-TERM",), "none of the five operations does it; the pages speak of later editing"),
        no_switch_because="there is no operation to switch",
    ),
    Assumption(
        "invented_content",
        "Which prices, shipments, packages and names does an order show?",
        "Plausible ones, the same for the same order; they are the sandbox's own.",
        Evidence(
            "sibling",
            ("V4-GET", "V4-DETAILS"),
            "the fields are those of the sibling's full order; their values "
            "depend on catalogues that the sandbox does not have",
        ),
        no_switch_because="no client can rely on a price before it has asked the real API",
    ),
)
