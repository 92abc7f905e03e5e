"""The settings of a sandbox, and the rules of each tenant, which may change at run time."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Duplicates = Literal["conflict", "replay", "accept"]
Lifecycle = Literal["manual", "time", "reads", "instant"]
RetryAfter = Literal["seconds", "http-date", "absent"]
Policy = Literal["accept", "refuse"]

OFF: Final = "off"
"""The JSON form of no rate limit."""
DEFAULT_KEY = "test-key"
DEFAULT_SECRET = "test-secret"  # noqa: S105 - printed in the documentation
DEFAULT_PREFIX = "demo"


@dataclass(frozen=True, slots=True)
class RateLimit:
    """``limit`` requests in each ``per_seconds`` virtual seconds; the bucket holds ``limit``.

    With ``while_frozen`` it counts also while the clock stands still. The default limit does not.
    """

    limit: int = 100
    per_seconds: float = 1.0
    retry_after: RetryAfter = "seconds"
    while_frozen: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """How one tenant's API behaves if the real one is not documented; each field is listed as an assumption."""

    duplicates: Duplicates = "conflict"
    duplicate_scope: Literal["customer", "connector"] = "customer"
    cancel_canceled: Policy = "accept"
    cancel_failed: Policy = "refuse"
    update_canceled: Policy = "refuse"
    update_failed: Policy = "refuse"
    lifecycle: Lifecycle = "manual"
    step: float | None = None
    """Virtual seconds (``time``, 60) or reads (``reads``, 1) in each state."""
    rate_limit: RateLimit | None = field(default_factory=lambda: RateLimit(while_frozen=False))
    head_requests: Policy = "accept"
    compressed_bodies: Policy = "accept"
    visibility_lag: float = 0.0
    """Virtual seconds from the storing of an order until get, search, cancel and update find it."""

    @property
    def seconds_a_step(self) -> float:
        """Virtual seconds that an order stays in each state in the mode ``time``."""
        return 60.0 if self.step is None else self.step

    @property
    def reads_a_step(self) -> int:
        """Reads that an order stays in each state in the mode ``reads``."""
        return 1 if self.step is None else max(1, int(self.step))


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings that a sandbox starts with.

    Attributes:
        keys: The accepted pairs, key to secret. The default pair is accepted too if only this machine can reach `host`.
        seed: With a seed, IDs are the same in each run, and clocks stand still at 2025-01-01.
        rules: The rules that each tenant begins with.
        magic: False if magic values are ordinary.
        state: The SQLite file of a `SandboxServer`'s orders. Without it they are in memory.
        control_token: The bearer token that ``/_sandbox`` requires; None for none.
        host: The host to listen on.
        cors: The origins, in lower case, whose web pages may use the API; ``*`` is any.
        max_orders: Most orders of a tenant in memory.
        request_log_size: Most requests of a tenant in the log.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    seed: int | None = None
    rules: Rules = field(default_factory=Rules)
    magic: bool = True
    state: Path | None = None
    control_token: str | None = None
    host: str = "127.0.0.1"
    cors: tuple[str, ...] = ("*",)
    max_orders: int = 50_000
    request_log_size: int = 1_000


def switched(rules: Rules, started_with: Rules) -> dict[str, Any]:
    """Return, as JSON data, the fields in which a tenant's rules differ from those that it started with."""
    before = asdict(started_with)
    return {name: value for name, value in asdict(rules).items() if value != before[name]}


def with_switched(started_with: Rules, fields: dict[str, Any]) -> Rules:
    """Return the rules with these fields switched; raise TypeError for an unknown field."""
    limit = fields.get("rate_limit")
    return replace(started_with, **{**fields, **({"rate_limit": RateLimit(**limit)} if limit else {})})


def limit_to_dict(limit: RateLimit | None) -> dict[str, Any]:
    """Return a rate limit as an object; no limit as one whose limit is ``off``."""
    return {"limit": OFF} if limit is None else asdict(limit)


def limit_from_dict(content: Any) -> RateLimit | None:
    """Return the rate limit of an object or ``off``, which must be valid in every field."""
    if content == OFF or content["limit"] == OFF:
        return None
    return RateLimit(**content)


def rules_to_dict(rules: Rules) -> dict[str, Any]:
    """Return every rule by its name."""
    return {**asdict(rules), "rate_limit": limit_to_dict(rules.rate_limit)}


def rules_from_dict(content: dict[str, Any]) -> Rules:
    """Return the rules that `rules_to_dict` wrote, or those of an object that is valid in every field."""
    return replace(Rules(**content), rate_limit=limit_from_dict(content["rate_limit"]))
