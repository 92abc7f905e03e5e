"""The sandbox as a judge of request bodies: in process, by the status it answers with."""

from __future__ import annotations

import json
from typing import Any, Final

import httpx
from gelatoconnect_mock.sandbox.for_tests import InProcessSandbox
from judges import JudgeFailed

_ROUTES: Final = {
    "submitOrder": ("POST", "/order"),
    "searchOrders": ("POST", "/search"),
    "updateShipment": ("PUT", "/order-of-nobody"),
}
# A body is judged before the order is looked for, and before its reference is found to be taken.
_VERDICTS: Final = {200: True, 404: True, 409: True, 400: False}


class SandboxJudge:
    """A sandbox of its own, without a limit of rate."""

    name: Final = "sandbox"
    at_once: Final = 1

    def __init__(self) -> None:
        self._sandbox = InProcessSandbox()
        self._sandbox.behave(rate_limit=None)
        key = f"{self._sandbox.api_key}:{self._sandbox.api_secret}"
        self._headers = {"X-API-KEY": key, "Content-Type": "application/json"}

    def verdict(self, operation: str, body: Any) -> bool:
        method, path = _ROUTES[operation]
        content = json.dumps(body).encode()
        request = httpx.Request(method, self._sandbox.base_url + path, headers=self._headers, content=content)
        transport = self._sandbox.transport
        assert transport is not None
        answer = transport.handle_request(request)
        if answer.status_code not in _VERDICTS:
            said = f"{answer.status_code} to {operation} of {content[:200]!r}: {answer.read()[:200]!r}"
            raise JudgeFailed(f"The sandbox answered {said}")
        return _VERDICTS[answer.status_code]
