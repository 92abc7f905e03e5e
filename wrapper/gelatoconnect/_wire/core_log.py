"""Keeps the words of servers out of httpcore's debug log while a request of ours is under way.

httpcore writes the head of every answer there, and the bytes that break the protocol. A server that repeats what it was
sent would put the secret or somebody's address into that log. The records stay; only what was received leaves them.
Requests that are not ours are logged as ever.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from typing import Final

ours: Final = ContextVar("gelatoconnect_request_under_way", default=False)
"""Whether what is logged now belongs to a request of this library."""


class _WithoutAnswers(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        if ours.get() and isinstance(record.msg, str) and record.msg.startswith("receive_response"):
            record.msg = record.msg.partition(" ")[0]
        return True


for protocol in ("http11", "http2"):
    logging.getLogger(f"httpcore.{protocol}").addFilter(_WithoutAnswers())
