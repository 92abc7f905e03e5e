"""Changes a tenant's rules as a test asks for it, and says what there is where that cannot be."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.control import schema
from gelatoconnect_mock.sandbox.settings import OFF, RateLimit, read_rules, written_limit

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.settings import Rules

_OF_RULES: Final = (str, int, float)
"""What a rule can be; anything else is told as Python writes it."""


def changed(rules: Rules, changes: dict[str, Any]) -> Rules:
    """Return rules with changes; TypeError for an unknown name, ValueError for a value that the rule does not take."""
    known = asdict(rules)
    if unknown := sorted(set(changes) - set(known)):
        raise TypeError(f"there is no rule {unknown[0]!r}; the rules are {', '.join(known)}")
    limit = changes.get("rate_limit", rules.rate_limit)
    if limit == OFF:
        limit = None
    if limit is not None and not isinstance(limit, RateLimit):
        raise ValueError(f'rate_limit: expected a RateLimit, or None or "off" for no limit, found {limit!r}')
    told = {name: value if value is None or isinstance(value, _OF_RULES) else repr(value)
            for name, value in changes.items()}  # fmt: skip
    changed = {**known, **told, "rate_limit": written_limit(limit)}
    if wrong := schema.component("Rules").errors(changed):
        raise ValueError("; ".join(f"{one['reference']}: {one['message']}" for one in wrong))
    return read_rules(changed)
