"""Which branch of a choice was meant, so that a fault is told in its words and not in those of every branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gelatoconnect_api.contract_rules import SCHEMAS

from gelatoconnect._contract.sentences import expectation, kinds
from gelatoconnect._contract.verdicts import Broken, Schema, broken

if TYPE_CHECKING:
    from collections.abc import Sequence


def nearest(
    schema: Schema, branches: Sequence[Schema], verdicts: list[Sequence[Broken]], value: Any
) -> Sequence[Broken]:
    """Report the one branch that was clearly meant, or the choice itself in one sentence."""
    meant = [number for number, branch in enumerate(branches) if is_meant(branch, value)]
    if len(meant) == 1 and verdicts[meant[0]]:
        return verdicts[meant[0]]
    if not isinstance(value, dict):
        return broken(schema, value)
    shared = _shared_faults(verdicts)
    if any(len(verdict) == len(shared) for verdict in verdicts):
        return shared
    return [Broken((), f"expected {expectation(schema)}"), *shared]


def is_meant(branch: Schema, value: Any) -> bool:
    """Tell whether the value was clearly meant for this branch, by the properties that set it apart."""
    shape = _resolved(branch)
    if not isinstance(value, dict):
        named = kinds(shape)
        return value is not None and (not named or not {"null", "object"}.issuperset(named))
    own = shape.get("x-chosen-by", ())
    against = shape.get("x-excluded-by", ())
    return shape.get("type") == "object" and (
        not own or (any(name in value for name in own) and not any(name in value for name in against))
    )


def _shared_faults(verdicts: list[Sequence[Broken]]) -> list[Broken]:
    """Return the faults that every branch finds: they hold whichever form was meant."""
    first, *others = verdicts
    return [one for one in first if one.place and all(one in other for other in others)]


def _resolved(schema: Schema) -> Schema:
    while "$ref" in schema:
        schema = SCHEMAS[schema["$ref"]]
    return schema
