"""Searches orders: the contract's filters under Python names, and pagination by offset.

The API lists newest first and has no cursor. A new order pushes all others one place back, so a page may repeat orders
of the page before: repeats are dropped by id. An order that leaves the filter pulls the others forward, past the next
offset. So every page overlaps the one before by one place, and if the overlap shows no known order, the search steps
back until it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, TypedDict

from gelatoconnect._validation.body import format_datetime, to_camel_case, to_json_dict
from gelatoconnect.errors import InvalidRequest, ResponseInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from gelatoconnect_api.models import OrderSummary

MAX_PAGE_SIZE: Final = 100
MAX_REPEATS: Final = 3


class Filters(TypedDict, total=False):
    """The filters of a search (contract: `SearchRequest`). A list matches any of its values; all filters must match."""

    ids: Sequence[str]
    order_reference_id: str
    order_reference_ids: Sequence[str]
    order_types: Sequence[str]
    fulfillment_statuses: Sequence[str]
    financial_statuses: Sequence[str]
    countries: Sequence[str]
    currencies: Sequence[str]
    channels: Sequence[str]
    store_ids: Sequence[str]
    search: str
    start_date: datetime | str
    end_date: datetime | str


_DATETIMES: Final = frozenset({"start_date", "end_date"})
_TEXTS: Final = frozenset({"order_reference_id", "search"})


def search_body(criteria: object, filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a search: a model or dict in the API's names, overridden by the named filters.

    Raises InvalidRequest for an unknown filter, a filter that is not a list, or a naive datetime.
    """
    body = {} if criteria is None else to_json_dict(criteria, "search")
    for name, value in filters.items():
        if name not in Filters.__annotations__:
            raise InvalidRequest(
                f"search has no filter {name!r}. Nothing was sent. "
                f"The filters are {', '.join(Filters.__annotations__)}."
            )
        if value is not None:
            body[to_camel_case(name)] = _to_json(name, value)
    return body


def matches_nothing(criteria: Mapping[str, Any]) -> bool:
    """Return True if one of the lists is empty: it matches any of its values, so none."""
    return any(criteria.get(to_camel_case(name)) == [] for name in Filters.__annotations__)


class Pages:
    """The position of a search. `body()` returns the next request's body, `take()` accepts the page it returned."""

    def __init__(self, criteria: Mapping[str, Any], *, page_size: int, max_results: int | None, offset: int) -> None:
        self._criteria = dict(criteria)
        # A page of one has no room for the overlap, so it serves only a search for one.
        self._size = max(2, page_size) if max_results is None else max(1, min(max(2, page_size), max_results))
        self._max_left = max_results
        self._first = self._offset = offset
        self._seen: set[str] = set()
        self._last: list[str] = []
        self._repeats = 0
        self._is_ahead = True
        """Whether the next page lies ahead of all known orders, and no step back led to it."""
        self._fruitless = 0
        self.finished = max_results == 0

    def body(self) -> dict[str, Any]:
        """Return the body of the next request."""
        return {**self._criteria, "limit": self._size, "offset": self._offset}

    def take(self, page: list[OrderSummary]) -> list[OrderSummary]:
        """Return the new orders of the page that `body()` asked for, in its order, and move on.

        Raises ResponseInvalid if the server does not count the offset in orders, so that the search cannot go on: the
        same full page comes again and again, or full pages lead to an offset that shows no known order.
        """
        self._count_repeats([summary.id for summary in page])
        overlaps = bool(page) and page[0].id in self._seen
        if not overlaps and self._offset > self._first:
            self._step_back()
            return []
        self._is_ahead = True
        new = list({summary.id: summary for summary in page if summary.id not in self._seen}.values())
        self._seen.update(summary.id for summary in new)
        self._fruitless = 0 if new else self._fruitless
        if self._max_left is not None:
            new = new[: self._max_left]
            self._max_left -= len(new)
        self.finished = len(page) < self._size or self._max_left == 0
        self._offset += self._size - 1
        return new

    def _step_back(self) -> None:
        # Many orders may have left the filter, which takes several steps in a row. But no order's change leads back to
        # the same offset by a full page again and again.
        self._fruitless += self._is_ahead
        self._is_ahead = False
        if self._fruitless > MAX_REPEATS:
            raise ResponseInvalid(
                f"The search returned {len(self._seen)} orders and shows none of them at offset {self._offset}: the "
                "server limits the offset, or does not count it in orders. The search cannot go on. Narrow the "
                f"filters until fewer than {self._size} orders match.",
                status=200,
            )
        self._offset -= self._size - 1

    def _count_repeats(self, ids: list[str]) -> None:
        self._repeats = self._repeats + 1 if ids == self._last and len(ids) == self._size else 0
        self._last = ids
        if self._repeats == MAX_REPEATS:
            raise ResponseInvalid(
                f"The search returned the same {self._size} orders for {MAX_REPEATS + 1} offsets: the server ignores "
                "the offset. The search cannot go on. Narrow the filters until fewer than "
                f"{self._size} orders match.",
                status=200,
            )


def _to_json(name: str, value: Any) -> Any:
    if name in _DATETIMES:
        return format_datetime(name, value)
    if name in _TEXTS:
        return value
    # A string is a sequence of letters too, and never meant as one.
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Iterable):
        raise InvalidRequest(f"{name} must be a list of strings, not {type(value).__name__}. Nothing was sent.")
    return [*value]
