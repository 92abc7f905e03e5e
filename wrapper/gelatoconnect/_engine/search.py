"""Paging through a search by offset, though orders arrive, and leave the filter, between two pages.

The API lists newest first and has no cursor. A new order pushes all others one place back, so a page may repeat what
the one before held: repeats are dropped by id. An order that leaves the filter pulls the others forward, past the next
offset: so every page overlaps the one before by one place, and where the overlap holds nothing known, the search steps
back until it does.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, TypedDict

from gelatoconnect._validation.body import Body, in_the_api, moment, snapshot
from gelatoconnect.errors import InvalidRequest, ResponseInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from gelatoconnect_api.models import OrderSummary


class Filters(TypedDict, total=False):
    """The filters of a search (contract: `SearchRequest`): a list matches any of its values, several all match."""

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


_MOMENTS = frozenset({"start_date", "end_date"})
_TEXTS = frozenset({"order_reference_id", "search"})


def criteria_from(whole: Body | None, filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the body of a search: a model or dict in the API's names, with the named filters laid over it.

    Raises InvalidRequest for a filter that does not exist or is no list, or a datetime without time zone.
    """
    body = {} if whole is None else snapshot(whole, "search")
    for name, value in filters.items():
        if name not in Filters.__annotations__:
            raise InvalidRequest(f"search has no filter {name!r}; it takes {', '.join(Filters.__annotations__)}")
        if value is not None:
            body[in_the_api(name)] = _written(name, value)
    return body


def matches_nothing(criteria: Mapping[str, Any]) -> bool:
    """Tell whether one of the lists is empty: it matches any of its values, so none, whatever a server makes of it."""
    return any(criteria.get(in_the_api(name)) == [] for name in Filters.__annotations__)


def _written(name: str, value: Any) -> Any:
    if name in _MOMENTS:
        return moment(name, value)
    if name in _TEXTS:
        return value
    # A lone string is a sequence of letters too, and never what was meant.
    if isinstance(value, str):
        return [value]
    if not isinstance(value, Iterable):
        raise InvalidRequest(f"{name} must be a list of strings, not {type(value).__name__}; nothing was sent")
    return [*value]


MOST_A_PAGE: Final = 100
MOST_REPEATS: Final = 3


class Pages:
    """Where a search stands. Ask it for the next request's body, tell it the page that came back."""

    def __init__(self, criteria: Mapping[str, Any], *, page_size: int, max_results: int | None, offset: int) -> None:
        self._criteria = dict(criteria)
        # A page of one has no room for the overlap; it only ever serves a search for one.
        self._size = max(2, page_size) if max_results is None else max(1, min(max(2, page_size), max_results))
        self._wanted = max_results
        self._first = self._offset = offset
        self._seen: set[str] = set()
        self._last: list[str] = []
        self._repeats = 0
        self._ahead = True
        """Whether the page now asked for lies ahead of what is known, and no step back led to it."""
        self._fruitless = 0
        self.finished = max_results == 0

    def body(self) -> dict[str, Any]:
        """Return the body of the next request."""
        return {**self._criteria, "limit": self._size, "offset": self._offset}

    def take(self, page: list[OrderSummary]) -> list[OrderSummary]:
        """Return what is new in the page that answered `body()`, in its order, and move on.

        Raises ResponseInvalid where the same full page comes again and again, or full pages lead to a place where
        nothing known is found any more: the server does not count the offset in orders, and what lies beyond cannot be
        had.
        """
        self._notice_repeats([summary.id for summary in page])
        overlaps = bool(page) and page[0].id in self._seen
        if not overlaps and self._offset > self._first:
            self._step_back()
            return []
        self._ahead = True
        fresh = list({summary.id: summary for summary in page if summary.id not in self._seen}.values())
        self._seen.update(summary.id for summary in fresh)
        self._fruitless = 0 if fresh else self._fruitless
        if self._wanted is not None:
            fresh = fresh[: self._wanted]
            self._wanted -= len(fresh)
        self.finished = len(page) < self._size or self._wanted == 0
        self._offset += self._size - 1
        return fresh

    def _step_back(self) -> None:
        # Many orders may have left the filter, which takes several steps in a row; but to come back to the same place
        # by a full page, again and again, is no order's doing.
        self._fruitless += self._ahead
        self._ahead = False
        if self._fruitless > MOST_REPEATS:
            raise ResponseInvalid(
                f"search goes on after {len(self._seen)} orders, and shows none of them at offset {self._offset}: the "
                "server has a highest offset, or does not count it in orders, so that only these can be had. Narrow "
                f"the filters until fewer than {self._size} orders match",
                status=200,
            )
        self._offset -= self._size - 1

    def _notice_repeats(self, ids: list[str]) -> None:
        self._repeats = self._repeats + 1 if ids == self._last and len(ids) == self._size else 0
        self._last = ids
        if self._repeats == MOST_REPEATS:
            raise ResponseInvalid(
                f"search gave the same {self._size} orders for {MOST_REPEATS + 1} offsets: the server ignores the "
                f"offset, so that only these can be had. Narrow the filters until fewer than {self._size} orders match",
                status=200,
            )
