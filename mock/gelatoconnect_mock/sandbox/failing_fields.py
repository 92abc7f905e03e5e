"""Says in sentences what is wrong with a body: every failing field, with what was expected and what was found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.contract_rules import ContractRules
    from gelatoconnect_mock.sandbox.exchange import Detail


def failing_fields(rules: ContractRules, schema: str, value: Any) -> list[Detail]:
    """Return one entry for each failing field, 20 at most, sorted by path."""
    return [
        {"message": error.message, "reference": ".".join(map(str, error.instance_path)), "code": "other"}
        for error in rules.judge(schema).iter_errors(value)
    ][:20]
