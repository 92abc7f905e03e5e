"""The sandbox as a judge of request bodies: in process, by the status of its answer."""

from __future__ import annotations

import json
from typing import Any, Final

import httpx2

from tests.proof.judges import JudgeFailed
from tests.proof.small_order import order
from tests.standins.sandbox import in_process

_ROUTES: Final = {
    "submitOrder": ("POST", "/order"),
    "searchOrders": ("POST", "/search"),
    "updateShipment": ("PUT", "/to-be-updated"),
}
# A body is judged before its reference is found to be taken.
_ACCEPTED: Final = {"submitOrder": {200, 409}, "searchOrders": {200}, "updateShipment": {200}}


class SandboxJudge:
    """A sandbox of its own, without a limit of rate."""

    name: Final = "sandbox"
    at_once: Final = 1

    def __init__(self) -> None:
        self._sandbox = in_process()
        key = f"{self._sandbox.api_key}:{self._sandbox.api_secret}"
        self._headers = {"X-API-KEY": key, "Content-Type": "application/json"}
        assert self.verdict("submitOrder", order("to-be-updated"))

    def verdict(self, operation: str, body: Any) -> bool:
        method, path = _ROUTES[operation]
        content = json.dumps(body).encode()
        request = httpx2.Request(method, self._sandbox.base_url + path, headers=self._headers, content=content)
        transport = self._sandbox.transport
        assert transport is not None
        answer = transport.handle_request(request)
        accepted = answer.status_code in _ACCEPTED[operation]
        if not accepted and answer.status_code != 400:
            said = f"{answer.status_code} to {operation} of {content[:200]!r}: {answer.read()[:200]!r}"
            raise JudgeFailed(f"The sandbox answered {said}")
        return accepted
