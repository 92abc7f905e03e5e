"""The rules of a tenant as JSON data, and back."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, Final

from gelatoconnect_mock.sandbox.settings import RateLimit, Rules

OFF: Final = "off"
"""What stands for no limit."""


def written_limit(limit: RateLimit | None) -> dict[str, Any]:
    """Return a rate limit as an object; no limit as one whose limit is ``off``."""
    return {"limit": OFF} if limit is None else asdict(limit)


def read_limit(content: Any) -> RateLimit | None:
    """Return the rate limit of an object or ``off``, which must be right in every field."""
    if content == OFF or content["limit"] == OFF:
        return None
    return RateLimit(**content)


def written_rules(rules: Rules) -> dict[str, Any]:
    """Return every rule by its name."""
    return {**asdict(rules), "rate_limit": written_limit(rules.rate_limit)}


def read_rules(content: dict[str, Any]) -> Rules:
    """Return rules of what `written_rules` wrote, or of what is right in every field."""
    return replace(Rules(**content), rate_limit=read_limit(content["rate_limit"]))
