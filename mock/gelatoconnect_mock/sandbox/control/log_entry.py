"""What the control plane says of a logged exchange: its order, its fault, and whether both sides kept the contract.

Nothing is worked out before somebody reads it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from gelatoconnect_mock.sandbox.api.pipeline import FAULT_HEADER, response_violations
from gelatoconnect_mock.sandbox.api.router import decoded
from gelatoconnect_mock.sandbox.faults.magic import REFERENCES
from gelatoconnect_mock.sandbox.http.errors import ApiError
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.validators import ContractRules
    from gelatoconnect_mock.sandbox.api.exchange import Exchange


def payload(exchange: Exchange) -> Any:
    """Return the JSON of a request's body, also if no operation read it; None for no JSON.

    Of a body that was not kept, no more than the reference.
    """
    if isinstance(exchange.request.body, TruncatedBody):
        return exchange.payload
    try:
        return orjson.loads(exchange.request.body)
    except orjson.JSONDecodeError:
        return None


def order_name(exchange: Exchange) -> str | None:
    """Return the order's ID or reference in a request's path; None for a path without one."""
    if exchange.name is not None:
        return exchange.name
    if exchange.route is None or exchange.route.name is None:
        return None
    try:
        return decoded(exchange.route.name)
    except ApiError:
        return None


def references(exchange: Exchange) -> set[str]:
    """Return the order references of a request: in its body, in its path, or of the order whose ID is in its path."""
    found = set()
    content = payload(exchange)
    if isinstance(content, dict):
        several = content.get("orderReferenceIds")
        one = content.get("orderReferenceId")
        found = {text for text in (one, *(several if isinstance(several, list) else ())) if isinstance(text, str)}
    name = order_name(exchange)
    if name is not None:
        order = None if exchange.tenant is None else exchange.tenant.store.by_id(name)
        found.add(name if order is None else order.reference)
    return found


def fault(exchange: Exchange) -> dict[str, str] | None:
    """Return the fault that a request met, as it was written, and what brought it; None for no fault."""
    if exchange.fault is None:
        return None
    if exchange.step is not None:
        return {"text": exchange.step.text, "by": "plan"}
    header = exchange.request.header(FAULT_HEADER)
    if header is not None:
        return {"text": header.decode("latin-1"), "by": "header"}
    content = payload(exchange)
    reference = str(content.get("orderReferenceId")) if isinstance(content, dict) else ""
    text = next((row.fault for row in REFERENCES if reference.startswith(row.begins)), exchange.fault.name)
    return {"text": text, "by": "magic"}


def request_validation(exchange: Exchange) -> dict[str, Any]:
    """Return whether the request was accepted, or refused and for which reasons."""
    response = exchange.response
    if exchange.fault is not None:
        # Magic comes after every check; any other fault that strikes before comes before them.
        is_checked = exchange.fault.phase == "after" or exchange.payload is not None
        return {"result": "accepted" if is_checked else "unchecked"}
    if response is None:
        return {"result": "unchecked"}
    if response.success or response.status >= 500:  # noqa: PLR2004 - then the sandbox is at fault, not the request
        return {"result": "accepted"}
    if isinstance(response.body, TruncatedBody):
        return {"result": "rejected"}
    content = orjson.loads(response.body)
    verdict = {"result": "rejected", "message": content.get("message") or content.get("status")}
    return {**verdict, "details": content["details"]} if "details" in content else verdict


def response_validation(rules: ContractRules, exchange: Exchange) -> dict[str, Any]:
    """Return whether the response kept the contract, and if it did not, whether a fault made it so."""
    response = exchange.response
    if exchange.violations:
        return {"result": "invalid", "reasons": list(exchange.violations)}
    if response is None or exchange.operation is None:
        return {"result": "unchecked", "reasons": []}
    if exchange.fault is None:  # it was validated before it went out
        return {"result": "valid", "reasons": []}
    if exchange.fault.loses_response:
        return {"result": "invalid_by_fault", "reasons": [f"the answer did not arrive whole: {exchange.fault.name}"]}
    if isinstance(response.body, TruncatedBody):
        return {"result": "invalid_by_fault" if exchange.off_contract else "valid", "reasons": []}
    reasons = response_violations(rules, exchange)
    return {"result": "invalid_by_fault" if reasons else "valid", "reasons": reasons}
