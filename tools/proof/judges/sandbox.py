"""The sandbox as a judge of request bodies: in process, by the status of its response."""

from __future__ import annotations

import json
from typing import Any, Final

import httpx2

from tools.proof.judges.judge import JudgeFailed
from tools.proof.sandboxes import in_process
from tools.proof.small_order import order

_ROUTES: Final = {
    "submitOrder": ("POST", "/order"),
    "searchOrders": ("POST", "/search"),
    "updateShipment": ("PUT", "/to-be-updated"),
}
# The sandbox validates a body before it looks for a duplicate.
_ACCEPTED: Final = {"submitOrder": {200, 409}, "searchOrders": {200}, "updateShipment": {200}}


class SandboxJudge:
    """A sandbox of its own, without a rate limit."""

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
        response = transport.handle_request(request)
        accepted = response.status_code in _ACCEPTED[operation]
        if not accepted and response.status_code != 400:
            said = f"{response.status_code} to {operation} of {content[:200]!r}: {response.read()[:200]!r}"
            raise JudgeFailed(f"The sandbox answered {said}")
        return accepted
