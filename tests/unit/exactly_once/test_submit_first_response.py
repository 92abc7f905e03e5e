"""`submit` with a decisive first response, which needs no lookup."""

from __future__ import annotations

from typing import Any

import pytest
from gelatoconnect._engine.commands import NoResponse
from gelatoconnect.errors import (
    ApiError,
    BadRequest,
    ConfigError,
    ConnectFailed,
    DeadlineExceeded,
    Forbidden,
    NotFound,
    RateLimited,
    Unauthorized,
)
from gelatoconnect.options import Options, RequestOptions

from tests.standins.virtual_time import NOT_SENT, respond
from tests.unit.exactly_once.record import ACCEPTED, ORDER, REFERENCE, World, listing, stored, summary


def test_accepted_order_costs_one_request() -> None:
    world = World({"submit": [ACCEPTED]})
    submitted = world.submit()
    assert (submitted.id, submitted.recovered, world.counts) == ("gelato-1", False, {"submit": 1})


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "gelato-1"}',
        b'{"id": "gelato-1", "orderReferenceId": 5, "createdAt": "yesterday"}',
        b'{"id": "gelato-1", "createdAt": {"at": 1}, "extra": [[[]]]}',
        b'\xef\xbb\xbf{"id": "gelato-1"}',
    ],
)
@pytest.mark.parametrize("status", [200, 201, 202, 299])
@pytest.mark.off_contract(responses="a success by its id alone, with any status and with junk")
def test_success_with_a_readable_id_is_accepted(body: bytes, status: int) -> None:
    world = World({"submit": [respond(status, body)]})
    assert world.submit().id == "gelato-1"
    assert world.posts == 1


@pytest.mark.off_contract(responses="a success with junk around its id")
def test_discrepancy_of_an_accepted_response_is_in_the_history() -> None:
    world = World({"submit": [respond(200, {"id": "gelato-1", "orderReferenceId": 5, "createdAt": "yesterday"})]})
    said = " ".join(map(str, world.submit().history))
    assert "/orderReferenceId" in said


@pytest.mark.parametrize("named", [REFERENCE, f" {REFERENCE} ", "", " ", None, 5, ["another"]], ids=repr)
@pytest.mark.off_contract(responses="a success whose reference is no string")
def test_success_without_a_readable_reference_is_accepted(named: object) -> None:
    world = World({"submit": [respond(200, {"id": "gelato-1", "orderReferenceId": named})]})
    assert (world.submit().order_reference_id, world.counts) == (REFERENCE, {"submit": 1})


NAMED = b'{"id": "gelato-1", "orderReferenceId": "record-1"'


@pytest.mark.parametrize(
    "body",
    [NAMED + b"}\n<!-- page 0.2 s -->", NAMED + b', "by": "Andr\xe9"}', b"\n" + NAMED + b"}{}", NAMED + b"}\0"],
    ids=repr,
)
@pytest.mark.off_contract(responses="JSON with junk around it")
def test_object_that_names_this_order_counts_despite_junk_after_it(body: bytes) -> None:
    world = World({"submit": [respond(200, body)]})
    submitted = world.submit()
    assert (submitted.id, submitted.recovered, world.counts) == ("gelato-1", False, {"submit": 1})
    assert "expected JSON and nothing else" in " ".join(map(str, submitted.history))


@pytest.mark.parametrize(
    "body",
    [
        b'{"id": "gelato-1"}{}',
        b'{"id": "gelato-1", "orderReferenceId": "another"}{}',
        b'{"id": "gelato-\xe9", "orderReferenceId": "record-1"}',
        b'{"id": 1, "orderReferenceId": "record-1",',
        b'["gelato-1"]{}',
    ],
    ids=repr,
)
@pytest.mark.off_contract(responses="broken JSON without the order's reference")
def test_broken_response_without_this_reference_starts_a_lookup(body: bytes) -> None:
    world = World({"submit": [respond(200, body)], "search": [listing(summary())], "get": [respond(200, stored())]})
    assert world.submit().recovered
    assert world.posts == 1


@pytest.mark.parametrize(
    ("identity", "read"), [(3288, "3288"), (0, "0"), (12345678901234567890123, "12345678901234567890123")]
)
@pytest.mark.off_contract(responses="an id that is a number")
def test_number_as_id_is_accepted(identity: int, read: str) -> None:
    world = World({"submit": [respond(200, {"id": identity, "orderReferenceId": REFERENCE})]})
    submitted = world.submit()
    assert (submitted.id, submitted.recovered, world.counts) == (read, False, {"submit": 1})


@pytest.mark.parametrize("identity", [True, 1.5, ["gelato-1"], {"id": "gelato-1"}], ids=repr)
@pytest.mark.off_contract(responses="an id that is neither text nor a whole number")
def test_id_of_another_type_starts_a_lookup(identity: object) -> None:
    world = World(
        {"submit": [respond(200, {"id": identity})], "search": [listing(summary())], "get": [respond(200, stored())]}
    )
    assert world.submit().recovered


def test_valid_response_leaves_no_discrepancy() -> None:
    assert [str(event).partition(" ")[0] for event in World({"submit": [ACCEPTED]}).submit().history] == ["submit:"]


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, BadRequest),
        (401, Unauthorized),
        (403, Forbidden),
        (404, NotFound),
        (405, ApiError),
        (413, ApiError),
        (415, ApiError),
        (422, ApiError),
    ],
)
@pytest.mark.off_contract(responses="error statuses that submit does not have")
def test_rejection_is_raised_at_once(status: int, kind: type[ApiError]) -> None:
    world = World({"submit": [respond(status)]})
    with pytest.raises(kind) as raised:
        world.submit()
    assert (raised.value.status, world.counts, world.slept) == (status, {"submit": 1}, [])


def test_order_that_was_not_sent_is_retried_after_growing_waits() -> None:
    world = World({"submit": [NOT_SENT, NOT_SENT, NOT_SENT, ACCEPTED]})
    assert not world.submit().recovered
    assert world.counts == {"submit": 4}
    assert world.slept == [0.125, 0.25, 0.5]


def test_permanent_connection_failure_is_not_retried() -> None:
    world = World(
        {"submit": [NoResponse(maybe_sent=False, reason="the server's certificate was raised", retryable=False)]}
    )
    with pytest.raises(ConnectFailed):
        world.submit()
    assert world.counts == {"submit": 1}


def test_order_never_sent_raises_deadline_exceeded_in_time() -> None:
    world = World({"submit": [NOT_SENT]})
    with pytest.raises(DeadlineExceeded) as over:
        world.submit(deadline=5)
    assert isinstance(over.value.last_error, ConnectFailed)
    assert world.now - 1000 <= 5
    assert set(world.counts) == {"submit"}


def test_without_a_deadline_an_unsent_order_is_tried_ten_times() -> None:
    world = World({"submit": [NOT_SENT]})
    with pytest.raises(ConnectFailed):
        world.submit(deadline=None)
    assert world.posts == 10


def test_429_is_waited_out_and_slows_the_rate_limiter() -> None:
    world = World({"submit": [respond(429, retry_after="1.5"), ACCEPTED]})
    assert world.submit().id == "gelato-1"
    assert (world.slept, world.slowed, world.posts) == ([1.5], [1.5], 2)


@pytest.mark.parametrize(
    ("asked", "pauses"),
    [
        ("0", [0.125, 0.25, 0.5, 1.0]),
        ("Wed, 21 Oct 2015 07:28:00 GMT", [0.125, 0.25, 0.5, 1.0]),
        ("0.001", [0.125, 0.25, 0.5, 1.0]),
        ("0.2", [0.2, 0.25, 0.5, 1.0]),
        ("0.25", [0.25, 0.25, 0.25, 0.25]),
        ("3", [3.0, 3.0, 3.0, 3.0]),
    ],
)
def test_retry_after_near_zero_gets_backoff_else_is_honored(asked: str, pauses: list[float]) -> None:
    world = World({"submit": [*(respond(429, retry_after=asked) for _ in pauses), ACCEPTED]})
    assert world.submit().id == "gelato-1"
    assert world.slept == world.slowed == pauses


def test_retry_after_beyond_the_deadline_raises_at_once() -> None:
    world = World({"submit": [respond(429, retry_after="600")]})
    with pytest.raises(RateLimited) as limited:
        world.submit()
    assert (limited.value.retry_after, world.slept, world.posts) == (600.0, [], 1)


def test_slot_beyond_the_deadline_is_not_awaited() -> None:
    world = World({"submit": [ACCEPTED]}, slot_delay=31)
    with pytest.raises(DeadlineExceeded):
        world.submit()
    assert (world.sent, world.slept) == ([], [])


def test_post_gets_half_of_the_time_left_and_lookups_the_rest() -> None:
    world = World({"submit": [ACCEPTED]})
    world.submit(deadline=8)
    assert world.sent[0].total == 4


def test_deadline_of_a_call_overrides_the_client_deadline() -> None:
    world = World({"submit": [ACCEPTED]})
    world.submit(own=RequestOptions(deadline=2), deadline=8)
    assert world.sent[0].total == 1


@pytest.mark.parametrize(
    "options",
    [
        {"resubmit_after": 30.0},
        {"resubmit_after": 5.0, "deadline": 5.0},
        {"resubmit_after": 60.0, "deadline": None},
        {"resubmit_after": 0},
        {"resubmit_after": -1.0},
        {"resubmit_after": True},
        {"resubmit_after": "3"},
        {"server_refuses_duplicates": "no"},
        {"look_before_submit": 1},
        {"hook": "print"},
    ],
    ids=str,
)
def test_invalid_option_is_rejected_when_it_is_set(options: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=rf"Options\.{next(iter(options))}"):
        Options(**options)


@pytest.mark.parametrize("deadline", [3.0, 2.0])
def test_deadline_of_a_call_must_exceed_the_quiet_period(deadline: float) -> None:
    world = World({"submit": [ACCEPTED]})
    with pytest.raises(ConfigError, match="resubmit_after"):
        world.submit(own=RequestOptions(deadline=deadline), resubmit_after=3.0)
    assert world.sent == []


def test_order_is_copied_and_sent_with_prevent_duplicate() -> None:
    world = World({"submit": [ACCEPTED]})
    world.submit()
    content = world.sent[0].request.content
    assert content is not None
    assert b'"preventDuplicate":true' in content
    assert "preventDuplicate" not in ORDER
