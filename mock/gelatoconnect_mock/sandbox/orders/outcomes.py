"""Magic values in an order that decide how it ends, so that a test in any language needs only an order."""

from __future__ import annotations

from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit


class FailureTrigger(NamedTuple):
    """A value with which an order is accepted and fails later.

    Attributes:
        where: Kind of the field: ``file``, ``product`` or ``postCode``.
        value: The value; of a file, the last segment of its URL's path.
        code: The order's `refusalReasonCode`.
        fails_in: The status in which the order fails.
        effect: The description that the control plane shows.
    """

    where: str
    value: str
    code: str
    fails_in: str
    effect: str


FAILURE_TRIGGERS: Final = (
    FailureTrigger(
        "file",
        "/sandbox-404.pdf",
        "file_not_found",
        "received",
        "accepted; the print file is not found, the order fails",
    ),
    FailureTrigger(
        "file",
        "/sandbox-403.pdf",
        "file_forbidden",
        "received",
        "accepted; the print file may not be read, the order fails",
    ),
    FailureTrigger(
        "file",
        "/sandbox-lowres.pdf",
        "file_resolution",
        "received",
        "accepted; the print file is too coarse, the order fails",
    ),
    FailureTrigger(
        "file",
        "/sandbox-corrupt.pdf",
        "file_corrupt",
        "received",
        "accepted; the print file is broken, the order fails",
    ),
    FailureTrigger(
        "product", "sbx_unknown", "product_unknown", "received", "accepted; there is no such product, the order fails"
    ),
    FailureTrigger(
        "postCode", "00000", "address_invalid", "received", "accepted; there is no such address, the order fails"
    ),
    FailureTrigger(
        "product",
        "sbx_out_of_stock",
        "out_of_stock",
        "passed",
        "accepted; the product is out of stock, the order fails",
    ),
)
"""The first match decides."""

RETURNTOWN: Final = "Returntown"
"""The city from which every parcel comes back."""
FAILS_IN: Final = {trigger.code: trigger.fails_in for trigger in FAILURE_TRIGGERS}
REASONS: Final = {
    "file_not_found": "A print file could not be downloaded: its address answers 404.",
    "file_forbidden": "A print file could not be downloaded: its address answers 403.",
    "file_resolution": "A print file has too low a resolution.",
    "file_corrupt": "A print file cannot be read as a PDF.",
    "product_unknown": "A product does not exist.",
    "out_of_stock": "A product is out of stock.",
    "address_invalid": "The shipping address does not exist.",
}
"""The `refusalReason` of a failed order, by its `refusalReasonCode`."""
_MARKS: Final = (b"/sandbox-", b"sbx_", b"00000", RETURNTOWN.encode())
"""Each magic value contains one of these. To look for four costs half of looking for all."""


def may_be_magic(body: bytes) -> bool:
    """Return False if no value in the JSON of a body can be magic. Much cheaper than a look at each value."""
    for mark in _MARKS:  # a loop costs a third of `any` with a generator
        if mark in body:
            return True
    return b"\\" in body  # an escape can hide any character


def failure_code(payload: dict[str, Any]) -> str | None:
    """Return the `refusalReasonCode` with which a submitted order will fail; None if it will not."""
    files = {
        "/" + _path(file["url"]).rpartition("/")[2]
        for item in payload["items"] for file in item.get("files", ())
    }  # fmt: skip
    products = {item.get("productUid") for item in payload["items"]}
    values = {"file": files, "product": products, "postCode": {payload["shippingAddress"]["postCode"]}}
    return next((trigger.code for trigger in FAILURE_TRIGGERS if trigger.value in values[trigger.where]), None)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
