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


def broken_orders(*names: str) -> SearchStrategy[Broken]:
    """Draw orders with one thing wrong: one of `ORDER_FAULTS`, or of the names given.

    Raises ValueError for a name that is not in the catalogue.
    """
    return _any_of(ORDER_FAULTS, names)


def broken_updates(*names: str) -> SearchStrategy[Broken]:
    """Draw updates with one thing wrong: one of `UPDATE_FAULTS`, or of the names given.

    Raises ValueError for a name that is not in the catalogue.
    """
    return _any_of(UPDATE_FAULTS, names)


def broken_searches(*names: str) -> SearchStrategy[Broken]:
    """Draw searches with one thing wrong: one of `SEARCH_FAULTS`, or of the names given.

    Raises ValueError for a name that is not in the catalogue.
    """
    return _any_of(SEARCH_FAULTS, names)


def _any_of(faults: Mapping[str, SearchStrategy[Broken]], names: tuple[str, ...]) -> SearchStrategy[Broken]:
    if unknown := [name for name in names if name not in faults]:
        raise ValueError(
            f"there is no fault named {unknown[0]!r}: the catalogue lists the names, such as {min(faults)!r}"
        )
    return st.sampled_from(names or tuple(faults)).flatmap(faults.__getitem__)
