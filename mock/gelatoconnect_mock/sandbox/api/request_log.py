"""The request log: the newest requests of each tenant with their responses, and those that belong to no tenant.

Bodies and heads are kept within a limit over the whole log: beyond it, those of the oldest exchanges go first. What is
left of an exchange then is small, and the number of those is limited too.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.sandbox.api.exchange import FAULT_HEADER
from gelatoconnect_mock.sandbox.http.json_body import TruncatedBody
from gelatoconnect_mock.sandbox.http.messages import TruncatedHeaders

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gelatoconnect_mock.sandbox.api.exchange import Exchange
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant

MAX_BYTES: Final = 33_554_432
"""Size of all bodies and heads in the log together."""
MAX_BODY_BYTES: Final = 65_536
"""The largest body that is kept whole."""
MAX_STRIPPED: Final = 20_000
"""Exchanges without their bodies, of all tenants together."""
_BEGINNING: Final = 1_024
_HEAD_COPIES: Final = 2
"""A path and a header are kept as bytes and, decoded, as text."""
_HEADER_BYTES: Final = 128
"""Memory of a header beside its characters."""
_SMALL_HEAD: Final = 4_096
"""Memory of a head that is kept as long as its exchange."""
_NO_REFERENCE: Final[dict[str, str]] = {}
"""What is kept of JSON without a reference: that it was there."""


class RequestLog:
    """The newest ``max_entries`` exchanges of each tenant, and of those without one.

    An exchange is appended when it arrives and closed when its response is known.
    """

    def __init__(self, max_entries: int, max_bytes: int = MAX_BYTES, max_stripped: int = MAX_STRIPPED) -> None:
        self._max_entries, self._max_bytes, self._max_stripped = max_entries, max_bytes, max_stripped
        self._of_tenants: dict[tuple[str, str], deque[Exchange]] = {}
        self._unmatched: deque[Exchange] = deque()
        self._closed: OrderedDict[int, Exchange] = OrderedDict()
        """Exchanges with bodies, by identity, in the order in which they were closed."""
        self._stripped: OrderedDict[int, Exchange] = OrderedDict()
        """Exchanges that have lost their bodies, in the order in which they did."""
        self._incomplete: set[tuple[str, str]] = set()
        """Tenants of which exchanges were dropped to make room for others."""
        self._bytes = 0

    @property
    def unmatched(self) -> Sequence[Exchange]:
        """Exchanges without a tenant, oldest first: a wrong path, a wrong method, or wrong credentials."""
        return self._unmatched

    def of(self, tenant: Tenant) -> Sequence[Exchange]:
        """Return the exchanges of a tenant, oldest first."""
        return self._of_tenants.get(tenant.name, ())

    def is_full(self, tenant: Tenant) -> bool:
        """Return True if older exchanges of a tenant may have been dropped."""
        return len(self.of(tenant)) >= self._max_entries or tenant.name in self._incomplete

    def append(self, exchange: Exchange) -> None:
        """Enter an exchange that has just arrived."""
        if self._max_entries < 1:
            return
        tenant = exchange.tenant
        if tenant is None:
            entries = self._unmatched
        elif (found := self._of_tenants.get(tenant.name)) is not None:
            entries = found
        else:
            entries = self._of_tenants[tenant.name] = deque()
        if len(entries) >= self._max_entries:
            self._release(entries.popleft())
        exchange.logged_bytes = 0
        entries.append(exchange)

    def close(self, exchange: Exchange) -> None:
        """Keep of an exchange that is over what the log has room for."""
        _shorten(exchange)
        if exchange.logged_bytes is None:  # a reset has forgotten it since
            return
        request = exchange.request
        size = len(request.body) + request.head_bytes * _HEAD_COPIES + len(request.headers) * _HEADER_BYTES
        if exchange.response is not None:
            size += len(exchange.response.body)
        if exchange.inspection is not None:
            size += exchange.inspection.size
        exchange.logged_bytes = size
        self._closed[id(exchange)] = exchange
        self._bytes += size
        while self._bytes > self._max_bytes:
            self._strip(next(iter(self._closed.values())))

    def clear(self, tenant: Tenant | None) -> None:
        """Forget the exchanges of a tenant; with None, those of no tenant."""
        entries = self._unmatched if tenant is None else self._of_tenants.pop(tenant.name, deque())
        if tenant is not None:
            self._incomplete.discard(tenant.name)
        while entries:
            self._release(entries.popleft())

    def _release(self, exchange: Exchange) -> None:
        """Count the bodies of an exchange no longer."""
        self._bytes -= exchange.logged_bytes or 0
        exchange.logged_bytes = None
        if self._closed.pop(id(exchange), None) is None:
            self._stripped.pop(id(exchange), None)

    def _strip(self, exchange: Exchange) -> None:
        """Drop the bodies and a large head of an exchange; forget the first stripped one beyond a limit."""
        self._release(exchange)
        _drop_bodies(exchange)
        _shorten_head(exchange)
        self._stripped[id(exchange)] = exchange
        if len(self._stripped) > self._max_stripped:
            _identity, first = self._stripped.popitem(last=False)
            tenant = first.tenant
            (self._unmatched if tenant is None else self._of_tenants[tenant.name]).remove(first)
            if tenant is not None:
                self._incomplete.add(tenant.name)


def _shorten(exchange: Exchange) -> None:
    """Drop the parsed JSON but for its reference, and the end of a body that is too large."""
    if exchange.payload is not None:
        reference = exchange.payload.get("orderReferenceId") if isinstance(exchange.payload, dict) else None
        exchange.payload = {"orderReferenceId": reference} if isinstance(reference, str) else _NO_REFERENCE
    if len(exchange.request.body) > MAX_BODY_BYTES:
        exchange.request = exchange.request._replace(body=TruncatedBody.of(exchange.request.body, _BEGINNING))
    if exchange.response is not None and len(exchange.response.body) > MAX_BODY_BYTES:
        exchange.response = exchange.response._replace(body=TruncatedBody.of(exchange.response.body, _BEGINNING))


def _drop_bodies(exchange: Exchange) -> None:
    """Keep the sizes of both bodies alone, and a reference that is not large itself."""
    exchange.inspection = None
    if exchange.payload and len(exchange.payload["orderReferenceId"]) > _BEGINNING:
        exchange.payload = _NO_REFERENCE
    if exchange.request.body:
        exchange.request = exchange.request._replace(body=_size_of(exchange.request.body))
    if exchange.response is not None and exchange.response.body:
        exchange.response = exchange.response._replace(body=_size_of(exchange.response.body))


def _size_of(body: bytes) -> TruncatedBody:
    return TruncatedBody.unread(body.size if isinstance(body, TruncatedBody) else len(body))


def _shorten_head(exchange: Exchange) -> None:
    """Keep the beginning of a head that is too large, with the header that brings a fault."""
    request, left = exchange.request, _SMALL_HEAD
    if request.head_bytes * _HEAD_COPIES + len(request.headers) * _HEADER_BYTES <= left:
        return
    kept = []
    for header in sorted(request.headers, key=lambda header: header[0] != FAULT_HEADER):
        left -= sum(map(len, header)) + _HEADER_BYTES
        if left < 0:
            break
        kept.append(header)
    exchange.request = request._replace(
        path=request.path[:_BEGINNING], query=request.query[:_BEGINNING], headers=TruncatedHeaders(kept), head_bytes=0
    )
    if exchange.customer is not None and len(exchange.customer) > _BEGINNING:
        exchange.customer = None
    if exchange.route is not None and exchange.route.name is not None and len(exchange.route.name) > _BEGINNING:
        exchange.name, exchange.route = None, exchange.route._replace(name=None)
