"""Checks a body against the contract before anything is sent, and tells what merely looks unwise as a warning."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

from gelatoconnect._contract.advice import advice
from gelatoconnect._contract.rules import rule
from gelatoconnect.errors import ContractAdvisory, Fault, InvalidOrder, InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    from gelatoconnect._contract.verdicts import Broken, Place

_SUBJECTS = {"OrderRequest": "order", "UpdateShipmentRequest": "update", "SearchRequest": "search"}


def check_body(body: Mapping[str, Any], schema: str, mode: Literal["refuse", "warn", "off"]) -> None:
    """Check `body` against the contract's request schema of that name, as `Options.preflight` says.

    Raises InvalidOrder (for an order) or InvalidRequest with every fault at once. Issues a ContractAdvisory for what
    only a sibling API is known to refuse. Both happen before a single byte is sent.
    """
    if mode == "off":
        return
    broken = rule(schema)(body)
    if broken and mode == "refuse":
        raise _refusal(broken, schema)
    for one in (*broken, *advice(schema)(body)):
        # Four frames up is the caller's own line: this function, the operation, the client's method, the caller.
        warnings.warn(f"{_SUBJECTS[schema]} {Fault(one.pointer, one.message)}", ContractAdvisory, stacklevel=4)


def encode(body: Mapping[str, Any]) -> bytes:
    """Return `body` as JSON.

    Raises InvalidRequest where it holds something JSON cannot say, in a place the contract does not describe.
    """
    try:
        return json.dumps(body, separators=(",", ":"), allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        reason = "it is nested too deeply" if isinstance(error, RecursionError) else _json_reason(error)
        raise InvalidRequest(f"the body cannot be written as JSON: {reason}; nothing was sent") from None


def _json_reason(error: TypeError | ValueError) -> str:
    # json names the type, never the value, in these two; anything else might repeat one.
    text = str(error)
    known = ("Object of type", "Out of range float values", "Circular reference", "keys must be")
    return next((text.partition(":")[0] for start in known if text.startswith(start)), type(error).__name__)


def _in_order(place: Place) -> list[tuple[bool, int, str]]:
    # A caller's dict may have keys that are no strings; they compare with nothing, so they are written out.
    return [(False, step, "") if isinstance(step, int) else (True, 0, str(step)) for step in place]


def _refusal(broken: Sequence[Broken], schema: str) -> InvalidRequest:
    faults = tuple(Fault(one.pointer, one.message) for one in sorted(broken, key=lambda one: _in_order(one.place)))
    kind = InvalidOrder if schema == "OrderRequest" else InvalidRequest
    number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
    lines = "".join(f"\n  {fault}" for fault in faults)
    return kind(f"the {_SUBJECTS[schema]} breaks the contract in {number}; nothing was sent{lines}", faults=faults)
