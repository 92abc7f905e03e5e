"""What the journal of calls tells: whom a call was about, which fault struck it, and both verdicts on it.

A call is its own entry, so that nothing is worked out before somebody reads; what is too large to keep is cut.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.api.router import decoded
from gelatoconnect_mock.sandbox.http.json_body import Cut
from gelatoconnect_mock.sandbox.http.messages import Refused
from gelatoconnect_mock.sandbox.orders.outcomes import REFERENCES

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.validators import ContractRules
    from gelatoconnect_mock.sandbox.http.messages import Call

MOST_BYTES: Final = 65_536
"""The largest body that is kept whole."""
_BEGINNING: Final = 1_024
_NAMELESS: Final[dict[str, str]] = {}
"""What is kept of JSON that names no order: that it was there."""


def shorten(call: Call) -> None:
    """Let go of what is not kept of a call that is over: bodies that are too large, and what its JSON was read into.

    Of that the reference stays, for a call whose body does not.
    """
    if call.payload is not None:
        reference = call.payload.get("orderReferenceId") if isinstance(call.payload, dict) else None
        call.payload = {"orderReferenceId": reference} if isinstance(reference, str) else _NAMELESS
    if len(call.request.body) > MOST_BYTES:
        call.request = call.request._replace(body=Cut.of(call.request.body, _BEGINNING))
    if call.answer is not None and len(call.answer.body) > MOST_BYTES:
        call.answer = call.answer._replace(body=Cut.of(call.answer.body, _BEGINNING))


def let_go_of_bodies(call: Call) -> None:
    """Keep no more of both bodies than how large they were, and a reference that is not large itself."""
    if call.payload and len(call.payload["orderReferenceId"]) > _BEGINNING:
        call.payload = _NAMELESS
    if call.request.body:
        call.request = call.request._replace(body=_nothing_of(call.request.body))
    if call.answer is not None and call.answer.body:
        call.answer = call.answer._replace(body=_nothing_of(call.answer.body))


def _nothing_of(body: bytes) -> Cut:
    return Cut.unread(body.size if isinstance(body, Cut) else len(body))


def payload(call: Call) -> Any:
    """Return the JSON that a call's request carried, also where nobody came to read it; None where it had none.

    Of a body that was not kept, no more than the reference.
    """
    if isinstance(call.request.body, Cut):
        return call.payload
    try:
        return orjson.loads(call.request.body)
    except orjson.JSONDecodeError:
        return None


def named(call: Call) -> str | None:
    """Return the order's id or reference in a call's path; None where the path has none."""
    if call.named is not None:
        return call.named
    if call.route is None or call.route.named is None:
        return None
    try:
        return decoded(call.route.named)
    except Refused:
        return None


def references(call: Call) -> set[str]:
    """Return the order references that a call names: in its body, in its path, or by the id of an order that has it."""
    found = set()
    content = payload(call)
    if isinstance(content, dict):
        several = content.get("orderReferenceIds")
        one = content.get("orderReferenceId")
        found = {text for text in (one, *(several if isinstance(several, list) else ())) if isinstance(text, str)}
    name = named(call)
    if name is not None:
        order = None if call.tenant is None else call.tenant.store.by_id(name)
        found.add(name if order is None else order.reference)
    return found


def fault(call: Call) -> dict[str, str] | None:
    """Return the fault that struck a call, as it was written, and what brought it; None where none did."""
    if call.fault is None:
        return None
    if call.step is not None:
        return {"text": call.step.text, "by": "plan"}
    asked = call.request.header(b"x-sandbox-fault")
    if asked is not None:
        return {"text": asked.decode("latin-1"), "by": "header"}
    content = payload(call)
    reference = str(content.get("orderReferenceId")) if isinstance(content, dict) else ""
    text = next((row.fault for row in REFERENCES if reference.startswith(row.begins)), call.fault.name)
    return {"text": text, "by": "magic"}


def request_verdict(call: Call) -> dict[str, Any]:
    """Return whether the request was accepted, or refused and for which reasons."""
    answer = call.answer
    if call.fault is not None:
        # Magic is looked for after every check; what else strikes before, strikes before anybody looked.
        judged = call.fault.phase == "after" or call.payload is not None
        return {"verdict": "accepted" if judged else "unjudged"}
    if answer is None:
        return {"verdict": "unjudged"}
    if answer.success or answer.status >= 500:  # noqa: PLR2004 - then the sandbox is at fault, not the request
        return {"verdict": "accepted"}
    if isinstance(answer.body, Cut):
        return {"verdict": "refused"}
    told = orjson.loads(answer.body)
    verdict = {"verdict": "refused", "message": told.get("message") or told.get("status")}
    return {**verdict, "details": told["details"]} if "details" in told else verdict


def answer_verdict(rules: ContractRules, call: Call) -> dict[str, Any]:
    """Return whether the answer kept the contract, and where it did not, whether a fault had it do so."""
    answer = call.answer
    if call.violations:
        return {"verdict": "violated", "reasons": list(call.violations)}
    if answer is None or call.operation is None:
        return {"verdict": "unjudged", "reasons": []}
    if call.fault is None:  # it was judged as it went out
        return {"verdict": "kept", "reasons": []}
    if call.fault.loses_answer:
        return {"verdict": "left_by_fault", "reasons": [f"the answer did not arrive whole: {call.fault.name}"]}
    if isinstance(answer.body, Cut):
        return {"verdict": "left_by_fault" if call.off_contract else "kept", "reasons": []}
    reasons = departures(rules, call)
    return {"verdict": "left_by_fault" if reasons else "kept", "reasons": reasons}


def departures(rules: ContractRules, call: Call) -> list[str]:
    """Return, a sentence each, where the answer that a call got leaves the contract."""
    answer = call.answer
    assert answer is not None and call.operation is not None  # noqa: S101, PT018 - its caller has looked
    judge = rules.answers.get((call.operation, answer.status))
    if judge is None:
        return [f"the contract declares no answer {answer.status} for {call.operation}"]
    if answer.content_type != b"application/json":
        return [f"the contract has JSON, not {answer.content_type.decode('latin-1')}"]
    try:
        content = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return ["the body is not JSON"]
    return [error.message for error in judge.iter_errors(content)]
