"""The `Date` header, whose text is made once a second."""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Headers


@lru_cache(maxsize=1_024)
def http_date(second: int) -> bytes:
    """Return a whole second since 1970 as HTTP writes a date. Every clock in use has its text in the cache."""
    return formatdate(second, usegmt=True).encode()


def own_headers(request_id: str, moment: float | None = None) -> Headers:
    """Return the headers of every response: its ID, and the date of a virtual moment, or of the machine's clock."""
    second = int(time.time() if moment is None else moment)
    return ((b"x-request-id", request_id.encode()), (b"date", http_date(second)))
