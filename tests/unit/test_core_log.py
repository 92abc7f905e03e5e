"""A failing log handler fails no call, and the program's own log filters stay in force."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import pytest

from tests.standins.raw_sockets import http_response, read_request

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.standins.raw_sockets import Serve
    from tests.unit.clients import Connect

ACCEPTED = '{"id": "id-1", "orderReferenceId": "ref-1", "createdAt": "2030-01-01T00:00:00Z"}'


class Handler(logging.Handler):
    """A handler that keeps the records of httpcore2, and then raises."""

    def __init__(self, failure: Exception | None) -> None:
        super().__init__()
        self.failure = failure
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith("httpcore2"):
            self.seen.append(record.getMessage())
            if self.failure is not None:
                raise self.failure


class Filter(logging.Filter):
    """A filter that drops the records about responses, and raises at those about connecting."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.getMessage().startswith("connect_tcp"):
            raise ValueError(record.name)
        return not record.getMessage().startswith("receive_response")


@pytest.fixture
def handled() -> Iterator[Callable[[Exception | None], Handler]]:
    root = logging.getLogger()
    level, added = root.level, []

    def add(failure: Exception | None) -> Handler:
        added.append(Handler(failure))
        root.addHandler(added[-1])
        root.setLevel(logging.DEBUG)
        return added[-1]

    yield add
    root.setLevel(level)
    for handler in added:
        root.removeHandler(handler)


@pytest.fixture
def filtered() -> Iterator[None]:
    loggers = [logging.getLogger(f"httpcore2.{name}") for name in ("connection", "http11")]
    own = Filter()
    for logger in loggers:
        logger.addFilter(own)
    yield
    for logger in loggers:
        logger.removeFilter(own)


@pytest.fixture
def url(serve: Serve) -> str:
    def behave(connection: Any, _: int) -> None:
        while read_request(connection):
            connection.sendall(http_response(ACCEPTED))

    return serve(behave).url


@pytest.mark.parametrize("failure", [ValueError("the log is full"), OSError("the log server is gone")], ids=repr)
async def test_log_handler_that_raises_does_not_hide_a_stored_order(
    failure: Exception,
    handled: Callable[[Exception | None], Handler],
    url: str,
    connect: Connect,
    order: dict[str, Any],
) -> None:
    handler = handled(failure)
    submitted = await connect(base_url=url).submit(order)
    assert (submitted.id, submitted.recovered) == ("id-1", False)
    assert any("receive_response_headers.complete" in one for one in handler.seen)


@pytest.mark.usefixtures("filtered")
async def test_log_filter_that_raises_fails_no_call_and_still_filters(
    handled: Callable[[Exception | None], Handler], url: str, connect: Connect, order: dict[str, Any]
) -> None:
    handler = handled(None)
    assert (await connect(base_url=url).submit(order)).id == "id-1"
    assert {one.partition(".")[0] for one in handler.seen} >= {"send_request_headers", "send_request_body"}
    assert not any(one.startswith(("receive_response", "connect_tcp")) for one in handler.seen)
