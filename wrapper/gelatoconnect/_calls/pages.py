"""Paging through a search by offset, though orders arrive, and leave the filter, between two pages.

The API lists newest first and has no cursor. A new order pushes all others one place back, so a page may repeat what
the one before held: repeats are dropped by id. An order that leaves the filter pulls the others forward, past the next
offset: so every page overlaps the one before by one place, and where the overlap holds nothing known, the search steps
back until it does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect.errors import ResponseInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gelatoconnect_api.models import OrderSummary


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
        self.finished = max_results == 0

    def body(self) -> dict[str, Any]:
        """Return the body of the next request."""
        return {**self._criteria, "limit": self._size, "offset": self._offset}

    def take(self, page: list[OrderSummary]) -> list[OrderSummary]:
        """Return what is new in the page that answered `body()`, in its order, and move on.

        Raises ResponseInvalid where the same full page comes again and again: the server ignores the offset, and what
        lies beyond that page cannot be had.
        """
        self._notice_repeats([summary.id for summary in page])
        overlaps = bool(page) and page[0].id in self._seen
        if not overlaps and self._offset > self._first:
            self._offset = max(self._first, self._offset - (self._size - 1))
            return []
        fresh = list({summary.id: summary for summary in page if summary.id not in self._seen}.values())
        self._seen.update(summary.id for summary in fresh)
        if self._wanted is not None:
            fresh = fresh[: self._wanted]
            self._wanted -= len(fresh)
        self.finished = len(page) < self._size or self._wanted == 0
        self._offset += self._size - 1
        return fresh

    def _notice_repeats(self, ids: list[str]) -> None:
        self._repeats = self._repeats + 1 if ids == self._last and len(ids) == self._size else 0
        self._last = ids
        if self._repeats == MOST_REPEATS:
            raise ResponseInvalid(
                f"search gave the same {self._size} orders for {MOST_REPEATS + 1} offsets: the server ignores the "
                f"offset, so that only these can be had. Narrow the filters until fewer than {self._size} orders match",
                status=200,
            )
