"""Hypothesis strategies for the requests of GelatoConnect, for the tests of your own order code.

`orders()`, `updates()` and `searches()` draw plain JSON that the contract accepts, with every documented field, every
form and unknown fields among them. `broken_orders()`, `broken_updates()` and `broken_searches()` draw bodies with one
thing wrong, named and located. They need `pip install 'gelatoconnect[testing]'`.
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
from gelatoconnect_mock.strategies.broken import Broken, catalogue

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

ORDER_FAULTS: Final[Mapping[str, SearchStrategy[Broken]]] = catalogue(requests.ORDER)
"""Every way to break an order, by name; each value draws orders that are broken in this way."""
UPDATE_FAULTS: Final[Mapping[str, SearchStrategy[Broken]]] = catalogue(requests.UPDATE)
"""Every way to break an update, by name."""
SEARCH_FAULTS: Final[Mapping[str, SearchStrategy[Broken]]] = catalogue(requests.SEARCH)
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


def broken_orders() -> SearchStrategy[Broken]:
    """Draw orders with one thing wrong; every name of `ORDER_FAULTS` comes up."""
    return _any_of(ORDER_FAULTS)


def broken_updates() -> SearchStrategy[Broken]:
    """Draw updates with one thing wrong; every name of `UPDATE_FAULTS` comes up."""
    return _any_of(UPDATE_FAULTS)


def broken_searches() -> SearchStrategy[Broken]:
    """Draw searches with one thing wrong; every name of `SEARCH_FAULTS` comes up."""
    return _any_of(SEARCH_FAULTS)


def _any_of(faults: Mapping[str, SearchStrategy[Broken]]) -> SearchStrategy[Broken]:
    return st.sampled_from(sorted(faults)).flatmap(faults.__getitem__)
