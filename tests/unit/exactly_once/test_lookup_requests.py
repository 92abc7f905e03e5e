"""The requests of a lookup: by exact reference, for the same customer, within half of the time left."""

from __future__ import annotations

import json

import pytest
from gelatoconnect.errors import OrderOutcomeUnknown
from gelatoconnect.history import Lookup
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, respond
from tests.unit.exactly_once.record import ORDER, REFERENCE, World, listing, stored, summary


def test_lookup_searches_by_reference_then_reads_by_id_for_one_customer() -> None:
    world = World({"submit": [LOST], "search": [listing(summary())], "get": [respond(200, stored())]})
    own = RequestOptions(customer_reference_id="customer-7")
    world.submit(own=own)
    search, get = world.requests("search")[0], world.requests("get")[0]
    assert json.loads(search.content or b"")["orderReferenceId"] == REFERENCE
    assert get.url.endswith("/gelato-1")
    assert {send.request.headers.get("Customer-Reference-ID") for send in world.sent} == {"customer-7"}


def test_lookup_reads_by_reference_if_the_search_finds_none() -> None:
    world = World({"submit": [LOST], "get": [respond(200, stored())]})
    assert world.submit().recovered
    assert world.requests("get")[0].url.endswith(f"/{REFERENCE}")


def test_order_with_a_similar_reference_is_not_found() -> None:
    near = [summary("a", orderReferenceId="RECORD-1"), summary("b", orderReferenceId="record-10")]
    world = World({"submit": [LOST], "search": [respond(200, {"orders": near})]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit()
    assert {event.result for event in unknown.value.history if isinstance(event, Lookup)} == {"absent"}


def test_order_read_under_another_reference_is_not_found() -> None:
    world = World({"submit": [LOST], "get": [respond(200, {**stored(), "orderReferenceId": "another"})]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit()


def test_order_found_but_not_readable_is_named_in_the_history() -> None:
    world = World({"submit": [LOST], "search": [listing(summary())], "get": [respond(500)]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit()
    looks = [event for event in unknown.value.history if isinstance(event, Lookup)]
    assert {(look.result, look.ids) for look in looks} == {("unclear", ("gelato-1",))}


def test_lookup_request_gets_half_of_the_time_left() -> None:
    world = World({"submit": [LOST], "get": [respond(200, stored())]})
    world.submit(deadline=8)
    assert [send.total for send in world.sent] == [4, 4, 4]


@pytest.mark.parametrize("reference", ["a/b", "r:1 2", "100%", "ÄÖ€", "?x#y", "a b"])
def test_any_reference_can_be_looked_up(reference: str) -> None:
    shown = {**stored(), "orderReferenceId": reference}
    world = World({"submit": [LOST], "get": [respond(200, shown)]})
    assert world.submit({**ORDER, "orderReferenceId": reference}).recovered
