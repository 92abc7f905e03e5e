"""What the journal of calls tells: whom a call was about, which fault struck it, and both verdicts on it.

A call is its own entry, so that nothing is worked out before somebody reads; what is too large to keep is cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.api.router import decoded
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody
from gelatoconnect_mock.sandbox.http.messages import ApiError
from gelatoconnect_mock.sandbox.orders.outcomes import REFERENCES

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.validators import CompiledContract
    from gelatoconnect_mock.sandbox.http.messages import Exchange

MOST_BYTES: Final = 65_536
"""The largest body that is kept whole."""
_BEGINNING: Final = 1_024
_NAMELESS: Final[dict[str, str]] = {}
"""What is kept of JSON that names no order: that it was there."""


def shorten(exchange: Exchange) -> None:
    """Let go of what is not kept of a call that is over: bodies that are too large, and what its JSON was read into.

    Of that the reference stays, for a call whose body does not.
    """
    if exchange.payload is not None:
        reference = exchange.payload.get("orderReferenceId") if isinstance(exchange.payload, dict) else None
        exchange.payload = {"orderReferenceId": reference} if isinstance(reference, str) else _NAMELESS
    if len(exchange.request.body) > MOST_BYTES:
        exchange.request = exchange.request._replace(body=TruncatedBody.of(exchange.request.body, _BEGINNING))
    if exchange.response is not None and len(exchange.response.body) > MOST_BYTES:
        exchange.response = exchange.response._replace(body=TruncatedBody.of(exchange.response.body, _BEGINNING))


def let_go_of_bodies(exchange: Exchange) -> None:
    """Keep no more of both bodies than how large they were, and a reference that is not large itself."""
    if exchange.payload and len(exchange.payload["orderReferenceId"]) > _BEGINNING:
        exchange.payload = _NAMELESS
    if exchange.request.body:
        exchange.request = exchange.request._replace(body=_nothing_of(exchange.request.body))
    if exchange.response is not None and exchange.response.body:
        exchange.response = exchange.response._replace(body=_nothing_of(exchange.response.body))


def _nothing_of(body: bytes) -> TruncatedBody:
    return TruncatedBody.unread(body.size if isinstance(body, TruncatedBody) else len(body))


def payload(exchange: Exchange) -> Any:
    """Return the JSON that a call's request carried, also where nobody came to read it; None where it had none.

    Of a body that was not kept, no more than the reference.
    """
    if isinstance(exchange.request.body, TruncatedBody):
        return exchange.payload
    try:
        return orjson.loads(exchange.request.body)
    except orjson.JSONDecodeError:
        return None


def named(exchange: Exchange) -> str | None:
    """Return the order's id or reference in a call's path; None where the path has none."""
    if exchange.named is not None:
        return exchange.named
    if exchange.route is None or exchange.route.named is None:
        return None
    try:
        return decoded(exchange.route.named)
    except ApiError:
        return None


def references(exchange: Exchange) -> set[str]:
    """Return the order references that a call names: in its body, in its path, or by the id of an order that has it."""
    found = set()
    content = payload(exchange)
    if isinstance(content, dict):
        several = content.get("orderReferenceIds")
        one = content.get("orderReferenceId")
        found = {text for text in (one, *(several if isinstance(several, list) else ())) if isinstance(text, str)}
    name = named(exchange)
    if name is not None:
        order = None if exchange.tenant is None else exchange.tenant.store.by_id(name)
        found.add(name if order is None else order.reference)
    return found


def fault(exchange: Exchange) -> dict[str, str] | None:
    """Return the fault that struck a call, as it was written, and what brought it; None where none did."""
    if exchange.fault is None:
        return None
    if exchange.step is not None:
        return {"text": exchange.step.text, "by": "plan"}
    asked = exchange.request.header(b"x-sandbox-fault")
    if asked is not None:
        return {"text": asked.decode("latin-1"), "by": "header"}
    content = payload(exchange)
    reference = str(content.get("orderReferenceId")) if isinstance(content, dict) else ""
    text = next((row.fault for row in REFERENCES if reference.startswith(row.begins)), exchange.fault.name)
    return {"text": text, "by": "magic"}


def request_verdict(exchange: Exchange) -> dict[str, Any]:
    """Return whether the request was accepted, or refused and for which reasons."""
    response = exchange.response
    if exchange.fault is not None:
        # Magic is looked for after every check; what else strikes before, strikes before anybody looked.
        judged = exchange.fault.phase == "after" or exchange.payload is not None
        return {"verdict": "accepted" if judged else "unjudged"}
    if response is None:
        return {"verdict": "unjudged"}
    if response.success or response.status >= 500:  # noqa: PLR2004 - then the sandbox is at fault, not the request
        return {"verdict": "accepted"}
    if isinstance(response.body, TruncatedBody):
        return {"verdict": "refused"}
    told = orjson.loads(response.body)
    verdict = {"verdict": "refused", "message": told.get("message") or told.get("status")}
    return {**verdict, "details": told["details"]} if "details" in told else verdict


def response_verdict(rules: CompiledContract, exchange: Exchange) -> dict[str, Any]:
    """Return whether the answer kept the contract, and where it did not, whether a fault had it do so."""
    response = exchange.response
    if exchange.violations:
        return {"verdict": "violated", "reasons": list(exchange.violations)}
    if response is None or exchange.operation is None:
        return {"verdict": "unjudged", "reasons": []}
    if exchange.fault is None:  # it was judged as it went out
        return {"verdict": "kept", "reasons": []}
    if exchange.fault.loses_response:
        return {"verdict": "left_by_fault", "reasons": [f"the answer did not arrive whole: {exchange.fault.name}"]}
    if isinstance(response.body, TruncatedBody):
        return {"verdict": "left_by_fault" if exchange.off_contract else "kept", "reasons": []}
    reasons = departures(rules, exchange)
    return {"verdict": "left_by_fault" if reasons else "kept", "reasons": reasons}


def departures(rules: CompiledContract, exchange: Exchange) -> list[str]:
    """Return, a sentence each, where the answer that a call got leaves the contract."""
    response = exchange.response
    assert response is not None and exchange.operation is not None  # noqa: S101, PT018 - its caller has looked
    judge = rules.responses.get((exchange.operation, response.status))
    if judge is None:
        return [f"the contract declares no answer {response.status} for {exchange.operation}"]
    if response.content_type != b"application/json":
        return [f"the contract has JSON, not {response.content_type.decode('latin-1')}"]
    try:
        content = orjson.loads(response.body)
    except orjson.JSONDecodeError:
        return ["the body is not JSON"]
    return [error.message for error in judge.iter_errors(content)]
