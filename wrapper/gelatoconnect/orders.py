"""The operations on orders, as the synchronous client offers them: `connect.orders`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Unpack

from gelatoconnect._engine.changes import update_from
from gelatoconnect._engine.operations import Circumstances, Deadline, Operations
from gelatoconnect._engine.search import Filters, criteria_from
from gelatoconnect.options import CLIENT_DEFAULT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from gelatoconnect_api.models import CancelResult, Order, OrderSummary, ShipmentUpdateResult

    from gelatoconnect._engine.search import Pages
    from gelatoconnect._transport.async_driver import AsyncDriver
    from gelatoconnect._transport.sync_driver import SyncDriver
    from gelatoconnect._validation.body import Body
    from gelatoconnect.submission import Submission


class Orders:
    """Submit, get, search, cancel, update the shipment of, and wait for orders.

    Every method takes `customer_reference_id`, for a connector that serves all customers, and `deadline`, the seconds
    this call may take (`wait_until` has a `timeout` instead); without it the client's `Options.deadline` holds, and
    None means no bound. Whatever goes wrong is a `GelatoConnectError`.
    """

    def __init__(self, operations: Operations, driver: SyncDriver) -> None:
        self._operations = operations
        self._driver = driver

    def submit(
        self, order: Body, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> Submission:
        """Submit one order, an `OrderRequest` or a dict in the API's JSON names, and return its id (`submitOrder`).

        It is checked against the contract first, and sent with `preventDuplicate: true` unless it says otherwise. Where
        the answer is lost, late or unreadable, or is a 5xx or a 409, the order is looked up by its reference until it
        is found (`recovered` is True then) or the deadline comes. It is sent again only where it was surely not
        received, or where `Options` say that this is safe.

        Raises InvalidOrder, listing every fault, before anything is sent; OrderOutcomeUnknown where the order may
        exist and could not be found; DuplicateReference where the reference is another order's; another ApiError where
        the server refused it; DeadlineExceeded or RateLimited where it could not be sent in time.
        """
        own = Circumstances(deadline, customer_reference_id)
        return self._driver.run(self._operations.submit(order, own))

    def get(
        self, order_id: str, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> Order:
        """Read one order by its Gelato id or by your own reference (`getOrder`). Repeated until it is answered.

        Raises NotFound where there is none, InvalidRequest for what no URL can carry and for the references `order`
        and `search`, ResponseInvalid, DeadlineExceeded.
        """
        return self._driver.run(self._operations.get(order_id, Circumstances(deadline, customer_reference_id)))

    def search(
        self,
        criteria: Body | None = None,
        *,
        max_results: int | None = None,
        page_size: int | None = None,
        offset: int | None = None,
        customer_reference_id: str | None = None,
        deadline: Deadline = CLIENT_DEFAULT,
        **filters: Unpack[Filters],
    ) -> Iterator[OrderSummary]:
        """Find orders, newest first, page by page as you iterate (`searchOrders`).

        `criteria` is a `SearchRequest` or a dict in the API's JSON names; the filters by keyword are laid over it.
        All orders found are given, or the first `max_results`. `page_size` (1 to 100, by default 100; pages overlap by
        one order, so 1 asks for 2) and `offset` are the `limit` and `offset` of the API. Every order comes once, though
        orders arrive or leave the filter between two pages. `deadline` counts for each page. A filter that is an empty
        list (`ids=[]`) matches nothing: nothing is sent, and no order comes.

        Raises InvalidRequest at once for bad filters; the errors of `get` while iterating.
        """
        own = Circumstances(deadline, customer_reference_id)
        pages = self._operations.pages(criteria_from(criteria, filters), page_size, max_results, offset, own)
        return self._through(pages, own)

    def _through(self, pages: Pages, own: Circumstances) -> Iterator[OrderSummary]:
        while not pages.finished:
            yield from self._driver.run(self._operations.search_page(pages, own))

    def cancel(
        self, order_id: str, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> CancelResult:
        """Cancel an order that has not been shipped, by Gelato id or reference (`cancelOrder`).

        Where the answer is lost, or is a success with a `code` that is none (`{"code": 400}`), the order is read:
        canceled is a success, and it is sent again only where nothing has changed. Raises Conflict where it is too
        late, NotFound, DeadlineExceeded.
        """
        return self._driver.run(self._operations.cancel(order_id, Circumstances(deadline, customer_reference_id)))

    def update_shipment(
        self,
        order_id: str,
        update: Body | None = None,
        *,
        shipment_method_uid: str | None = None,
        shipping_address: Body | None = None,
        customer_reference_id: str | None = None,
        deadline: Deadline = CLIENT_DEFAULT,
    ) -> ShipmentUpdateResult:
        """Change the shipping method, the address or both of an order that has not been shipped (`updateShipment`).

        An address replaces the whole old one. Give the two by name, or `update` as a model or dict in the API's names.

        Where the answer is lost, the order is read: one that holds the update is a success, and it is sent again only
        where the order differs, in an address by more than case and blanks. Raises InvalidRequest, listing every fault,
        before anything is sent; Conflict where it is too late; NotFound; DeadlineExceeded.
        """
        body = update_from(update, shipment_method_uid, shipping_address)
        own = Circumstances(deadline, customer_reference_id)
        return self._driver.run(self._operations.update_shipment(order_id, body, own))

    def wait_until(
        self,
        order_id: str,
        status: str,
        *,
        timeout: float = 3600.0,
        interval: float = 1.0,
        longest_interval: float = 60.0,
        customer_reference_id: str | None = None,
    ) -> Order:
        """Read an order at a widening interval until it is in `status`, or past it on the same way, and return it.

        `timeout`, `interval` (the first pause) and `longest_interval` are seconds. A read that fails for a passing
        reason is repeated at the next interval.

        Raises OrderEnded at once where the order ended elsewhere (failed, canceled, returned, delivered),
        DeadlineExceeded when `timeout` is over, and the lasting errors of `get`.
        """
        own = Circumstances(customer_reference_id=customer_reference_id)
        return self._driver.run(self._operations.wait_until(order_id, status, timeout, interval, longest_interval, own))


class AsyncOrders:
    """The methods of `Orders`, with the same arguments, guarantees and errors: awaited, `search` with `async for`."""

    def __init__(self, operations: Operations, driver: AsyncDriver) -> None:
        self._operations = operations
        self._driver = driver

    async def submit(
        self, order: Body, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> Submission:
        """Do as `Orders.submit` does, awaited."""
        own = Circumstances(deadline, customer_reference_id)
        return await self._driver.run(self._operations.submit(order, own))

    async def get(
        self, order_id: str, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> Order:
        """Do as `Orders.get` does, awaited."""
        return await self._driver.run(self._operations.get(order_id, Circumstances(deadline, customer_reference_id)))

    def search(
        self,
        criteria: Body | None = None,
        *,
        max_results: int | None = None,
        page_size: int | None = None,
        offset: int | None = None,
        customer_reference_id: str | None = None,
        deadline: Deadline = CLIENT_DEFAULT,
        **filters: Unpack[Filters],
    ) -> AsyncIterator[OrderSummary]:
        """Do as `Orders.search` does, iterated with `async for`."""
        own = Circumstances(deadline, customer_reference_id)
        pages = self._operations.pages(criteria_from(criteria, filters), page_size, max_results, offset, own)
        return self._through(pages, own)

    async def _through(self, pages: Pages, own: Circumstances) -> AsyncIterator[OrderSummary]:
        while not pages.finished:
            for summary in await self._driver.run(self._operations.search_page(pages, own)):
                yield summary

    async def cancel(
        self, order_id: str, *, customer_reference_id: str | None = None, deadline: Deadline = CLIENT_DEFAULT
    ) -> CancelResult:
        """Do as `Orders.cancel` does, awaited."""
        return await self._driver.run(self._operations.cancel(order_id, Circumstances(deadline, customer_reference_id)))

    async def update_shipment(
        self,
        order_id: str,
        update: Body | None = None,
        *,
        shipment_method_uid: str | None = None,
        shipping_address: Body | None = None,
        customer_reference_id: str | None = None,
        deadline: Deadline = CLIENT_DEFAULT,
    ) -> ShipmentUpdateResult:
        """Do as `Orders.update_shipment` does, awaited."""
        body = update_from(update, shipment_method_uid, shipping_address)
        own = Circumstances(deadline, customer_reference_id)
        return await self._driver.run(self._operations.update_shipment(order_id, body, own))

    async def wait_until(
        self,
        order_id: str,
        status: str,
        *,
        timeout: float = 3600.0,
        interval: float = 1.0,
        longest_interval: float = 60.0,
        customer_reference_id: str | None = None,
    ) -> Order:
        """Do as `Orders.wait_until` does, awaited."""
        own = Circumstances(customer_reference_id=customer_reference_id)
        return await self._driver.run(
            self._operations.wait_until(order_id, status, timeout, interval, longest_interval, own)
        )
