"""Which order ids and references can stand in a URL."""

from __future__ import annotations

from typing import Final

from gelatoconnect.errors import InvalidRequest

# Paths of the API itself: GET /order and GET /search never mean an order of that reference.
RESERVED: Final = frozenset({"order", "search"})
# A hundred times what any order id has, and short enough to stand in a URL though each character becomes twelve.
LONGEST: Final = 4_000
_DOTS: Final = frozenset({".", ".."})


# What the contract's own pattern for references counts as blank; Python's str.strip() knows many more.
_BLANKS: Final = " \t\n\r\f\v"


def is_blank(text: object) -> bool:
    """Tell whether `text` is no reference at all: no string, or one that the contract calls blank."""
    return not isinstance(text, str) or not text.strip(_BLANKS)


def is_text(text: str) -> bool:
    """Tell whether UTF-8 can say `text`: half a surrogate pair it cannot."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def addressable(order_id: object) -> str:
    """Return `order_id`, a Gelato id or a reference of your own, where a URL can carry it.

    Raises InvalidRequest, saying why and what to do, for what is empty, too long, no string, not encodable, or
    `.` and `..`, which every HTTP library folds away.
    """
    if not isinstance(order_id, str) or is_blank(order_id):
        raise InvalidRequest(
            "the order id must be a non-empty string: the Gelato order id, or your order reference; nothing was sent"
        )
    if len(order_id) > LONGEST:
        raise InvalidRequest(f"the order id is too long for a URL: keep to {LONGEST:,} characters; nothing was sent")
    if not is_text(order_id):
        raise InvalidRequest("the order id holds half a surrogate pair, which no URL can carry; nothing was sent")
    if order_id in _DOTS:
        raise InvalidRequest(
            f"the order reference {order_id!r} is folded away in URLs: use the Gelato order id; nothing was sent"
        )
    return order_id


def readable(order_id: object) -> str:
    """Return `order_id` where GET can read it: as `addressable`, and neither of the words that are paths themselves."""
    checked = addressable(order_id)
    if checked in RESERVED:
        raise InvalidRequest(
            f"{checked!r} cannot be read by reference, because /{checked} is a path of the API itself: "
            f"use the Gelato order id, or search(order_reference_id={checked!r}); nothing was sent"
        )
    return checked
