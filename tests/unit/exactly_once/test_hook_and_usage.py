"""Hook, log and usage: complete, in order, without effect on the call, without secret or personal data."""

from __future__ import annotations

import logging
import os
import threading
from typing import Any

import pytest
from gelatoconnect.errors import GelatoConnectError, OrderOutcomeUnknown
from gelatoconnect.history import Attempt, CallInfo, Ended, Lookup, Started, Wait
from gelatoconnect.options import RequestOptions

from tests.standins.virtual_time import LOST, respond
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

PERSONAL = ("Ada", "Lovelace", "12 St James Square", "SW1Y 4JH", "ada@example.com", "https://example.com/print.pdf")
LATE: dict[str, Any] = {
    "submit": [respond(429, retry_after="1"), LOST],
    "search": [NONE_FOUND, listing(summary())],
    "get": [NOT_FOUND, respond(200, stored())],
}


class Heard:
    def __init__(self) -> None:
        self.calls: list[CallInfo] = []
        self.events: list[Any] = []

    def __call__(self, call: CallInfo, event: object) -> None:
        self.calls.append(call)
        self.events.append(event)


def test_hook_gets_every_event_between_start_and_end() -> None:
    heard = Heard()
    world = World(LATE)
    submitted = world.submit(hook=heard)
    assert [type(event) for event in heard.events] == [
        Started,
        *(Attempt, Wait, Attempt),
        *(Attempt, Attempt, Lookup, Wait),
        *(Attempt, Attempt, Lookup),
        Ended,
    ]
    assert tuple(heard.events[1:-1]) == submitted.history
    assert heard.events[-1].outcome == "ok"
    assert heard.events[-1].elapsed == world.now - 1000
    assert {(call.operation, call.subject) for call in heard.calls} == {("submit", REFERENCE)}
    assert len({call.number for call in heard.calls}) == 1


def test_failed_call_ends_with_the_name_of_its_error() -> None:
    heard = Heard()
    with pytest.raises(OrderOutcomeUnknown) as unknown:
        World({"submit": [LOST]}).submit(hook=heard)
    assert heard.events[-1].outcome == "OrderOutcomeUnknown"
    assert tuple(heard.events[1:-1]) == unknown.value.history


def test_interrupted_call_gets_an_end_event() -> None:
    heard = Heard()
    with pytest.raises(KeyboardInterrupt):
        World({"submit": [KeyboardInterrupt()]}).submit(hook=heard)
    assert [type(event) for event in heard.events] == [Started, Ended]
    assert heard.events[-1].outcome == "KeyboardInterrupt"


def test_each_call_has_its_own_number() -> None:
    heard = Heard()
    world = World({"submit": [ACCEPTED]})
    world.submit(hook=heard)
    world.submit(hook=heard)
    assert len({call.number for call in heard.calls}) == 2


def test_hook_that_raises_is_logged_by_type_and_ignored(caplog: pytest.LogCaptureFixture) -> None:
    def hook(*_: object) -> None:
        message = "planted-secret"
        raise RuntimeError(message)

    assert World(LATE).submit(hook=hook).recovered
    assert "RuntimeError" in caplog.text
    assert "planted-secret" not in caplog.text


class Broken(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        raise RuntimeError(record.levelname)


@pytest.mark.parametrize("hook", [None, lambda *_: 1 / 0], ids=["no hook", "a hook that raises"])
def test_log_handler_that_raises_fails_no_stored_order(hook: Any) -> None:
    log, broken = logging.getLogger("gelatoconnect"), Broken()
    log.addHandler(broken)
    log.setLevel(logging.DEBUG)
    try:
        assert World({"submit": [ACCEPTED]}).submit(hook=hook).id == "gelato-1"
    finally:
        log.removeHandler(broken)
        log.setLevel(logging.NOTSET)


def test_debug_log_has_the_events_of_the_hook(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="gelatoconnect")
    submitted = World(LATE).submit()
    logged = [
        record.getMessage()
        for record in caplog.records
        if record.name == "gelatoconnect" and record.levelno == logging.DEBUG
    ]
    assert [line.partition(": ")[2] for line in logged[1:-1]] == [str(event) for event in submitted.history]


def _echo() -> bytes:
    return " ".join(("planted-secret", "key:planted-secret", *PERSONAL)).encode()


@pytest.mark.parametrize("status", [200, 400, 401, 409, 429, 500, 520])
@pytest.mark.parametrize("form", ["message", "page", "details", "code", "id"])
@pytest.mark.off_contract(responses="a server that repeats the request")
def test_echoed_values_are_in_no_event_record_or_error(
    status: int, form: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    echo = _echo().decode()
    body: object = {
        "message": {"code": "x", "message": echo},
        "page": _echo(),
        "details": {"code": "x", "message": "m", "details": [{"reference": echo, "message": echo, "code": echo}]},
        "code": {"code": echo, "message": "m"},
        "id": {"id": None, "orderReferenceId": echo, "createdAt": echo},
    }[form]
    heard = Heard()
    world = World({"submit": [respond(status, body)], "search": [respond(500, body)], "get": [respond(500, body)]})
    with pytest.raises(GelatoConnectError) as raised:
        world.submit(hook=heard)
    seen = " ".join([*map(repr, heard.events), *map(str, heard.events), *map(repr, heard.calls), caplog.text])
    error = raised.value
    seen += f"{error} {error!r} {error.history} {vars(error)}"
    for private in ("planted-secret", *PERSONAL):
        assert private not in seen, f"{private} is in {seen}"


def test_usage_counts_requests_outcomes_waits_and_lookups() -> None:
    world = World(LATE)
    operations = world.operations()
    world.run(operations.submit(dict(ORDER), RequestOptions()))
    usage = operations.instrumentation.usage()
    assert usage.requests == 6
    assert usage.operations == {"submit": 2, "search": 2, "get": 2}
    assert usage.statuses == {"429": 1, "no complete response in time": 1, "200": 3, "404": 1}
    assert (usage.waits, usage.lookups) == (2, 2)
    assert usage.seconds_waited == sum(world.slept)


def test_usage_is_a_read_only_snapshot() -> None:
    operations = World({"submit": [ACCEPTED]}).operations()
    before = operations.instrumentation.usage()
    assert before.requests == 0
    with pytest.raises(TypeError):
        before.operations["submit"] = 9  # type: ignore[index]


def test_usage_of_many_threads_misses_nothing() -> None:
    operations = World({}).operations()

    def work() -> None:
        for _ in range(50):
            World({"submit": [ACCEPTED]}).run(operations.submit(dict(ORDER), RequestOptions()))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert operations.instrumentation.usage().requests == 400


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_child_forked_while_usage_is_counted_does_not_hang() -> None:
    world = World({"submit": [ACCEPTED]})
    operations = world.operations()
    with operations.instrumentation._lock.get():
        child = os.fork()
        if child == 0:
            import signal  # noqa: PLC0415 - in the child alone

            signal.alarm(5)
            world.run(operations.submit(dict(ORDER), RequestOptions()))
            os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
