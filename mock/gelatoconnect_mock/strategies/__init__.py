"""Hypothesis strategies for the request bodies of GelatoConnect, for the tests of your own order code.

`orders()`, `updates()` and `searches()` draw plain JSON that the contract accepts: every documented field, every form,
and unknown fields. `broken_orders()`, `broken_updates()` and `broken_searches()` draw bodies with one violation, and
its name and JSON pointer. They need `pip install 'gelatoconnect[testing]'`.
"""

try:
    from hypothesis import strategies as st
except ModuleNotFoundError:
    raise ModuleNotFoundError(
        "gelatoconnect_mock.strategies needs hypothesis: pip install 'gelatoconnect[testing]'"
    ) from None

from collections.abc import Mapping
from typing import Any, Final

from hypothesis.strategies import SearchStrategy

from gelatoconnect_mock.strategies import requests
from gelatoconnect_mock.strategies.broken import Broken, catalog

__all__ = [
    "ORDER_FAULTS",
    "SEARCH_FAULTS",
    "UPDATE_FAULTS",
    "Broken",
    "broken_orders",
    "broken_searches",
    "broken_updates",
    "orders",
    "searches",
    "updates",
]

ORDER_FAULTS: Final[Mapping[str, SearchStrategy[Broken]]] = catalog(requests.ORDER)
"""Every way to break an order, by name. Each value draws orders that are broken in this way."""
UPDATE_FAULTS: Final[Mapping[str, SearchStrategy[Broken]]] = catalog(requests.UPDATE)
"""Every way to break an update, by name."""
SEARCH_FAULTS: Final[Mapping[str, SearchStrategy[Broken]]] = catalog(requests.SEARCH)
"""Every way to break a search, by name."""


def orders() -> SearchStrategy[dict[str, Any]]:
    """Draw bodies of `submitOrder` that the contract accepts (`OrderRequest`), as plain JSON in the API's names."""
    return requests.ORDER.valid


def updates() -> SearchStrategy[dict[str, Any]]:
    """Draw bodies of `updateShipment` that the contract accepts (`UpdateShipmentRequest`)."""
    return requests.UPDATE.valid


def searches() -> SearchStrategy[dict[str, Any]]:
    """Draw bodies of `searchOrders` that the contract accepts (`SearchRequest`)."""
    return requests.SEARCH.valid


def broken_orders(*names: str) -> SearchStrategy[Broken]:
    """Draw orders with one violation: any of `ORDER_FAULTS`, or one of these names.

    Raises:
        ValueError: `ORDER_FAULTS` has no such name.
    """
    return _any_of(ORDER_FAULTS, names)


def broken_updates(*names: str) -> SearchStrategy[Broken]:
    """Draw updates with one violation: any of `UPDATE_FAULTS`, or one of these names.

    Raises:
        ValueError: `UPDATE_FAULTS` has no such name.
    """
    return _any_of(UPDATE_FAULTS, names)


def broken_searches(*names: str) -> SearchStrategy[Broken]:
    """Draw searches with one violation: any of `SEARCH_FAULTS`, or one of these names.

    Raises:
        ValueError: `SEARCH_FAULTS` has no such name.
    """
    return _any_of(SEARCH_FAULTS, names)


def _any_of(faults: Mapping[str, SearchStrategy[Broken]], names: tuple[str, ...]) -> SearchStrategy[Broken]:
    if unknown := [name for name in names if name not in faults]:
        raise ValueError(f"there is no fault named {unknown[0]!r}: use a name of the catalog, such as {min(faults)!r}")
    return st.sampled_from(names or tuple(faults)).flatmap(faults.__getitem__)
