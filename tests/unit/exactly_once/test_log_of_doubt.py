"""The log says recoveries and waits on a 429 at INFO, doubt at WARNING. A reference that may be a name is masked."""

from __future__ import annotations

import logging
from typing import Any

import pytest
from gelatoconnect.errors import GelatoConnectError, OrderOutcomeUnknown
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, NOT_SENT, respond
from tests.unit.exactly_once.record import (
    ACCEPTED,
    NONE_FOUND,
    NOT_FOUND,
    ORDER,
    REFERENCE,
    World,
    listing,
    stored,
    summary,
)

FOUND = {"search": [listing(summary())], "get": [respond(200, stored())]}
METHOD = {"shipmentMethodUid": "express"}
RECOVERED = ("INFO", f"submit '{REFERENCE}': recovered: a lookup found the order")
ENDS_IN_DOUBT = ("WARNING", f"submit '{REFERENCE}': the order may or may not exist; the call ends in doubt")


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Any:
    """Return a function that gives the lines at INFO and above, without the number of the call."""
    caplog.set_level(logging.INFO, logger="gelatoconnect")
    return lambda: [(one.levelname, one.getMessage().partition(", ")[2]) for one in caplog.records]


def in_doubt(what: str) -> tuple[str, str]:
    return "WARNING", f"submit '{REFERENCE}': the POST has no clear outcome ({what}); looking the order up"


@pytest.mark.off_contract(responses="some successes are unreadable")
@pytest.mark.parametrize(
    ("outcome", "what"),
    [
        (LOST, "no complete response in time"),
        (respond(500), "500"),
        (respond(520), "520"),
        (respond(408), "408"),
        (respond(302), "302"),
        (respond(200, b"<html>"), "200"),
    ],
)
def test_doubt_is_a_warning_and_its_recovery_a_line_at_info(outcome: Any, what: str, said: Any) -> None:
    World({"submit": [outcome], **FOUND}).submit()
    assert said() == [in_doubt(what), RECOVERED]


def test_order_that_stays_in_doubt_is_a_second_warning(said: Any) -> None:
    with pytest.raises(OrderOutcomeUnknown):
        World({"submit": [LOST]}).submit()
    assert said() == [in_doubt("no complete response in time"), ENDS_IN_DOUBT]


def test_doubt_without_lookups_that_prove_anything_is_a_warning(said: Any) -> None:
    with pytest.raises(OrderOutcomeUnknown):
        World({"submit": [LOST]}).submit({**ORDER, "preventDuplicate": False})
    assert said() == [in_doubt("no complete response in time"), ENDS_IN_DOUBT]


def test_conflict_alone_is_no_warning(said: Any) -> None:
    World({"submit": [respond(409)], **FOUND}).submit()
    assert {level for level, _ in said()} == {"INFO"}


def test_interruption_in_doubt_is_a_warning(said: Any) -> None:
    with pytest.raises(KeyboardInterrupt):
        World({"submit": [KeyboardInterrupt()]}).submit()
    assert said() == [("WARNING", f"submit '{REFERENCE}': interrupted by KeyboardInterrupt; the order may exist")]


@pytest.mark.parametrize("header", ["2", None])
def test_wait_on_a_429_is_a_line_at_info(header: str | None, said: Any) -> None:
    throttled = respond(429) if header is None else respond(429, retry_after=header)
    World({"submit": [throttled, ACCEPTED]}).submit()
    ((level, line),) = said()
    assert level == "INFO"
    assert line.startswith(f"submit '{REFERENCE}': the server answered 429; waiting ")
    assert ("Retry-After" in line) is (header is not None)


def test_wait_behind_the_429_of_another_call_is_a_line_at_info(said: Any) -> None:
    class Held(World):
        def _perform(self, command: Any) -> Any:
            reply = super()._perform(command)
            return reply._replace(held_back=reply.delay) if hasattr(reply, "held_back") else reply

    Held({"submit": [ACCEPTED]}, slot_delay=1.5).submit()
    wait = "the server answered 429 to another request with this key; waiting 1.5 s"
    assert said() == [("INFO", f"submit '{REFERENCE}': {wait}")]


@pytest.mark.parametrize("outcomes", [[ACCEPTED], [NOT_SENT, ACCEPTED]])
def test_call_without_doubt_says_nothing(outcomes: Any, said: Any) -> None:
    World({"submit": outcomes}).submit()
    assert said() == []


def test_rate_limit_of_our_own_says_nothing(said: Any) -> None:
    World({"submit": [ACCEPTED]}, slot_delay=0.5).submit()
    assert said() == []


@pytest.mark.parametrize(
    ("operation", "arguments", "found", "noun"),
    [
        ("cancel", (), {"fulfillmentStatus": "canceled"}, "cancel"),
        (
            "update_shipment",
            ({"shipmentMethodUid": "express"},),
            {"shipment": {"shipmentMethodUid": "express"}},
            "update",
        ),
    ],
)
def test_unclear_write_is_a_warning_and_its_confirmation_at_info(
    operation: str, arguments: Any, found: dict[str, Any], noun: str, said: Any
) -> None:
    world = World({operation: [LOST], "get": [respond(200, stored(**found))]})
    steps = getattr(world.operations(), operation)("gelato-1", *arguments, RequestOptions())
    world.run(steps)
    doubt, confirmed = said()
    unclear = f"the {noun} has no clear outcome (no complete response in time); reading the order"
    assert doubt == ("WARNING", f"{operation} 'gelato-1': {unclear}")
    assert confirmed[0] == "INFO"
    assert confirmed[1].startswith(f"{operation} 'gelato-1': recovered: the order was read and ")


@pytest.mark.parametrize(
    ("reference", "shown"),
    [
        ("order-17", "'order-17'"),
        ("2030/01:A.7_b#1", "'2030/01:A.7_b#1'"),
        ("Ada-1", "'***-1'"),
        ("17-lovelace-ada", "'17-***-***'"),
        ("key:planted-secret", "'key:***'"),
        ("a@b.example", "***"),
        ("Grace Hopper", "***"),
        ("+44 20 7946", "***"),
        ("Zoë", "***"),
        ("x\ny", "***"),
    ],
)
def test_reference_is_shown_only_as_far_as_it_is_nobodys_data(reference: str, shown: str, said: Any) -> None:
    with pytest.raises(GelatoConnectError):
        World({"submit": [LOST], "search": [NONE_FOUND], "get": [NOT_FOUND]}).submit(
            {**ORDER, "orderReferenceId": reference}
        )
    lines = [line for _, line in said()]
    assert len(lines) == 2
    assert [line for line in lines if not line.startswith(f"submit {shown}: ")] == []


def test_long_reference_is_cut(said: Any) -> None:
    with pytest.raises(OrderOutcomeUnknown):
        World({"submit": [LOST]}).submit({**ORDER, "orderReferenceId": "r" * 200})
    assert all(f"submit '{'r' * 100}': " in line for _, line in said())
