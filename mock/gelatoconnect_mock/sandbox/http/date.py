"""The `Date` header, whose text is made once a second."""

from __future__ import annotations

import time
from email.utils import formatdate
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.http.messages import Headers


def http_date(second: int) -> bytes:
    """Return a whole second since 1970 as HTTP writes a date."""
    return formatdate(second, usegmt=True).encode()


@lru_cache(maxsize=1_024)
def date_header(second: int) -> tuple[bytes, bytes]:
    """Return the `Date` header of a whole second since 1970. Every clock in use has its own in the cache."""
    return b"date", http_date(second)


def own_headers(request_id: str) -> Headers:
    """Return the headers of every response without a tenant: its ID, and the date of the machine's clock."""
    return ((b"x-request-id", request_id.encode()), date_header(int(time.time())))
