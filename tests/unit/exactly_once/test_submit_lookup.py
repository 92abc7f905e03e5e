"""`submit` after a POST whose outcome is unknown: it looks the order up and reports the result."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from gelatoconnect._engine.commands import NoResponse, Response
from gelatoconnect.errors import ApiError, Conflict, DuplicateReference, OrderOutcomeUnknown, RateLimited
from gelatoconnect.history import Lookup

from tests.standins.virtual_time import LOST, NOT_SENT, WALL, Takes, respond
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

UNCLEAR = [
    LOST,
    NoResponse(maybe_sent=True, reason="connection broken while sending"),
    *(respond(status) for status in (301, 302, 307, 308, 408, 500, 502, 503, 504, 520, 526, 599, 600)),
    respond(200, b"<html>"),
    respond(200, b""),
    respond(200, {}),
    respond(200, {"id": None}),
    respond(200, {"id": "  "}),
    respond(200, []),
    respond(204, b""),
    respond(200, b"[" * 100_000),
    respond(200, {"id": "gelato-9", "orderReferenceId": "another"}),
]
SEEN = {"search": [listing(summary())], "get": [respond(200, stored())]}


@pytest.mark.parametrize("unclear", UNCLEAR, ids=str)
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_unclear_post_whose_order_is_found_is_a_success(unclear: Response | NoResponse) -> None:
    world = World({"submit": [unclear], **SEEN})
    submitted = world.submit()
    assert (submitted.id, submitted.recovered, submitted.created_at) == ("gelato-1", True, WALL)
    assert (world.posts, world.slept) == (1, [])


@pytest.mark.parametrize("unclear", UNCLEAR, ids=str)
@pytest.mark.parametrize("deadline", [1.0, 30.0, None])
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_unclear_post_without_a_found_order_is_not_sent_again(
    unclear: Response | NoResponse, deadline: float | None
) -> None:
    world = World({"submit": [unclear]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit(deadline=deadline)
    assert world.posts == 1
    assert unknown.value.order_reference_id == REFERENCE
    assert REFERENCE in str(unknown.value)
    assert unknown.value.last_error is not None
    assert world.now - 1000 <= (deadline or 60)
    assert any(isinstance(event, Lookup) for event in unknown.value.history)


@pytest.mark.parametrize("more", [{}, {"preventDuplicate": False}], ids=str)
@pytest.mark.parametrize("options", [{}, {"resubmit_after": 2.0}, {"server_refuses_duplicates": True}], ids=str)
@pytest.mark.parametrize("written", ["another", REFERENCE.upper()])
def test_success_under_another_reference_is_unclear_after_one_post(
    written: str, options: dict[str, Any], more: dict[str, Any]
) -> None:
    world = World({"submit": [respond(200, {"id": "gelato-9", "orderReferenceId": written})]})
    with pytest.raises(OrderOutcomeUnknown, match="200 with an order of another reference") as unknown:
        world.submit({**ORDER, **more}, **options)
    assert world.posts == 1
    assert "First read what the responses named: gelato-9." in str(unknown.value)
    assert unknown.value.candidates == ({"id": "gelato-9"},)


OF_ANOTHER = respond(200, {"id": "gelato-9", "orderReferenceId": "another"})
CANNED: dict[str, list[Any]] = {
    "search": [listing(summary("gelato-9", orderReferenceId="another"))],
    "get": [respond(200, stored("gelato-9", orderReferenceId="another"))],
}


@pytest.mark.parametrize("more", [{}, {"preventDuplicate": False}], ids=str)
def test_canned_response_of_a_mock_is_accepted(more: dict[str, Any]) -> None:
    world = World({"submit": [OF_ANOTHER], **CANNED})
    submitted = world.submit({**ORDER, **more})
    assert (submitted.id, submitted.recovered, submitted.order_reference_id) == ("gelato-9", False, REFERENCE)
    assert world.counts == {"submit": 1, "search": 1, "get": 1}
    said = " ".join(map(str, submitted.history))
    assert "/orderReferenceId: expected the reference that was submitted" in said
    assert "looked the order up: unclear" in said


@pytest.mark.off_contract(responses="one response to every request")
def test_mock_with_one_response_for_everything_is_accepted() -> None:
    world = World({"submit": [OF_ANOTHER], "search": [OF_ANOTHER], "get": [OF_ANOTHER]})
    assert world.submit().id == "gelato-9"
    assert world.counts == {"submit": 1, "search": 1, "get": 1}


@pytest.mark.filterwarnings("ignore::gelatoconnect.errors.ContractWarning")
def test_other_order_without_a_matching_get_is_not_accepted() -> None:
    world = World({"submit": [OF_ANOTHER], **CANNED})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit({**ORDER, "orderReferenceId": "search"})
    assert unknown.value.candidates == ({"id": "gelato-9"},)
    assert world.counts["get"] == 0


@pytest.mark.parametrize("more", [{}, {"preventDuplicate": False}], ids=str)
@pytest.mark.parametrize(
    "one",
    [
        {"search": [NONE_FOUND]},
        {"search": [LOST]},
        {"get": [NOT_FOUND]},
        {"get": [LOST]},
        {"submit": [LOST]},
        {"get": [respond(200, {**stored(), "id": " "})]},
        {"search": [listing(summary(" "))]},
    ],
    ids=str,
)
def test_one_response_that_is_not_canned_rejects_the_others(one: dict[str, list[Any]], more: dict[str, Any]) -> None:
    world = World({"submit": [OF_ANOTHER], **CANNED, **one})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit({**ORDER, **more})
    assert world.posts == 1


@pytest.mark.parametrize("get", [respond(500), LOST, respond(404), respond(429, retry_after="60")], ids=str)
@pytest.mark.parametrize("first", [LOST, respond(409), respond(200, {})], ids=str)
@pytest.mark.off_contract(responses="an accepted order without an id")
def test_id_seen_but_unreadable_by_get_is_a_candidate(first: Response | NoResponse, get: Response | NoResponse) -> None:
    found = listing(summary("gelato-7"), summary("gelato-8"))
    world = World({"submit": [first], "search": [found, respond(500)], "get": [get]})
    with pytest.raises(
        OrderOutcomeUnknown, match=r"First read what the responses named: gelato-7, gelato-8\."
    ) as unknown:
        world.submit()
    assert unknown.value.candidates == ({"id": "gelato-7"}, {"id": "gelato-8"})


def test_lookups_are_spaced_and_the_last_is_near_the_deadline() -> None:
    world = World({"submit": [LOST]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit()
    assert all(pause >= 0.25 for pause in world.slept[:-1])
    assert world.slept[:5] == sorted(world.slept[:5])
    assert len(world.times_of("search")) < 15
    assert 28.5 <= world.times_of("search")[-1] - 1000 < 30


@pytest.mark.parametrize("seconds", [20.0, 1e9])
def test_without_a_deadline_slow_lookups_end_within_a_minute(seconds: float) -> None:
    world = World({"submit": [Takes(500, LOST)], "search": [Takes(seconds, LOST)], "get": [Takes(seconds, LOST)]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(deadline=None, read_timeout=1000.0)
    assert world.now - 1500 <= 60


def test_without_a_deadline_throttled_lookups_end_within_a_minute() -> None:
    world = World({"submit": [LOST], "search": [respond(429, retry_after="3600")]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(deadline=None)
    assert world.now - 1000 <= 60


def test_without_a_deadline_candidates_are_sought_for_a_minute() -> None:
    world = World({"submit": [LOST], "search": [respond(429, retry_after="3000")]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit({**ORDER, "preventDuplicate": False}, deadline=None)
    assert world.now - 1000 <= 60


def test_order_that_becomes_visible_late_is_found() -> None:
    late = {
        "search": [NONE_FOUND, NONE_FOUND, listing(summary())],
        "get": [NOT_FOUND, NOT_FOUND, respond(200, stored())],
    }
    world = World({"submit": [LOST], **late})
    assert world.submit().recovered
    assert world.counts == {"submit": 1, "search": 3, "get": 3}


def test_conflict_with_the_same_order_returns_that_order() -> None:
    world = World({"submit": [respond(409)], **SEEN})
    assert world.submit().recovered


def test_conflict_with_an_order_not_found_is_unknown_under_any_option() -> None:
    for options in ({}, {"server_refuses_duplicates": True}, {"resubmit_after": 2.0}):
        world = World({"submit": [respond(409)]})
        with pytest.raises(OrderOutcomeUnknown) as unknown:
            world.submit(**options)
        assert isinstance(unknown.value.last_error, Conflict)
        assert world.posts == 1


@pytest.mark.parametrize("first", [LOST, respond(409), respond(503)], ids=str)
def test_other_order_under_the_reference_raises_with_differences(first: Response | NoResponse) -> None:
    other = stored(currency="USD", fulfillmentStatus="printed")
    world = World({"submit": [first], "search": [listing(summary())], "get": [respond(200, other)]})
    with pytest.raises(DuplicateReference) as duplicate:
        world.submit()
    error = duplicate.value
    assert (error.existing_id, error.existing_status, error.differences) == ("gelato-1", "printed", ("currency",))
    assert REFERENCE in str(error)


@pytest.mark.parametrize("first", [LOST, respond(409)], ids=str)
def test_canceled_order_raises_duplicate_reference(first: Response | NoResponse) -> None:
    world = World({"submit": [first], "search": [listing(summary())], "get": [_order(fulfillmentStatus="canceled")]})
    with pytest.raises(DuplicateReference) as duplicate:
        world.submit()
    assert (duplicate.value.existing_status, duplicate.value.differences) == ("canceled", ())
    assert str(duplicate.value).endswith("order 'gelato-1' (canceled). Take a new reference to order again.")


def _order(**changes: Any) -> Response:
    return respond(200, stored(**changes))


def _failed(age: float) -> Response:
    return _order(fulfillmentStatus="failed", createdAt=(WALL - timedelta(seconds=age)).isoformat())


@pytest.mark.parametrize("age", [-5.0, 0.0, 59.0])
def test_recent_failed_order_after_an_unclear_post_is_recovered(age: float) -> None:
    world = World({"submit": [LOST], "search": [listing(summary())], "get": [_failed(age)]})
    assert world.submit().recovered


@pytest.mark.parametrize(
    ("first", "failed"),
    [
        (LOST, _failed(61.0)),
        (respond(409), _failed(0.0)),
        (LOST, _order(fulfillmentStatus="failed", createdAt=None)),
        (LOST, _order(fulfillmentStatus="failed", createdAt="0001-01-01T00:00:00")),
        (LOST, _order(fulfillmentStatus="failed", currency="USD")),
    ],
    ids=["old", "after a conflict", "of unknown age", "of year one", "different"],
)
def test_any_other_failed_order_raises_duplicate_reference(first: Response | NoResponse, failed: Response) -> None:
    world = World({"submit": [first], "search": [listing(summary())], "get": [failed]})
    with pytest.raises(DuplicateReference):
        world.submit()


def test_created_at_without_a_time_zone_is_read_as_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    failed = _order(fulfillmentStatus="failed", createdAt=WALL.replace(tzinfo=None).isoformat())
    world = World({"submit": [LOST], "search": [listing(summary())], "get": [failed]})
    assert world.submit().created_at == WALL


def test_newest_of_several_orders_counts_and_all_are_in_history() -> None:
    older = (WALL - timedelta(hours=1)).isoformat()
    orders = listing(summary("gelato-1", createdAt=older), summary("gelato-2"), summary("gelato-3", createdAt=None))
    world = World({"submit": [LOST], "search": [orders], "get": [respond(200, stored("gelato-2"))]})
    submitted = world.submit()
    assert submitted.id == "gelato-2"
    assert [event.ids for event in submitted.history if isinstance(event, Lookup)] == [
        ("gelato-2", "gelato-1", "gelato-3")
    ]
    assert world.requests("get")[0].url.endswith("/gelato-2")


def test_year_out_of_range_does_not_lose_the_order() -> None:
    orders = listing(summary(createdAt="0001-01-01T00:00:00"), summary("gelato-2", createdAt="9999-12-31T23:59:59"))
    world = World({"submit": [LOST], "search": [orders], "get": [respond(200, stored("gelato-2"))]})
    assert world.submit().id == "gelato-2"


def test_throttled_lookup_is_retried_until_the_deadline() -> None:
    world = World({"submit": [LOST], **SEEN, "search": [respond(429, retry_after="2"), listing(summary())]})
    assert world.submit().recovered
    assert world.slept == [2.0]
    world = World({"submit": [LOST], "search": [respond(429, retry_after="60")]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit()
    assert isinstance(unknown.value.__cause__, RateLimited)
    assert world.slept == []


def test_429_before_the_unclear_post_is_not_its_outcome() -> None:
    world = World({"submit": [respond(429, retry_after="1"), NOT_SENT, LOST], **SEEN})
    assert world.submit().recovered
    assert world.posts == 3


@pytest.mark.off_contract(responses="a success status and body that submit does not have")
def test_unreadable_success_is_the_last_error() -> None:
    world = World({"submit": [respond(201, b"")]})
    with pytest.raises(OrderOutcomeUnknown, match="201 without a readable order id") as unknown:
        world.submit()
    assert isinstance(unknown.value.last_error, ApiError)


@pytest.mark.parametrize("options", [{}, {"server_refuses_duplicates": True}, {"resubmit_after": 1.0}])
def test_unclear_post_with_duplicates_allowed_gives_candidates(options: dict[str, Any]) -> None:
    order = {**ORDER, "preventDuplicate": False}
    seen = {"search": [listing(summary("gelato-1"), summary("gelato-2"))], "get": [respond(200, stored("gelato-1"))]}
    world = World({"submit": [LOST], **seen})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit(order, **options)
    assert [one["id"] for one in unknown.value.candidates] == ["gelato-1", "gelato-2"]
    assert world.posts == 1


@pytest.mark.parametrize(
    "search", [respond(500), respond(429, retry_after="60"), LOST, NONE_FOUND], ids=["500", "limited", "lost", "none"]
)
def test_failed_lookup_with_duplicates_allowed_gives_none(search: Response | NoResponse) -> None:
    world = World({"submit": [LOST], "search": [search]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit({**ORDER, "preventDuplicate": False})
    assert unknown.value.candidates == ()


def test_conflict_with_duplicates_allowed_is_raised() -> None:
    world = World({"submit": [respond(409)]})
    with pytest.raises(Conflict) as conflict:
        world.submit({**ORDER, "preventDuplicate": False})
    assert type(conflict.value) is Conflict
    assert world.counts == {"submit": 1}


def test_submit_with_duplicates_allowed_looks_nothing_up_before() -> None:
    world = World({"submit": [ACCEPTED]})
    world.submit({**ORDER, "preventDuplicate": False}, look_before_submit=True)
    assert world.counts == {"submit": 1}


@pytest.mark.parametrize("value", [0, "false", "true", 1, []], ids=repr)
@pytest.mark.off_contract(requests="a preventDuplicate that is no boolean")
def test_only_true_prevents_duplicates_without_preflight(value: object) -> None:
    invalid_order = {**ORDER, "preventDuplicate": value}
    for options in ({"server_refuses_duplicates": True}, {"resubmit_after": 0.5}):
        world = World({"submit": [LOST, ACCEPTED]})
        with pytest.raises(OrderOutcomeUnknown):
            world.submit(invalid_order, preflight="off", **options)
        assert world.posts == 1
    world = World({"submit": [ACCEPTED], **SEEN})
    assert world.submit(invalid_order, preflight="off", look_before_submit=True).recovered
    assert world.posts == 0
