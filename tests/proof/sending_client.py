"""The client as a judge of request bodies: it refuses one, or sends it; and what it sends is known.

The whole public client decides, not its rules alone: it leaves out null for an optional property that the contract
names, and adds what the caller left to it (`preventDuplicate`, the page of a search).
"""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

import httpx2
from gelatoconnect import GelatoConnect, Options
from gelatoconnect.errors import ContractWarning, InvalidRequest

from tests.proof.committed import ANSWERS

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType

_ANSWERS: Final = {one.operation: next(iter(one.examples.values())) for one in ANSWERS if one.status == "200"}


class Sending(NamedTuple):
    """What the client makes of a body: whether it accepts it, and the body it sends, None where it sends none."""

    accepted: bool
    body: Any


class SendingClient:
    """A client whose requests are answered at once. A context manager."""

    name: Final = "client"
    at_once: Final = 1

    def __enter__(self) -> Self:
        self._sent: Any = None
        self._client = GelatoConnect(
            "acme",
            "key",
            "secret",
            transport=httpx2.MockTransport(self._answer),
            options=Options(requests_per_second=None),
        )
        orders = self._client.orders
        self._calls: dict[str, Callable[[Any], Any]] = {
            "submitOrder": orders.submit,
            "searchOrders": lambda body: list(orders.search(body)),
            "updateShipment": lambda body: orders.update_shipment("id-1", body),
        }
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._client.close()

    def send(self, operation: str, body: Any) -> Sending:
        """Hand the body to the client."""
        self._sent = None
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ContractWarning)
                self._calls[operation](body)
        except InvalidRequest:
            assert self._sent is None
            return Sending(accepted=False, body=None)
        return Sending(accepted=True, body=self._sent)

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self._sent = json.loads(request.content)
        last = request.url.path.rpartition("/")[2]
        if last == "search":
            return httpx2.Response(200, json={"orders": []})
        if last == "order":
            return httpx2.Response(200, json=_ANSWERS["submitOrder"] | {"orderReferenceId": self._sent["orderReferenceId"]})
        return httpx2.Response(200, json=_ANSWERS["updateShipment"])
