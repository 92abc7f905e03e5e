"""The assumptions about requests and what they are answered that cannot be switched, each with the reason why."""

from __future__ import annotations

from typing import Final

from gelatoconnect_mock.sandbox.assumption import Assumption, Evidence

_BODIES: Final = "the shape is the contract's, and a client must read it by its status alone"

ABOUT_REQUESTS: Final = (
    Assumption(
        "submit_status",
        "Is a stored order answered with 200 or 201?",
        "200.",
        Evidence(
            "inferred",
            ("REF-CAN", "CODE-A", "CODE-B"),
            "what is printed are results with code 200, and no page mentions 201",
        ),
        no_switch_because="the contract declares 200; clients should take any 2xx",
    ),
    Assumption(
        "error_bodies",
        "What do 400, 404, 409, 429 and 5xx carry?",
        "{code, message, details}, each failing field in details with its path.",
        Evidence(
            "sibling",
            ("V4-LIVE", "REF-CAN"),
            "the sibling answers so, and Connect's own cancel answers with code and message",
        ),
        no_switch_because=f"{_BODIES}; the faults html, garbage and empty serve other bodies",
    ),
    Assumption(
        "unauthorized_body",
        "What does a 401 carry?",
        '{"status": "Unauthorized."}.',
        Evidence(
            "observed",
            ("CODE-B",),
            "a captured answer of the real host has this body; that its status was 401 is concluded from the seed",
        ),
        no_switch_because=_BODIES,
    ),
    Assumption(
        "order_of_checks",
        "Of several reasons to refuse a request, which one is told?",
        "No such path, wrong verb, 401, 429, 413, 415, 400, 404, 409: the first that holds.",
        Evidence("inferred", ("SEED",), "the usual order of a gateway in front of a service"),
        no_switch_because="a client that relies on the order is wrong in any case",
    ),
    Assumption(
        "size_and_type",
        "How large may a body be, and of which type?",
        "1 MiB, else 413; application/json, else 415.",
        Evidence("inferred", ("SUP-EP", "REF-SUB"), "every example sends application/json; no page gives a limit"),
        no_switch_because="no real order comes near the limit",
    ),
    Assumption(
        "required_fields",
        "Which fields of an order are required?",
        "The reference, the currency, the address but for its state, phone, company and second line, and for each item "
        "a reference, a quantity and one form of product.",
        Evidence(
            "inferred",
            ("SEED", "V4-CREATE"),
            "the seed calls its body minimal, the sibling says which of its fields are optional",
        ),
        no_switch_because="the contract says so, and all judges of it agree",
    ),
    Assumption(
        "unknown_fields",
        "What becomes of fields that no page describes?",
        "They are ignored.",
        Evidence("observed", ("CODE-A",), "public client code sends several"),
        no_switch_because="the contract says so, and all judges of it agree",
    ),
    Assumption(
        "id_before_reference",
        "What if a path fits one order's id and another's reference?",
        "The id counts.",
        Evidence("inferred", ("REF-GET", "REF-CAN", "REF-UPD"), "both are accepted; which is tried first is not said"),
        no_switch_because="it takes a reference that is another order's id",
    ),
    Assumption(
        "newest_of_a_reference",
        "Of several orders with one reference, which does a path mean?",
        "The newest.",
        Evidence("inferred", ("V4-DETAILS",), "several orders may share a reference; which one is meant is not said"),
        no_switch_because="ask by id to be sure",
    ),
    Assumption(
        "reserved_words",
        "What does a path mean whose order reference is `order` or `search`?",
        "The operation: such an order can only be reached by its id.",
        Evidence("inferred", ("SEED",), "literal paths win in OpenAPI, and the seed's paths collide"),
        no_switch_because="the contract's paths decide it",
    ),
    Assumption(
        "shipment_path",
        "Is the shipment updated at /{orderId}/shipment too?",
        "No: that path is a 404; it is PUT /{orderId}.",
        Evidence(
            "inferred",
            ("SEED", "CODE-A"),
            "the seed says PUT /{orderId}; one public client, at a connector's own address, appends /shipment",
        ),
        no_switch_because="the contract has one path for each operation",
    ),
    Assumption(
        "address_replacement",
        "Does an update change single fields of the address?",
        "No: it replaces the address as a whole, by the rules of a submission.",
        Evidence("inferred", ("REF-UPD",), "the verb is PUT and the sample sends every field"),
        no_switch_because="the contract has one schema for both",
    ),
    Assumption(
        "empty_update",
        "What does an update with neither address nor method get?",
        "A 400.",
        Evidence("inferred", ("REF-UPD",), "the page asks for one or both, and does not say what else happens"),
        no_switch_because="the contract says so, and all judges of it agree",
    ),
    Assumption(
        "cancel_body",
        "What does a body sent with a cancellation do?",
        "Nothing: any body is ignored, or none.",
        Evidence("inferred", ("REF-CAN", "CODE-A"), "the page shows none; public client code sends a whole order"),
        no_switch_because="the contract declares no body, and clients should send none",
    ),
    Assumption(
        "search",
        "How does search filter, sort and page?",
        "Values of one list match any, several filters match all, dates are inclusive; newest first, ties by id; "
        "limit 1 to 100, by default 50; no total.",
        Evidence(
            "sibling",
            ("V4-SEARCH", "REF-OI", "SUP-CA"),
            "filters and limits are the sibling's; sorting, ties and inclusive dates are inferred",
        ),
        no_switch_because="the contract says so; clients should not rely on the order",
    ),
    Assumption(
        "search_body",
        "What does a search without a body get?",
        "A 415 where no Content-Type is sent, else a 400; {} finds everything.",
        Evidence("inferred", ("V4-SEARCH",), "every filter is optional, but the samples always send an object"),
        no_switch_because="the contract says that a body is required",
    ),
    Assumption(
        "customer_header",
        "What does a missing Customer-Reference-ID mean?",
        "Every customer of the key; with it, orders of other customers are not found. A connector for all "
        "customers may well refuse a submission without it.",
        Evidence(
            "inferred",
            ("SUP-CA",),
            "the header is documented for submit and get of a customer-agnostic connector only; what happens "
            "without it is not said",
        ),
        no_switch_because="the sandbox does not know which kind of connector a key stands for",
    ),
    Assumption(
        "read_after_write",
        "Is a stored order seen by get and search at once?",
        "Yes.",
        Evidence("inferred", ("SUP-FLOW0",), "the id is returned synchronously; no page speaks of a delay"),
        no_switch_because="the fault lookup_lag delays it for the orders that you choose",
    ),
    Assumption(
        "other_tenants",
        "What does another tenant's order get?",
        "A 404, never a 403.",
        Evidence("inferred", ("V4-DOCS",), "no page mentions a 403"),
        no_switch_because="a 403 would tell that the order exists",
    ),
)
