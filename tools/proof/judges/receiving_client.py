"""The client's verdict on a response that a transport returns.

Lookups find no order, and a get returns an unchanged order. So the result of an operation depends on the response
alone. Time is virtual: a wait takes no real time.
"""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self
from unittest.mock import patch

import httpx2
from gelatoconnect import GelatoConnect, Options
from gelatoconnect._engine.context import Clock
from gelatoconnect._validation.body import is_blank, is_encodable
from gelatoconnect.errors import ContractWarning, GelatoConnectError, ResponseInvalid

from tools.proof.contract import REQUESTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.proof.contract import Subject

_ORDER: Final = REQUESTS["submitOrder"].examples["seed"]
_PLACED: Final = {"id": "id-1", "orderReferenceId": _ORDER["orderReferenceId"], "fulfillmentStatus": "created"}
_NOT_FOUND: Final = {"code": "NOT_FOUND", "message": "Order not found"}
_SECONDS: Final = 1.0


class Outcome(NamedTuple):
    """The outcome of a call: `accepted` if it returned, else the names of the error and of its cause."""

    accepted: bool
    error: str = ""
    behind: str = ""

    @property
    def is_response_invalid(self) -> bool:
        """Whether the error says that the response violates the contract."""
        return ResponseInvalid.__name__ in {self.error, self.behind}

    def __str__(self) -> str:
        return "returns" if self.accepted else self.error + (f" after {self.behind}" if self.behind else "")


class ReceivingClient:
    """A client whose operations get the responses of a test. A context manager with virtual time."""

    def __init__(self) -> None:
        self._now = 1_000.0
        self._reference = ""
        self._response: tuple[str, httpx2.Response] | None = None
        clock = Clock(monotonic=lambda: self._now, time=lambda: self._now, random=lambda: 1.0)
        self._patches = (
            patch("gelatoconnect.client.SYSTEM_CLOCK", clock),
            patch("gelatoconnect._transport.sync_driver.sleep", self._sleep),
        )

    def __enter__(self) -> Self:
        for one in self._patches:
            one.start()
        self._client = GelatoConnect(
            "acme",
            "key",
            "secret",
            transport=httpx2.MockTransport(self._respond),
            options=Options(deadline=_SECONDS, requests_per_second=None),
        )
        orders = self._client.orders
        self._calls: dict[str, Callable[[], Any]] = {
            "submitOrder": lambda: orders.submit({**_ORDER, "orderReferenceId": self._reference}),
            "getOrder": lambda: orders.get("id-1"),
            "searchOrders": lambda: list(orders.search()),
            "cancelOrder": lambda: orders.cancel("id-1"),
            "updateShipment": lambda: orders.update_shipment("id-1", shipment_method_uid="express"),
        }
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()
        for one in self._patches:
            one.stop()

    def outcome(self, subject: Subject, body: Any) -> Outcome:
        """Return the outcome of an operation whose every response has this body.

        An order is submitted under the reference in the response, if it has one. Otherwise the response would be about
        another order.

        Exceptions of other libraries propagate.
        """
        self._reference = _reference_in(body)
        self._response = (subject.operation, httpx2.Response(int(subject.status), json=body))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ContractWarning)  # the reference may be a blank one
                self._calls[subject.operation]()
        except GelatoConnectError as error:
            behind = getattr(error, "last_error", None)
            return Outcome(accepted=False, error=type(error).__name__, behind=type(behind).__name__ if behind else "")
        return Outcome(accepted=True)

    def _sleep(self, seconds: float) -> None:
        self._now += seconds

    def _respond(self, request: httpx2.Request) -> httpx2.Response:
        assert self._response is not None
        operation, response = self._response
        asked = _operation(request)
        if asked == operation:
            return httpx2.Response(response.status_code, headers=response.headers, content=response.content)
        if asked == "searchOrders":
            return httpx2.Response(200, json={"orders": []})
        if operation == "submitOrder":
            return httpx2.Response(404, json=_NOT_FOUND)
        return httpx2.Response(200, json=_PLACED)


def _reference_in(body: Any) -> str:
    named = body.get("orderReferenceId") if isinstance(body, dict) else None
    if isinstance(named, str) and is_encodable(named) and not is_blank(named):
        return named
    return str(_ORDER["orderReferenceId"])


def _operation(request: httpx2.Request) -> str:
    last = request.url.path.rpartition("/")[2]
    if request.method == "POST":
        return {"order": "submitOrder", "search": "searchOrders", "cancel": "cancelOrder"}[last]
    return {"GET": "getOrder", "PUT": "updateShipment"}[request.method]
