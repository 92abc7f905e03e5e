"""Status changes of orders, and the subscriptions to them.

Subscribers are called in the middle of a change: they note what they need and return. They neither block nor raise.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final, Generic, NamedTuple, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.orders.order import Order

Event = TypeVar("Event")
_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class StatusChanged(NamedTuple):
    """An order has another fulfillment status.

    Attributes:
        prefix: Prefix of the tenant.
        key: API key of the tenant.
        order: The order itself, which later changes will change too.
        previous: The status before; None for an order that was just stored.
        status: The status now.
        at: Virtual time of the change, in seconds since 1970.
    """

    prefix: str
    key: str
    order: Order
    previous: str | None
    status: str
    at: float


class Subscribers(Generic[Event]):
    """The subscribers to one kind of event, called in the order of their subscription."""

    __slots__ = ("_subscribers",)

    def __init__(self) -> None:
        self._subscribers: tuple[Callable[[Event], object], ...] = ()

    def __bool__(self) -> bool:
        return bool(self._subscribers)

    def subscribe(self, subscriber: Callable[[Event], object]) -> Callable[[], None]:
        """Call ``subscriber`` with each event from now on; return the function that ends the subscription.

        Ending a subscription twice does nothing.
        """

        def receive(event: Event) -> None:  # its own identity, so that one function may subscribe twice
            subscriber(event)

        def unsubscribe() -> None:
            self._subscribers = tuple(each for each in self._subscribers if each is not receive)

        self._subscribers = (*self._subscribers, receive)
        return unsubscribe

    def publish(self, event: Event) -> None:
        """Call every subscriber.

        A subscriber that raises is logged: its mistake changes neither an order nor a response.
        """
        for subscriber in self._subscribers:
            try:
                subscriber(event)
            except Exception:  # noqa: BLE001 - as the docstring says
                _LOG.exception("A subscriber failed: this is a bug of the subscriber.")
