"""A second POST after an unclear one: only under an option that describes the server."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect.errors import (
    BadRequest,
    DeadlineExceeded,
    DuplicateReference,
    OrderOutcomeUnknown,
)

from tests.standins.virtual_time import LOST, NOT_SENT, Takes, respond
from tests.unit.exactly_once.record import ACCEPTED, NONE_FOUND, NOT_FOUND, ORDER, World, listing, stored, summary

if TYPE_CHECKING:
    from gelatoconnect._engine.commands import NoResponse, Response

FOREIGN = [
    respond(404, b"<html>"),
    respond(404, b""),
    respond(404, {"message": "no"}),
    respond(404, {"code": 404}),
    LOST,
]


def test_absent_order_is_retried_if_the_server_rejects_duplicates() -> None:
    world = World({"submit": [LOST, ACCEPTED]})
    submitted = world.submit(server_refuses_duplicates=True)
    assert (submitted.recovered, world.counts) == (False, {"submit": 2, "search": 1, "get": 1})


def test_repeated_posts_have_growing_waits() -> None:
    world = World({"submit": [respond(500)]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(server_refuses_duplicates=True)
    times = world.times_of("submit")
    pauses = [after - before for before, after in itertools.pairwise(times)]
    assert len(times) < 20
    assert pauses[:4] == sorted(pauses[:4])
    assert pauses[3] >= 0.5


def test_without_a_deadline_there_are_at_most_ten_posts_in_a_minute() -> None:
    world = World({"submit": [respond(500)]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(server_refuses_duplicates=True, deadline=None)
    assert world.posts <= 10
    assert world.now - 1000 <= 60


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
@pytest.mark.parametrize("options", [{"server_refuses_duplicates": True}, {"resubmit_after": 1.0}], ids=str)
@pytest.mark.off_contract(responses="a 404 that is not the API's")
def test_order_not_proven_absent_is_not_sent_again(foreign: Response | NoResponse, options: dict[str, Any]) -> None:
    world = World({"submit": [LOST, ACCEPTED], "get": [foreign]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(**options)
    assert world.posts == 1


@pytest.mark.parametrize(
    "search",
    [
        respond(500),
        respond(404),
        respond(200, b"<html>"),
        respond(200, {}),
        respond(200, {"orders": None}),
        respond(200, {"orders": [{"orderReferenceId": "record-1"}]}),
        LOST,
    ],
    ids=str,
)
@pytest.mark.off_contract(responses="searches without their list")
def test_order_unknown_to_get_alone_is_not_absent(search: Response | NoResponse) -> None:
    world = World({"submit": [LOST, ACCEPTED], "search": [search]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(server_refuses_duplicates=True)
    assert world.posts == 1


@pytest.mark.filterwarnings("ignore::gelatoconnect.errors.ContractWarning")
@pytest.mark.parametrize("word", ["order", "search", ".", ".."])
def test_reference_that_get_cannot_read_is_never_absent(word: str) -> None:
    world = World({"submit": [LOST, ACCEPTED]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit({**ORDER, "orderReferenceId": word}, server_refuses_duplicates=True)
    assert world.counts["get"] == 0
    assert world.posts == 1


@pytest.mark.filterwarnings("ignore::gelatoconnect.errors.ContractWarning")
@pytest.mark.parametrize("word", ["order", "search"])
def test_reserved_word_is_found_by_search_and_read_by_id(word: str) -> None:
    order = {**ORDER, "orderReferenceId": word}
    seen = {
        "search": [listing(summary(orderReferenceId=word))],
        "get": [respond(200, {**stored(), "orderReferenceId": word})],
    }
    assert World({"submit": [LOST], **seen}).submit(order).recovered


@pytest.mark.off_contract(requests="URLs of a connector")
def test_connector_without_a_get_url_never_proves_absence() -> None:
    world = World({"submit": [LOST, ACCEPTED]})
    urls = {"submit": "http://127.0.0.1:9/submit", "search": "http://127.0.0.1:9/search"}
    operations = world.operations(endpoints=urls, server_refuses_duplicates=True)
    from gelatoconnect.options import RequestOptions  # noqa: PLC0415

    with pytest.raises(OrderOutcomeUnknown):
        world.run(operations.submit(dict(ORDER), RequestOptions()))
    assert world.posts == 1


def test_quiet_period_starts_at_the_end_of_the_attempt() -> None:
    world = World({"submit": [Takes(4, LOST), ACCEPTED]})
    assert world.submit(resubmit_after=2.0).id == "gelato-1"
    first, second = world.times_of("submit")
    assert first == 1000
    assert 1006 <= second < 1007


def test_lookup_started_within_the_quiet_period_proves_no_absence() -> None:
    world = World(
        {
            "submit": [LOST, ACCEPTED],
            "search": [Takes(1.5, NONE_FOUND), NONE_FOUND],
            "get": [Takes(1.5, NOT_FOUND), NOT_FOUND],
        }
    )
    world.submit(resubmit_after=2.0)
    # The first lookup ends after the quiet period, but its result may be older.
    assert world.counts == {"submit": 2, "search": 2, "get": 2}


def test_unclear_lookups_after_the_quiet_period_keep_widening() -> None:
    world = World({"submit": [LOST], "get": [respond(503)]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(resubmit_after=1.0)
    assert len(world.times_of("search")) < 20


@pytest.mark.parametrize("options", [{"server_refuses_duplicates": True}, {"resubmit_after": 1.0}], ids=str)
@pytest.mark.parametrize("second", [respond(400), respond(401), respond(404), respond(422)], ids=str)
@pytest.mark.off_contract(responses="error statuses that submit does not have")
def test_rejection_after_an_unclear_post_raises_outcome_unknown(second: Response, options: dict[str, Any]) -> None:
    world = World({"submit": [LOST, second]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit(**options)
    assert world.posts == 2
    assert getattr(unknown.value.last_error, "status", None) == second.status


def test_rejection_after_a_429_is_raised() -> None:
    world = World({"submit": [respond(429, retry_after="1"), respond(400)]})
    with pytest.raises(BadRequest):
        world.submit(server_refuses_duplicates=True)


def test_conflict_after_an_unclear_post_waits_for_the_order() -> None:
    late = {
        "search": [NONE_FOUND, NONE_FOUND, listing(summary())],
        "get": [NOT_FOUND, NOT_FOUND, respond(200, stored())],
    }
    world = World({"submit": [LOST, respond(409)], **late})
    assert world.submit(server_refuses_duplicates=True).recovered
    assert world.posts == 2


def test_conflict_after_an_unclear_post_recovers_a_failed_order() -> None:
    failed = respond(200, stored(fulfillmentStatus="failed"))
    world = World(
        {
            "submit": [LOST, respond(409)],
            "search": [NONE_FOUND, listing(summary())],
            "get": [NOT_FOUND, failed],
        }
    )
    assert world.submit(server_refuses_duplicates=True).recovered


@pytest.mark.parametrize("second", [NOT_SENT, respond(429), respond(429, retry_after="600")], ids=str)
@pytest.mark.parametrize("deadline", [10.0, None])
def test_unsent_second_post_keeps_the_outcome_unknown(second: Response | NoResponse, deadline: float | None) -> None:
    world = World({"submit": [LOST, second]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(server_refuses_duplicates=True, deadline=deadline)
    assert world.now - 1000 <= (deadline or 60)


class TestLookBeforeSubmit:
    SEEN = {"search": [listing(summary())], "get": [respond(200, stored())]}  # noqa: RUF012 - nobody changes it

    def test_repeated_submit_finds_the_order_without_a_post(self) -> None:
        world = World({"submit": [ACCEPTED], **self.SEEN})
        assert world.submit(look_before_submit=True).recovered
        assert world.posts == 0

    def test_look_before_submit_is_off_by_default(self) -> None:
        world = World({"submit": [ACCEPTED], **self.SEEN})
        assert not world.submit().recovered
        assert world.counts == {"submit": 1}

    def test_another_order_raises_duplicate_and_nothing_is_sent(self) -> None:
        world = World({"submit": [ACCEPTED], **self.SEEN, "get": [respond(200, stored(currency="USD"))]})
        with pytest.raises(DuplicateReference):
            world.submit(look_before_submit=True)
        assert world.posts == 0

    def test_failed_order_raises_duplicate_however_recent(self) -> None:
        world = World({**self.SEEN, "get": [respond(200, stored(fulfillmentStatus="failed"))]})
        with pytest.raises(DuplicateReference):
            world.submit(look_before_submit=True)

    def test_absent_order_is_submitted(self) -> None:
        world = World({"submit": [ACCEPTED]})
        assert not world.submit(look_before_submit=True).recovered
        assert world.counts == {"search": 1, "submit": 1}

    def test_unclear_lookup_is_repeated_before_the_post(self) -> None:
        world = World({"submit": [ACCEPTED], "search": [respond(500), LOST, NONE_FOUND]})
        assert not world.submit(look_before_submit=True).recovered
        assert world.counts == {"search": 3, "get": 2, "submit": 1}

    @pytest.mark.parametrize(
        "shown", [None, "x", [], {}, {"id": "gelato-1"}, {"id": "gelato-1", "orderReferenceId": None}], ids=repr
    )
    @pytest.mark.off_contract(responses="a search result without references")
    def test_search_with_a_possible_match_proves_nothing(self, shown: object) -> None:
        others = [summary(orderReferenceId="another"), shown]
        world = World({"submit": [ACCEPTED], "search": [listing(*others)]})
        with pytest.raises(DeadlineExceeded, match="was not submitted") as over:
            world.submit(look_before_submit=True)
        assert (world.posts, over.value.last_error) == (0, None)
        world = World({"submit": [LOST, ACCEPTED], "search": [listing(*others)]})
        with pytest.raises(OrderOutcomeUnknown):
            world.submit(server_refuses_duplicates=True)
        assert world.posts == 1

    @pytest.mark.parametrize("deadline", [10.0, None])
    def test_lookup_that_stays_unclear_ends_with_nothing_sent(self, deadline: float | None) -> None:
        world = World({"submit": [ACCEPTED], "search": [respond(500)]})
        with pytest.raises(DeadlineExceeded, match="was not submitted"):
            world.submit(look_before_submit=True, deadline=deadline)
        assert world.posts == 0
        assert world.now - 1000 <= (deadline or 60)


@pytest.mark.parametrize("took", [0.0, 4.0, 4.25])
@pytest.mark.parametrize("quiet", [1.0, 2.0, 2.125])
def test_lookup_exactly_at_the_end_of_the_quiet_period_proves_absence(quiet: float, took: float) -> None:
    world = World({"submit": [Takes(took, LOST), ACCEPTED]})
    world.submit(resubmit_after=quiet)
    end = 1000.0 + took + quiet
    # A pause is shortened to end with the period, but two lookups are never closer than a quarter of a second.
    first_after = next(at for at in world.times_of("search") if at >= end)
    assert first_after - end < 0.25
    assert world.times_of("submit")[1] == first_after + 0.125
    assert world.counts["submit"] == 2


def test_pause_before_the_end_of_the_quiet_period_is_shortened_to_it() -> None:
    world = World({"submit": [LOST, ACCEPTED]})
    world.submit(resubmit_after=3.0)
    # 0.25, 0.375, 0.75 and 1.5 s without the period.
    assert world.times_of("search") == [1000.0, 1000.25, 1000.625, 1001.375, 1002.875, 1003.125]


def test_further_posts_wait_longer_each_time() -> None:
    world = World({"submit": [LOST, LOST, LOST, ACCEPTED]})
    world.submit(server_refuses_duplicates=True)
    assert world.slept == [0.125, 0.25, 0.5]


@pytest.mark.parametrize(("deadline", "posts"), [(0.125, 1), (0.126, 2)])
def test_wait_before_a_post_as_long_as_the_time_left_is_not_started(deadline: float, posts: int) -> None:
    world = World({"submit": [LOST, ACCEPTED]})
    if posts == 1:
        with pytest.raises(OrderOutcomeUnknown):
            world.submit(server_refuses_duplicates=True, deadline=deadline)
    else:
        world.submit(server_refuses_duplicates=True, deadline=deadline)
    assert world.posts == posts


@pytest.mark.parametrize("first", [LOST, respond(409)], ids=str)
def test_order_that_a_success_named_is_not_sent_again(first: Response | NoResponse) -> None:
    """A success under another reference made an order all the same."""
    named = respond(200, {"id": "gelato-9", "orderReferenceId": "another"})
    world = World({"submit": [named, ACCEPTED] if first is LOST else [first, named, ACCEPTED]})
    with pytest.raises(OrderOutcomeUnknown):
        world.submit(server_refuses_duplicates=True)
    assert world.posts == 1
