"""What the API's public pages leave open: what the sandbox does there, how well that is known, how to switch it.

The default is the likeliest reading; the other settings are harder on a client, or easier. ``sources`` are tags of the
contract's ``x-evidence-sources``.
"""

from __future__ import annotations

from typing import Final

from gelatoconnect_mock.sandbox.assumption import Assumption, Evidence
from gelatoconnect_mock.sandbox.fixed_order_assumptions import ABOUT_ORDERS
from gelatoconnect_mock.sandbox.fixed_request_assumptions import ABOUT_REQUESTS

_VERDICTS: Final = ("accept", "refuse")

SWITCHED: Final = (
    Assumption(
        "duplicates",
        "What does a second submission with the same orderReferenceId get?",
        "conflict: with preventDuplicate true a 409 that names the order, without it a second order. replay: the first "
        "answer again, a 409 where the content differs. accept: always a second order.",
        Evidence(
            "inferred",
            ("REF-SUB", "CODE-A", "SEED"),
            "preventDuplicate is shown and never explained; the name "
            "and the advice to use unique references speak for a refusal",
        ),
        ("conflict", "replay", "accept"),
        "--duplicates",
    ),
    Assumption(
        "duplicate_scope",
        "Within what is an orderReferenceId unique?",
        "customer: one Customer-Reference-ID; the same reference of another customer is another order. connector: the "
        "whole key.",
        Evidence(
            "inferred",
            ("SUP-CA",),
            "a customer-agnostic connector carries orders of customers who do not know each other's references",
        ),
        ("customer", "connector"),
    ),
    Assumption(
        "cancel_canceled",
        "What does canceling a canceled order get?",
        "accept: the same 200 again. refuse: a 409.",
        Evidence(
            "inferred",
            ("SUP-OM", "REF-CAN"),
            "clients are told to repeat every call that failed, so a repeated cancel has to be harmless",
        ),
        _VERDICTS,
    ),
    Assumption(
        "cancel_failed",
        "What does canceling a failed order get?",
        "refuse: a 409. accept: a 200, and the order is canceled.",
        Evidence(
            "inferred",
            ("REF-CAN", "V4-CANCEL"),
            "nothing is left to be stopped; the sibling answers 409 where an order can no longer be canceled",
        ),
        _VERDICTS,
    ),
    Assumption(
        "update_canceled",
        "What does updating a canceled order get?",
        "refuse: a 409. accept: a 200 with the new values.",
        Evidence("inferred", ("REF-UPD",), "updates are possible until an order ships, and a canceled one never does"),
        _VERDICTS,
    ),
    Assumption(
        "update_failed",
        "What does updating a failed order get?",
        "refuse: a 409. accept: a 200 with the new values.",
        Evidence("inferred", ("REF-UPD",), "updates are possible until an order ships, and a failed one never does"),
        _VERDICTS,
    ),
    Assumption(
        "lifecycle",
        "When does an order move on?",
        "manual: when the control plane says so. time: after virtual seconds in each state. reads: after reads in each "
        "state. instant: it is delivered when it is submitted. The states and their order are documented, their "
        "duration is not.",
        Evidence("documented", ("SUP-FLOW", "SUP-TERM"), "the pages list the states in this order and give no times"),
        ("manual", "time", "reads", "instant"),
        "--lifecycle",
    ),
    Assumption(
        "step",
        "How long does an order stay in each state?",
        "Virtual seconds where lifecycle is time (null is 60), reads where it is reads (null is 1).",
        Evidence("inferred", ("SUP-FLOW",), "no page gives times; real ones are hours and days"),
        (None, "a number above 0"),
        "--step",
    ),
    Assumption(
        "rate_limit",
        "How is the limit counted, and what comes with a 429?",
        "A token bucket for each tenant, holding as many requests as the limit, 100 a second; Retry-After in seconds. "
        "A request is counted before its body is looked at; one with a wrong key is not counted. With --seed "
        "there is no limit unless one is given.",
        Evidence(
            "documented",
            ("SUP-OM", "REF-DOCS", "SEED"),
            "100 requests a second and the 429 are documented; the "
            "window, a burst, Retry-After and the 429's body are not",
        ),
        ("off", {"limit": 100, "per_seconds": 1, "retry_after": "seconds | http-date | absent"}),
        "--rate-limit",
    ),
)
"""Those with a switch."""

FIXED: Final = (*ABOUT_REQUESTS, *ABOUT_ORDERS)
"""Those without one."""

ASSUMPTIONS: Final = (*SWITCHED, *FIXED)
