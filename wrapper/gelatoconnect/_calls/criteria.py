"""What a search looks for: the contract's filters under their Python names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TypedDict

from gelatoconnect._contract.bodies import Body, in_the_api, moment, snapshot
from gelatoconnect.errors import InvalidRequest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime


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
