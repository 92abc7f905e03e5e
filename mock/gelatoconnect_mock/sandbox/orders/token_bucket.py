"""The limit of requests: a token bucket on the tenant's own clock."""

from __future__ import annotations

import math
from email.utils import formatdate
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.http.messages import ApiError

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.settings import RateLimit

# Seconds since 1970 leave six digits behind the point: who waits as long as told must not be a millionth too early.
_WHOLE: Final = 1 - 1e-6


class Bucket:
    """Holds ``limit`` tokens, full at first, and fills at ``limit`` in ``per_seconds`` virtual seconds."""

    __slots__ = ("_at", "_limit", "_tokens")

    def __init__(self, limit: RateLimit, now: float) -> None:
        self._limit, self._tokens, self._at = limit, float(limit.limit), now

    def take(self, now: float) -> None:
        """Take a token for one request; ApiError with 429 where there is none."""
        limit = self._limit
        self._tokens = min(limit.limit, self._tokens + (now - self._at) * limit.limit / limit.per_seconds)
        self._at = now
        if self._tokens >= _WHOLE:
            self._tokens -= 1
            return
        wait = max(1, math.ceil((1 - self._tokens) * limit.per_seconds / limit.limit))
        headers: tuple[tuple[bytes, bytes], ...] = ()
        if limit.retry_after == "seconds":
            headers = ((b"retry-after", b"%d" % wait),)
        elif limit.retry_after == "http-date":
            # Up to the next whole second, which is all that a date can tell.
            headers = ((b"retry-after", formatdate(math.ceil(now + wait), usegmt=True).encode()),)
        span = "one second" if limit.per_seconds == 1 else f"{limit.per_seconds:g} seconds"
        raise ApiError(429, f"More than {limit.limit} requests in {span}.", headers=headers)
