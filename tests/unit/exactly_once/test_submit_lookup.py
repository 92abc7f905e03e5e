"""`submit` after a POST whose outcome is unknown: it looks the order up and reports the result."""

from __future__ import annotations

from datetime import timedelta, timezone
from typing import Any

import pytest
from gelatoconnect._engine.commands import NoResponse, Response
from gelatoconnect.errors import (
    ApiError,
    ConfigError,
    Conflict,
    DeadlineExceeded,
    DuplicateReference,
    OrderOutcomeUnknown,
    RateLimited,
)
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


@pytest.mark.usefixtures("zone")
def test_created_at_without_a_time_zone_is_read_as_utc() -> None:
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


class LateWorld(World):
    """A world whose sleeps end late, at `wakes` seconds of the call."""

    wakes = 0.0

    def _perform(self, command: Any) -> Any:
        reply = super()._perform(command)
        if type(command).__name__ == "Sleep":
            self.now = max(self.now, 1000.0 + self.wakes)
        return reply


def test_lookup_that_ends_exactly_at_the_deadline_is_the_last() -> None:
    world = LateWorld({"submit": [LOST]})
    world.wakes = 8.0
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(deadline=8.0)
    assert (world.slept, world.counts["search"]) == ([0.25], 2)


@pytest.mark.parametrize(
    ("deadline", "slept"),
    [
        # The pause is exactly as long as the time left: the last lookup comes halfway, or a second before the end.
        (0.25, [0.125]),
        (0.2, [0.1]),
        (0.5, [0.25, 0.125]),
        (0.75, [0.25, 0.375, 0.0625]),
    ],
)
def test_pause_exactly_as_long_as_the_time_left_is_shortened(deadline: float, slept: list[float]) -> None:
    world = World({"submit": [LOST]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(deadline=deadline)
    assert world.slept == pytest.approx(slept)
    assert world.counts["search"] == len(slept) + 1


def test_lookups_without_jitter_are_a_quarter_of_a_second_apart() -> None:
    for random, pauses in ((0.0, [0.25, 0.25, 0.5, 1.0]), (1.0, [0.25, 0.5, 1.0, 2.0])):
        world = World({"submit": [LOST]}, random=random)
        with pytest.raises(OrderOutcomeUnknown):
            world.submit()
        assert world.slept[:4] == pauses


@pytest.mark.parametrize(
    "zone", [timedelta(), timedelta(hours=5, minutes=45), -timedelta(hours=3, minutes=30)], ids=str
)
@pytest.mark.parametrize(
    ("age", "is_ours"), [(59.999, True), (60.0, True), (60.001, False), (60.5, False), (-0.25, True)]
)
def test_failed_order_is_ours_up_to_exactly_a_minute_before_the_call(
    age: float, zone: timedelta, *, is_ours: bool
) -> None:
    """It counts from the start of the call, not from the moment of the lookup."""
    created = (WALL - timedelta(seconds=age)).astimezone(timezone(zone)).isoformat()
    failed = _order(fulfillmentStatus="failed", createdAt=created)
    world = World({"submit": [Takes(10.0, LOST)], "search": [listing(summary())], "get": [failed]})
    if is_ours:
        assert world.submit().created_at == WALL - timedelta(seconds=age)
    else:
        with pytest.raises(DuplicateReference):
            world.submit()


def test_newest_order_counts_whatever_its_time_zone_and_fraction() -> None:
    times = {
        "gelato-1": "2030-01-01T12:00:00.250+00:00",
        "gelato-2": "2030-01-01T17:45:00.500+05:45",
        "gelato-3": "2030-01-01T08:30:00.375-03:30",
        # As text it is the last one.
        "gelato-4": "2030-01-01T23:00:00+14:00",
    }
    orders = listing(*(summary(name, createdAt=at) for name, at in times.items()))
    world = World({"submit": [LOST], "search": [orders], "get": [respond(200, stored("gelato-2"))]})
    submitted = world.submit()
    assert [event.ids for event in submitted.history if isinstance(event, Lookup)] == [
        ("gelato-2", "gelato-3", "gelato-1", "gelato-4")
    ]


@pytest.mark.parametrize("written", [REFERENCE.upper(), f" {REFERENCE}", f"{REFERENCE} ", f"{REFERENCE}0"], ids=repr)
def test_order_whose_reference_is_written_differently_is_another(written: str) -> None:
    world = World(
        {
            "submit": [LOST],
            "search": [listing(summary(orderReferenceId=written))],
            "get": [respond(200, stored(orderReferenceId=written))],
        }
    )
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit()
    assert unknown.value.candidates == ()


def test_id_named_twice_is_one_candidate() -> None:
    found = listing(summary("gelato-9"), summary("gelato-8"))
    world = World({"submit": [OF_ANOTHER], "search": [found], "get": [respond(500)]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit()
    assert unknown.value.candidates == ({"id": "gelato-9"}, {"id": "gelato-8"})


def test_candidates_are_those_of_the_newest_lookup_that_named_any() -> None:
    """The id that was found last replaces the earlier ones. A lookup that names none leaves them."""
    world = World(
        {
            "submit": [LOST],
            "search": [listing(summary("gelato-1")), listing(summary("gelato-2")), respond(500)],
            "get": [respond(500)],
        }
    )
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit()
    assert unknown.value.candidates == ({"id": "gelato-2"},)


def test_order_found_by_get_alone_is_a_candidate() -> None:
    world = World({"submit": [LOST], "search": [respond(500)], "get": [respond(200, stored("gelato-5"))]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit({**ORDER, "preventDuplicate": False})
    assert unknown.value.candidates == ({"id": "gelato-5"},)


@pytest.mark.parametrize(("count", "more"), [(4, ""), (5, ""), (6, " and 1 more"), (8, " and 3 more")])
def test_five_candidates_are_shown_and_the_others_counted(count: int, more: str) -> None:
    found = listing(*(summary(f"gelato-{number}") for number in range(count)))
    world = World({"submit": [LOST], "search": [found], "get": [respond(500)]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit()
    shown = ", ".join(f"gelato-{number}" for number in range(min(count, 5)))
    assert f"First read what the responses named: {shown}{more}. " in str(unknown.value)
    assert len(unknown.value.candidates) == count


@pytest.mark.parametrize(("count", "more"), [(4, ""), (5, ""), (6, " and 1 more"), (8, " and 3 more")])
def test_five_differences_are_shown_and_the_others_counted(count: int, more: str) -> None:
    items = [{**ORDER["items"][0], "itemReferenceId": f"i-{number}"} for number in range(count)]
    other = stored(items=[{**item, "quantity": 9} for item in items])
    world = World({"submit": [LOST], "search": [listing(summary())], "get": [respond(200, other)]})
    with pytest.raises(DuplicateReference) as duplicate:
        world.submit({**ORDER, "items": items})
    shown = ", ".join(f"items[i-{number}].quantity" for number in range(min(count, 5)))
    assert f"which differs in {shown}{more}. " in str(duplicate.value)
    assert len(duplicate.value.differences) == count


@pytest.mark.parametrize(
    ("first", "named"), [(respond(409, x_request_id="req-1"), "req-1"), (respond(409), None), (LOST, None)], ids=str
)
def test_duplicate_keeps_the_request_id_of_the_post(first: Response | NoResponse, named: str | None) -> None:
    other = respond(200, stored(currency="USD"), x_request_id="req-of-the-lookup")
    world = World({"submit": [first], "search": [listing(summary())], "get": [other]})
    with pytest.raises(DuplicateReference) as duplicate:
        world.submit()
    assert duplicate.value.request_id == named


def test_error_of_the_post_and_not_of_the_lookup_is_the_last_error() -> None:
    world = World({"submit": [respond(503)], "search": [respond(500)], "get": [respond(502)]})
    with pytest.raises(OrderOutcomeUnknown, match="503 Service Unavailable") as unknown:
        world.submit()
    assert isinstance(unknown.value.last_error, ApiError)
    assert unknown.value.last_error.status == 503


@pytest.mark.parametrize("deadline", [10.0, 0.5])
def test_look_before_submit_ends_at_a_wait_as_long_as_the_time_left(deadline: float) -> None:
    world = LateWorld({"search": [respond(500)]}, random=0.0)
    world.wakes = deadline - 0.25
    with pytest.raises(DeadlineExceeded, match="2 lookups could not show"):
        world.submit(look_before_submit=True, deadline=deadline)
    assert (world.slept, world.counts["submit"]) == ([0.25], 0)


@pytest.mark.off_contract(responses="orders without a reference")
def test_error_of_an_outdated_lookup_is_not_the_last_error() -> None:
    """The second lookup got answers, which only did not tell enough."""
    listed = listing({"id": "gelato-1"})
    world = World({"search": [respond(503), listed], "get": [respond(503), respond(200, {"id": "gelato-1"})]})
    with pytest.raises(DeadlineExceeded) as over:
        world.submit(look_before_submit=True, deadline=2.0)
    assert over.value.last_error is None


@pytest.mark.parametrize("more", [{}, {"preventDuplicate": False}], ids=str)
@pytest.mark.parametrize("operation", ["search", "get"])
def test_setting_that_fails_a_lookup_hides_no_order_that_may_exist(operation: str, more: dict[str, Any]) -> None:
    """The environment may name another proxy by then."""
    world = World({"submit": [LOST], operation: [ConfigError("no such proxy")]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit({**ORDER, **more})


def test_setting_that_fails_the_first_post_is_the_error() -> None:
    world = World({"submit": [ConfigError("no such proxy")]})
    with pytest.raises(ConfigError):
        world.submit()
    world = World({"submit": [LOST, ConfigError("no such proxy")]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit(server_refuses_duplicates=True)
    assert isinstance(unknown.value.__cause__, ConfigError)
