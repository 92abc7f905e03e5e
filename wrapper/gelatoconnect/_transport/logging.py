"""Keeps untrusted and secret text out of the HTTP library's log, and its handlers from failing a request.

httpx2 writes URLs to its INFO log, with the ids of orders. httpcore2 writes response headers, bytes that break the
protocol and the password of a SOCKS proxy to its DEBUG log. Both log in the middle of a request, so a handler that
raises would turn a stored order into an exception. The filter below drops such records of httpx2, the details of such
records of httpcore2, and the exceptions of handlers. It applies to requests of this library alone.
"""

from __future__ import annotations

import logging
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGGERS: Final = tuple(f"httpcore2.{part}" for part in ("connection", "http11", "http2", "proxy", "socks"))
CLIENT_LOGGER: Final = "httpx2"

# Events that show hosts, ports and times alone. Every other event loses its details.
_HARMLESS: Final = ("connect_tcp.", "start_tls.", "close.")

_is_own_request: Final = ContextVar("gelatoconnect_own_request", default=False)


@contextmanager
def redact_log() -> Iterator[None]:
    """Redact what the HTTP library logs inside the block, and drop what its log handlers raise."""
    token = _is_own_request.set(True)
    try:
        yield
    finally:
        _is_own_request.reset(token)


class _Redaction(logging.Filter):
    """A filter that redacts records, passes them to the logger's other filters and handlers, and stops the logger."""

    def __init__(self, logger: logging.Logger) -> None:
        super().__init__()
        self._logger = logger

    def filter(self, record: logging.LogRecord) -> bool:
        if not _is_own_request.get():
            return True
        if self._logger.name == CLIENT_LOGGER:
            return False
        if isinstance(record.msg, str) and not record.msg.startswith(_HARMLESS):
            record.msg = record.msg.partition(" ")[0]
        with suppress(Exception):
            others = logging.Filterer()
            others.filters = [one for one in self._logger.filters if one is not self]
            passed = others.filter(record)
            if passed:
                self._logger.callHandlers(passed if isinstance(passed, logging.LogRecord) else record)
        return False


for name in (CLIENT_LOGGER, *LOGGERS):
    logger = logging.getLogger(name)
    # First of all filters: one of the program's that raises must not run outside of this one.
    logger.filters.insert(0, _Redaction(logger))
