"""Keeps httpcore's debug log from showing the words of servers, and from failing a call, while a request is under way.

httpcore writes the head of every answer there, and the bytes that break the protocol. A server that repeats what it was
sent would put the secret or somebody's address into that log. The records stay; only what was received leaves them. And
httpcore logs in the midst of a request: what a handler or filter of the program raises there is dropped, since it would
turn an order that was stored into an exception. Requests that are not ours are logged as ever.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator


ours: Final = ContextVar("gelatoconnect_request_under_way", default=False)
"""Whether what is logged now belongs to a request of this library."""


@contextmanager
def shielded() -> Iterator[None]:
    """Let nothing that is logged within raise."""
    before = ours.set(True)
    try:
        yield
    finally:
        ours.reset(before)


class _Shield(logging.Filter):
    """Hands a record of ours to the logger's own filters and handlers itself, and lets the logger do nothing more."""

    def __init__(self, logger: logging.Logger) -> None:
        super().__init__()
        self._logger = logger

    def filter(self, record: logging.LogRecord) -> bool:
        if not ours.get():
            return True
        if isinstance(record.msg, str) and record.msg.startswith("receive_response"):
            record.msg = record.msg.partition(" ")[0]
        with suppress(Exception):
            others = logging.Filterer()
            others.filters = [one for one in self._logger.filters if one is not self]
            passed = others.filter(record)
            if passed:
                self._logger.callHandlers(passed if isinstance(passed, logging.LogRecord) else record)
        return False


for part in ("connection", "http11", "http2", "proxy", "socks"):
    logger = logging.getLogger(f"httpcore.{part}")
    # The first of its filters, so that one of the program's that raises is never asked outside it.
    logger.filters.insert(0, _Shield(logger))
