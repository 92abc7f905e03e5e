"""The rate limit: a token bucket on the tenant's own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.settings import RateLimit

# Floats of seconds since 1970 have six decimal places: a client that waits as told must not be a millionth too early.
_WHOLE: Final = 1 - 1e-6


class TokenBucket:
    """A bucket of ``limit`` tokens, full at first. It gets ``limit`` more in ``per_seconds`` virtual seconds."""

    __slots__ = ("_at", "_tokens", "limit")

    def __init__(self, limit: RateLimit, now: float) -> None:
        self.limit, self._tokens, self._at = limit, float(limit.limit), now

    def take(self, now: float) -> float:
        """Take a token and return 0; return the virtual seconds until the next token if there is none."""
        limit = self.limit
        self._tokens = min(limit.limit, self._tokens + (now - self._at) * limit.limit / limit.per_seconds)
        self._at = now
        if self._tokens >= _WHOLE:
            self._tokens -= 1
            return 0.0
        return (1 - self._tokens) * limit.per_seconds / limit.limit
