"""Changes the rules of a tenant for a test, with errors that list the known names and values."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.control import schema
from gelatoconnect_mock.sandbox.settings import OFF, RateLimit, limit_to_dict, rules_from_dict

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.settings import Rules

_JSON_TYPES: Final = (str, int, float)
"""The types of a rule. An error shows any other value as Python writes it."""


def changed(rules: Rules, changes: dict[str, Any]) -> Rules:
    """Return rules with changes. Raises TypeError for an unknown name, ValueError for a wrong value."""
    known = asdict(rules)
    if unknown := sorted(set(changes) - set(known)):
        raise TypeError(f"there is no rule {unknown[0]!r}; the rules are {', '.join(known)}")
    limit = changes.get("rate_limit", rules.rate_limit)
    if limit == OFF:
        limit = None
    if limit is not None and not isinstance(limit, RateLimit):
        raise ValueError(f'rate_limit: expected a RateLimit, or None or "off" for no limit, found {limit!r}')
    values = {name: value if value is None or isinstance(value, _JSON_TYPES) else repr(value)
              for name, value in changes.items()}  # fmt: skip
    content = {**known, **values, "rate_limit": limit_to_dict(limit)}
    if errors := schema.component("Rules").errors(content):
        raise ValueError("; ".join(f"{error['reference']}: {error['message']}" for error in errors))
    return rules_from_dict(content)
