"""`Options.before_send` sees each attempt and adds headers. If it fails, nothing is sent and the error is ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import Options
from gelatoconnect._engine.before_send import RESERVED
from gelatoconnect.errors import (
    BeforeSendFailed,
    ConfigError,
    GelatoConnectError,
    OrderOutcomeUnknown,
    ResponseLost,
)
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, respond
from tests.unit.exactly_once.record import ACCEPTED, NONE_FOUND, NOT_FOUND, ORDER, World, listing, stored, summary

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect.history import AttemptInfo

    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Connect

PLANTED = "planted-secret of the program"


class Counted:
    """A function for `before_send` that raises from its call number `fails_from` on, or in those of one operation."""

    def __init__(self, fails_from: int = 10**9, operation: str = "", failure: BaseException | None = None) -> None:
        self.seen: list[AttemptInfo] = []
        self._fails_from = fails_from
        self._operation = operation
        self._failure = failure or ValueError(PLANTED)

    def __call__(self, attempt: AttemptInfo) -> dict[str, str]:
        self.seen.append(attempt)
        if len(self.seen) >= self._fails_from or attempt.operation == self._operation:
            raise self._failure
        return {"X-Attempt": str(len(self.seen))}


def test_each_attempt_is_seen_before_it_is_sent() -> None:
    before_send = Counted()
    world = World(
        {
            "submit": [respond(429, retry_after="1"), LOST],
            "search": [NONE_FOUND, listing(summary())],
            "get": [NOT_FOUND, respond(200, stored())],
        }
    )
    assert world.submit(before_send=before_send).recovered
    assert [(one.operation, one.method, one.number) for one in before_send.seen] == [
        ("submit", "POST", 1),
        ("submit", "POST", 2),
        ("search", "POST", 1),
        ("get", "GET", 1),
        ("search", "POST", 2),
        ("get", "GET", 2),
    ]
    assert [send.request.headers["x-attempt"] for send in world.sent] == ["1", "2", "3", "4", "5", "6"]
    assert {one.call.operation for one in before_send.seen} == {"submit"}
    assert {one.origin for one in before_send.seen} == {"http://127.0.0.1:9"}


async def test_added_header_is_on_the_wire_beside_the_credential(connect: Connect, api: ScriptedApi) -> None:
    api.respond(httpx2.Response(200, json={"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}))
    calls = connect(options={"before_send": lambda _: {"X-Signed": "abc, def", "x-empty": ""}})
    await calls.get("id-1")
    sent = api.requests[-1].headers
    assert (sent["x-signed"], sent["x-empty"], sent["x-api-key"]) == ("abc, def", "", "key:secret")


@pytest.mark.parametrize("result", [None, {}])
def test_function_that_adds_nothing_changes_nothing(result: Any) -> None:
    world = World({"submit": [ACCEPTED]})
    world.submit(before_send=lambda _: result)
    plain = World({"submit": [ACCEPTED]})
    plain.submit()
    assert world.sent[0].request == plain.sent[0].request


@pytest.mark.parametrize("failure", [ValueError(PLANTED), ConfigError(PLANTED), httpx2.ReadTimeout(PLANTED)])
def test_function_that_raises_sends_nothing_and_the_error_is_ours(failure: Exception) -> None:
    world = World({})
    with pytest.raises(BeforeSendFailed, match=f"raised {type(failure).__name__}. The request was not sent") as raised:
        world.submit(before_send=Counted(1, failure=failure))
    assert world.sent == []
    assert raised.value.sent == "no"
    assert raised.value.__cause__ is failure
    assert PLANTED not in f"{raised.value} {raised.value!r} {raised.value.history}"


@pytest.mark.parametrize("operation", ["get", "search", "cancel", "update_shipment", "wait_until"])
async def test_every_operation_ends_at_once_if_the_function_raises(
    operation: str, connect: Connect, api: ScriptedApi
) -> None:
    before_send = Counted(1)
    calls = connect(options={"before_send": before_send})
    arguments: dict[str, tuple[Any, ...]] = {
        "get": ("id-1",),
        "search": (),
        "cancel": ("id-1",),
        "update_shipment": ("id-1",),
        "wait_until": ("id-1", "shipped"),
    }
    named = {"shipment_method_uid": "express"} if operation == "update_shipment" else {}
    with pytest.raises(BeforeSendFailed):
        await getattr(calls, operation)(*arguments[operation], **named)
    assert api.requests == []
    assert len(before_send.seen) == 1


def test_failure_in_a_look_before_submit_ends_the_call_at_once() -> None:
    world = World({})
    with pytest.raises(BeforeSendFailed):
        world.submit(before_send=Counted(1), look_before_submit=True)
    assert (world.sent, world.slept) == ([], [])


def test_failure_while_a_post_is_in_doubt_leaves_the_order_in_doubt() -> None:
    world = World({"submit": [LOST]})
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        world.submit(before_send=Counted(2))
    assert world.posts == 1
    assert isinstance(unknown.value.last_error, ResponseLost)


def test_failure_in_one_lookup_does_not_end_the_search_for_an_order_in_doubt() -> None:
    class Once(Counted):
        def __call__(self, attempt: AttemptInfo) -> dict[str, str]:
            self.seen.append(attempt)
            if len(self.seen) in {2, 3}:
                raise ValueError(PLANTED)
            return {}

    world = World({"submit": [LOST], "search": [listing(summary())], "get": [respond(200, stored())]})
    assert world.submit(before_send=Once()).recovered
    assert world.posts == 1


def test_failure_at_a_second_post_keeps_the_first_in_doubt() -> None:
    world = World({"submit": [LOST]})
    before_send = Counted(4)
    with pytest.raises(OrderOutcomeUnknown, match=r"before_send raised ValueError\. It was not sent") as unknown:
        world.submit(before_send=before_send, server_refuses_duplicates=True)
    assert [one.operation for one in before_send.seen] == ["submit", "search", "get", "submit"]
    assert world.posts == 1
    assert isinstance(unknown.value.last_error, BeforeSendFailed)


@pytest.mark.parametrize("operation", ["cancel", "update_shipment"])
async def test_failure_after_an_unclear_write_says_that_it_may_be_done(
    operation: str, connect: Connect, api: ScriptedApi
) -> None:
    api.respond(httpx2.Response(500, json={"code": "X", "message": "m"}))
    calls = connect(options={"before_send": Counted(operation="get")})
    named = {"shipment_method_uid": "express"} if operation == "update_shipment" else {}
    with pytest.raises(ResponseLost, match="may have been done") as raised:
        await getattr(calls, operation)("id-1", **named)
    assert isinstance(raised.value.__cause__, ValueError)
    assert len(api.requests) == 1


def test_interruption_inside_the_function_says_nothing_of_an_order() -> None:
    with pytest.raises(KeyboardInterrupt) as raised:
        World({}).submit(before_send=Counted(1, failure=KeyboardInterrupt()))
    assert getattr(raised.value, "__notes__", []) == []


def test_slow_function_cannot_pass_the_deadline() -> None:
    world = World({"submit": [ACCEPTED]})

    def slow(_: AttemptInfo) -> None:
        world.now += 60

    operations = world.operations(before_send=slow)
    world.run(operations.submit(dict(ORDER), RequestOptions()))
    assert world.sent[0].total <= 0


CLIENTS_OWN = sorted({*RESERVED, "X-API-KEY", "HOST", "x_api_key", "Content_Length"})


def refused(result: Any) -> GelatoConnectError:
    world = World({})
    with pytest.raises(BeforeSendFailed) as raised:
        world.submit(before_send=lambda _: result)
    assert world.sent == []
    assert PLANTED not in str(raised.value)
    return raised.value


@pytest.mark.parametrize("name", CLIENTS_OWN)
def test_header_of_the_client_is_refused_by_name(name: str) -> None:
    assert f"the header {name!r}, which the client sets itself" in str(refused({name: PLANTED}))


@pytest.mark.parametrize("name", ["", "a b", "x:y", "x\r\ny", "é", ":authority", 7, None, b"x-bytes", "x" * 101])
def test_name_that_is_no_token_is_refused_unquoted(name: Any) -> None:
    assert "whose name is not an HTTP token" in str(refused({name: PLANTED}))


@pytest.mark.parametrize("value", ["a\r\nX-API-KEY: b", "a\nb", "a\0", " a", "a ", "é", 7, None, b"bytes", ["a"]])
def test_value_that_no_header_can_carry_is_refused_unquoted(value: Any) -> None:
    error = refused({"x-own": value})
    assert "the header 'x-own' with a value that is not printable ASCII" in str(error)


def test_header_twice_in_different_letter_case_is_refused() -> None:
    assert "twice" in str(refused({"X-Own": "1", "x-own": "2"}))


@pytest.mark.parametrize("result", ["x-own: 1", [("x-own", "1")], 7, object()])
def test_result_that_is_no_mapping_is_refused(result: Any) -> None:
    assert f"returned {type(result).__name__}, not a mapping" in str(refused(result))


def test_function_that_returns_a_coroutine_is_refused_without_a_warning() -> None:
    async def own() -> None:
        raise AssertionError

    made: Callable[[], Any] = own
    assert "returned coroutine" in str(refused(made()))


async def own_coroutine_function(_: AttemptInfo) -> dict[str, str]:
    return {}


@pytest.mark.parametrize("function", [7, "x", own_coroutine_function])
def test_function_that_cannot_serve_is_refused_at_construction(function: Any) -> None:
    with pytest.raises(ConfigError, match="before_send must be a plain function"):
        Options(before_send=function)
