"""Whether an order that was found is the order that was meant: pure, and forgiving where the answer says nothing.

Compared are the order type, currency, country, post code and first address line (whatever their case and blanks), and
per item reference the quantity, the file URLs and the product uid where the order names one. What the answer lacks, or
holds as null or empty, is unknown and not different; an item too many or too few differs.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_MOST_DIGITS: Final = 20


def differences(meant: Mapping[str, Any], found: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the fields in which the found order differs from the one meant: paths, never values."""
    return tuple(_differences(meant, found))


def _differences(meant: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    if _differ(meant.get("orderType", "order"), found.get("orderType")):
        yield "orderType"
    if _differ(meant.get("currency"), found.get("currency")):
        yield "currency"
    here, there = _object(meant.get("shippingAddress")), _object(found.get("shippingAddress"))
    for name in ("country", "postCode", "addressLine1"):
        if _differ(here.get(name), there.get(name)):
            yield f"shippingAddress.{name}"
    mine, others = _items(meant), _items(found)
    if others and all(item.get("itemReferenceId") for item in others):
        yield from _item_differences(_by_reference(mine), _by_reference(others))
    elif others and len(mine) != len(others):
        # Without references the items cannot be told apart, only counted.
        yield "items"


def _item_differences(meant: Mapping[str, list[Any]], found: Mapping[str, list[Any]]) -> Iterator[str]:
    for reference in sorted({*meant, *found}):
        here, there = meant.get(reference, []), found.get(reference, [])
        if len(here) != len(there):
            yield f"items[{reference}]"
            continue
        for mine, other in zip(here, there, strict=True):
            if _differ(mine.get("quantity"), _as_number(other.get("quantity"))):
                yield f"items[{reference}].quantity"
            if _differ(_urls(mine), _urls(other)):
                yield f"items[{reference}].files"
            if _differ(mine.get("productUid"), other.get("productUid"), exact=True):
                yield f"items[{reference}].productUid"


def _differ(meant: Any, found: Any, *, exact: bool = False) -> bool:
    if _says_nothing(meant) or _says_nothing(found):
        return False
    if isinstance(meant, str) and isinstance(found, str) and not exact:
        return " ".join(meant.split()).casefold() != " ".join(found.split()).casefold()
    return bool(meant != found)


def _as_number(value: Any) -> Any:
    return int(value) if isinstance(value, str) and value.isdecimal() and len(value) < _MOST_DIGITS else value


def _says_nothing(value: Any) -> bool:
    return value is None or value in ([], {}) or (isinstance(value, str) and not value.strip())


def _object(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _items(order: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    items = order.get("items")
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []


def _by_reference(items: Sequence[Mapping[str, Any]]) -> Mapping[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for item in items:
        grouped[str(item.get("itemReferenceId"))].append(item)
    for same in grouped.values():
        same.sort(key=lambda item: (str(item.get("quantity")), _urls(item)))
    return grouped


def _urls(item: Mapping[str, Any]) -> Sequence[str]:
    files = item.get("files")
    urls = [_object(file).get("url") for file in files] if isinstance(files, list) else []
    # One URL that is unknown makes the whole list so.
    return [] if any(_says_nothing(url) for url in urls) else sorted(map(str, urls))
