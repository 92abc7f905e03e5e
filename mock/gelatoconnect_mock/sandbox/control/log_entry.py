"""A logged exchange as the control plane shows it: masked, with both validation results and a curl line.

All of it is computed when somebody reads the log.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from gelatoconnect_mock.sandbox.api.exchange import FAULT_HEADER
from gelatoconnect_mock.sandbox.api.pipeline import refuses_unused_body, response_violations
from gelatoconnect_mock.sandbox.api.router import decoded
from gelatoconnect_mock.sandbox.control.curl import curl_line
from gelatoconnect_mock.sandbox.control.redaction import masked, masked_query
from gelatoconnect_mock.sandbox.faults.magic import REFERENCES
from gelatoconnect_mock.sandbox.http.errors import ApiError
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody
from gelatoconnect_mock.sandbox.http.messages import TruncatedHeaders
from gelatoconnect_mock.sandbox.http.wire import framing
from gelatoconnect_mock.sandbox.orders.clock import format_timestamp

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.validators import CompiledContract
    from gelatoconnect_mock.runtime.secret_values import SecretValues
    from gelatoconnect_mock.sandbox.api.credentials import Credentials
    from gelatoconnect_mock.sandbox.api.exchange import Exchange


def log_entry(exchange: Exchange, contract: CompiledContract, credentials: Credentials, origin: str) -> dict[str, Any]:
    """Return an exchange as JSON data; its curl line sends the request to ``origin``."""
    request, response, secrets = exchange.request, exchange.response, credentials.secret_values
    return {
        "number": exchange.number, "id": exchange.id, "operation": exchange.operation,
        "at": None if exchange.tenant is None else format_timestamp(exchange.at),
        "request": {
            "method": request.method, "path": secrets.masked(request.path.decode("latin-1")),
            "query": secrets.masked(masked_query(request.query)),
            "headers": masked(request.headers, credentials), "body": _body(request.body, secrets),
            **({"truncated": True} if isinstance(request.headers, TruncatedHeaders) else {}),
        },
        "response": response and {
            "status": response.status,
            "headers": masked((*framing(response)[:1], *response.headers), credentials),
            "body": _body(b"" if request.method == "HEAD" else response.body, secrets),
        },
        **secrets.masked_data({
            "request_validation": _request_validation(exchange),
            "unknown_fields": unknown_fields(exchange), "advisories": advisories(exchange),
            "response_validation": _response_validation(exchange, contract),
            "fault": _fault(exchange), "change": exchange.change,
        }),
        "curl": curl_line(request, origin, credentials),
    }  # fmt: skip


def unknown_fields(exchange: Exchange) -> list[dict[str, Any]]:
    """Return the properties of a body that the contract does not know, each with a mark if its pointer is cut."""
    fields = () if exchange.inspection is None else exchange.inspection.unknown_fields
    return [
        {"pointer": field.pointer, "nearest": field.nearest, **({"cut": True} if field.is_cut else {})}
        for field in fields
    ]


def advisories(exchange: Exchange) -> list[dict[str, str]]:
    """Return the values of a body that the contract's advisories warn of."""
    return [] if exchange.inspection is None else [entry._asdict() for entry in exchange.inspection.advisories]


def json_body(exchange: Exchange) -> Any:
    """Return the JSON of a request's body, also if no operation read it; None for anything but JSON.

    Of a body that was not kept whole, return only the order reference.
    """
    if isinstance(exchange.request.body, TruncatedBody):
        return exchange.payload
    try:
        return orjson.loads(exchange.request.body)
    except orjson.JSONDecodeError:
        return None


def order_name(exchange: Exchange) -> str | None:
    """Return the order's id or reference in a request's path; None for a path without one."""
    if exchange.name is not None:
        return exchange.name
    if exchange.route is None or exchange.route.name is None:
        return None
    try:
        return decoded(exchange.route.name)
    except ApiError:
        return None


def references(exchange: Exchange) -> set[str]:
    """Return the order references in a request's body and path; for an id in the path, that order's reference."""
    names: set[Any] = set()
    content = json_body(exchange)
    if isinstance(content, dict):
        several = content.get("orderReferenceIds")
        candidates = (content.get("orderReferenceId"), *(several if isinstance(several, list) else ()))
        names = {value for value in candidates if isinstance(value, str)}
    name = order_name(exchange)
    if name is not None:
        order = None if exchange.tenant is None else exchange.tenant.store.by_id(name)
        names.add(name if order is None else order.reference)
    return names


def _request_validation(exchange: Exchange) -> dict[str, Any]:
    """Return whether the request was accepted, or rejected with which errors."""
    response = exchange.response
    fault = exchange.fault
    if fault is not None and fault.replaces_operation:
        # A magic fault comes after all checks. Any other comes first, so nothing was checked.
        return {"result": "accepted" if exchange.payload is not None else "unchecked"}
    if fault is not None and fault.phase == "after":
        return {"result": "accepted"}
    if response is None:
        return {"result": "unchecked"}
    if response.success or response.status >= 500:  # noqa: PLR2004 - a 5xx is a bug of the sandbox, not of the request
        return {"result": "accepted"}
    if isinstance(response.body, TruncatedBody):
        return {"result": "rejected"}
    content = orjson.loads(response.body)
    result = {"result": "rejected", "message": content.get("message") or content.get("status")}
    return {**result, "details": content["details"]} if "details" in content else result


def _response_validation(exchange: Exchange, contract: CompiledContract) -> dict[str, Any]:
    """Return whether the response matches the contract, and if not, whether a fault is the reason."""
    response = exchange.response
    if exchange.violations:
        return {"result": "invalid", "reasons": list(exchange.violations)}
    if (
        response is None
        or exchange.operation is None
        or (exchange.fault is None and refuses_unused_body(contract, exchange))
    ):
        return {"result": "unchecked", "reasons": []}
    if exchange.fault is None or not exchange.off_contract:
        return {"result": "valid", "reasons": []}
    reasons = []
    if exchange.fault.loses_response:
        reasons = [f"the response did not arrive whole: {exchange.fault.name}"]
    elif not isinstance(response.body, TruncatedBody):
        reasons = response_violations(contract, exchange)
    return {"result": "invalid_by_fault", "reasons": reasons}


def _fault(exchange: Exchange) -> dict[str, str] | None:
    """Return the text and the origin of the fault that a request met; None without a fault."""
    if exchange.fault is None:
        return None
    if exchange.step is not None:
        return {"text": exchange.step.text, "by": "plan"}
    header = exchange.request.header(FAULT_HEADER)
    if header is not None:
        return {"text": header.decode("latin-1"), "by": "header"}
    content = json_body(exchange)
    reference = str(content.get("orderReferenceId")) if isinstance(content, dict) else ""
    text = next((row.fault for row in REFERENCES if reference.startswith(row.begins)), exchange.fault.name)
    return {"text": text, "by": "magic"}


def _body(body: bytes, secrets: SecretValues) -> dict[str, Any]:
    """Return a body as it came but for its secrets. It is shown as text if it is no JSON without them."""
    if isinstance(body, TruncatedBody):
        return {"size": body.size, "text": secrets.masked(body.decode("utf-8", "replace")), "truncated": True}
    if not body:
        return {"size": 0}
    text = body.decode("latin-1")
    masked_text = secrets.masked(text)
    shown = body if masked_text is text else masked_text.encode("latin-1")
    try:
        orjson.loads(shown)
    except orjson.JSONDecodeError:
        return {"size": len(body), "text": shown.decode("utf-8", "replace")}
    # The bytes as they came: orjson cannot write JSON that is nested as deep as it can read.
    return {"size": len(body), "json": orjson.Fragment(shown)}
