"""The orders of one tenant, found by ID and by reference, newest first, within a limit."""

from __future__ import annotations

import logging
from collections import OrderedDict
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from gelatoconnect_mock.sandbox.orders.order import Order

_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")


class Store:
    """Orders in the order of their creation.

    Holds ``max_orders``. Beyond that, the order that ended first is evicted, or the oldest if none has ended.
    ``max_orders`` None means no limit.
    """

    def __init__(self, max_orders: int | None) -> None:
        self._max_orders = max_orders
        # Finding the front of a plain dict takes longer and longer as it is emptied from there.
        self._orders: OrderedDict[str, Order] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._newest: dict[str, Order] = {}
        self.last_number = 0
        """Number of the newest order ever created, evicted ones and those of a late commit included."""
        self.evictions = 0

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[Order]:
        return iter(self._orders.values())

    def take_id(self, id_of: Callable[[int], str], due: Container[str]) -> tuple[int, str]:
        """Return the number and the ID of an order to be created.

        No stored order and no ``due`` one has the ID. The number is never used again.
        """
        while True:
            number = self.last_number = self.last_number + 1
            order_id = id_of(number)
            if order_id not in self._orders and order_id not in due:  # a loaded order may have another number's ID
                return number, order_id

    def add(self, order: Order) -> None:
        """Store an order that is younger than all others."""
        if self._max_orders is not None and len(self._orders) >= self._max_orders:
            self._evict()
        older = order.older = self._newest.get(order.reference)
        if older is not None:
            older.younger = order
        self._orders[order.id] = self._newest[order.reference] = order
        self.last_number = max(self.last_number, order.number)
        if order.ended:
            self.mark_ended(order)

    def mark_ended(self, order: Order) -> None:
        """Note that nothing can happen to an order any more: it is evicted before the others."""
        self._ended[order.id] = None

    def by_id(self, order_id: str) -> Order | None:
        """Return the order of an ID."""
        return self._orders.get(order_id)

    def by_reference(self, reference: str) -> Iterator[Order]:
        """Yield the orders of a reference, newest first."""
        order = self._newest.get(reference)
        while order is not None:
            yield order
            order = order.older

    def find(self, name: str, customer: str | None, now: float) -> Order | None:
        """Return the order of an ID, else the newest of a reference, that a lookup sees at a virtual time.

        ``customer`` None means every customer.
        """
        by_id = self._orders.get(name)
        for order in chain(() if by_id is None else (by_id,), self.by_reference(name)):
            if order.visible_from <= now and customer in {None, order.customer}:
                return order
        return None

    def newest_first(self) -> Iterator[Order]:
        """Yield all orders, the one created last first."""
        return reversed(self._orders.values())

    def in_search_order(self) -> Iterator[Order]:
        """Yield all orders as a search lists them: the newest second first, within a second by ID.

        Responses show whole seconds, so two orders of one second are a tie for their reader.
        """
        for _second, orders in groupby(self.newest_first(), key=lambda order: int(order.created)):
            yield from sorted(orders, key=attrgetter("id"))

    def _evict(self) -> None:
        if not self.evictions:
            _LOG.warning(
                "A tenant holds %d orders, the limit. From now on ended orders are evicted first, then the oldest. "
                "Start with --state to keep all.", self._max_orders
            )  # fmt: skip
        self.evictions += 1
        evicted = self._orders.pop(next(iter(self._ended or self._orders)))
        self._ended.pop(evicted.id, None)
        older, younger = evicted.older, evicted.younger
        evicted.older = evicted.younger = None
        if older is not None:
            older.younger = younger
        if younger is not None:
            younger.older = older
        elif older is not None:
            self._newest[evicted.reference] = older
        else:
            del self._newest[evicted.reference]
