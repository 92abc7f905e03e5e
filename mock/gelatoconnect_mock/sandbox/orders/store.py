"""The orders of one tenant, found by id and by reference, newest first, and no more of them than there is room for."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from itertools import chain, groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections import deque
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.http.messages import Exchange
    from gelatoconnect_mock.sandbox.orders.order import Order

_LOG: Final = logging.getLogger("gelatoconnect_mock.sandbox")
_AT_ONCE: Final = 2_000  # about a millisecond to take apart
_A_PIECE: Final = 200
_PAUSE: Final = 0.002  # seconds


class Store:
    """Orders in the order of their creation.

    Holds ``most`` orders; one more makes room by forgetting the one that ended first, or, where none has ended, the
    oldest. ``most`` None never forgets.
    """

    def __init__(self, most: int | None) -> None:
        self._most = most
        # Of a plain dict that is emptied from its front, finding the front takes longer and longer.
        self._orders: OrderedDict[str, Order] = OrderedDict()
        self._ended: OrderedDict[str, None] = OrderedDict()
        self._newest: dict[str, Order] = {}
        self.last_number = 0
        """The number of the newest order ever created, forgotten ones and those on their way included."""
        self.forgotten = 0
        """How many orders had to make room."""

    def __len__(self) -> int:
        return len(self._orders)

    def __iter__(self) -> Iterator[Order]:
        return iter(self._orders.values())

    def next_number(self) -> int:
        """Return the number of an order about to be created, never to be used again."""
        self.last_number += 1
        return self.last_number

    def add(self, order: Order) -> None:
        """Store an order that is younger than all others."""
        if self._most is not None and len(self._orders) >= self._most:
            self._make_room()
        older = order.older = self._newest.get(order.reference)
        if older is not None:
            older.younger = order
        self._orders[order.id] = self._newest[order.reference] = order
        self.last_number = max(self.last_number, order.number)
        if order.ended:
            self.ended(order)

    def ended(self, order: Order) -> None:
        """Take note that nothing can happen to an order any more: it is the first to make room."""
        self._ended[order.id] = None

    def by_id(self, order_id: str) -> Order | None:
        """Return the order of that id."""
        return self._orders.get(order_id)

    def by_reference(self, reference: str) -> Iterator[Order]:
        """Yield the orders of that reference, newest first."""
        order = self._newest.get(reference)
        while order is not None:
            yield order
            order = order.older

    def named(self, name: str, customer: str | None, now: float) -> Order | None:
        """Return the order of an id, else the newest of a reference, among those that may be seen.

        ``customer`` None means every customer's; an order that lookups cannot see yet is not found.
        """
        by_id = self._orders.get(name)
        for order in chain(() if by_id is None else (by_id,), self.by_reference(name)):
            if order.visible_from <= now and customer in {None, order.customer}:
                return order
        return None

    def newest_first(self) -> Iterator[Order]:
        """Yield all orders, the one created last first."""
        return reversed(self._orders.values())

    def as_searched(self) -> Iterator[Order]:
        """Yield all orders as the API lists them: those of the newest second first, within a second by id.

        Its answers show whole seconds, so that two orders of one second are a tie for whoever reads them.
        """
        for _second, orders in groupby(self.newest_first(), key=lambda order: int(order.created)):
            yield from sorted(orders, key=attrgetter("id"))

    def abandon(self, journal: deque[Exchange]) -> None:
        """Give the orders up, and the journal that tells of them: a reset need not wait until the last is gone."""
        if len(self._orders) + len(journal) > _AT_ONCE:
            threading.Thread(
                target=self._dismantle, args=(journal,), name="gelatoconnect-abandoned", daemon=True
            ).start()

    def _dismantle(self, journal: deque[Exchange]) -> None:
        while self._orders or journal:
            time.sleep(_PAUSE)  # or this thread would hold the others up
            for _ in range(min(_A_PIECE, len(self._orders))):
                _id, order = self._orders.popitem()
                self._newest.pop(order.reference, None)
            for _ in range(min(_A_PIECE, len(journal))):
                journal.popleft()

    def _make_room(self) -> None:
        if not self.forgotten:
            _LOG.warning(
                "A tenant holds %d orders, all there is room for: from now on ended ones, then the oldest, are "
                "forgotten. Start with --state to keep all.", self._most
            )  # fmt: skip
        self.forgotten += 1
        leaving = self._orders.pop(next(iter(self._ended or self._orders)))
        self._ended.pop(leaving.id, None)
        older, younger = leaving.older, leaving.younger
        leaving.older = leaving.younger = None
        if older is not None:
            older.younger = younger
        if younger is not None:
            younger.older = older
        elif older is not None:
            self._newest[leaving.reference] = older
        else:
            del self._newest[leaving.reference]
