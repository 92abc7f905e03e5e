"""The magic values: what an order says about its own fate, so that a test in any language needs only an order."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from gelatoconnect_mock.sandbox.faults import parse

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.faults.fault import Fault
    from gelatoconnect_mock.sandbox.orders.tenant import Tenant


class MagicReference(NamedTuple):
    """A reference that begins like this meets a fault, so many times; then it is ordinary."""

    begins: str
    fault: str
    times: int
    effect: str


class FailureTrigger(NamedTuple):
    """A value that an order is accepted with and fails for; ``fails_as`` is the state it fails in."""

    where: str
    value: str
    code: str
    fails_in: str
    effect: str


REFERENCES: Final = (
    MagicReference("SBX-AFTER-DROP-", "after:drop", 1, "stored, then the connection is closed without an answer; once"),
    MagicReference("SBX-AFTER-TIMEOUT-", "after:timeout=30", 1, "stored, then 30 s of silence, then closed; once"),
    MagicReference("SBX-AFTER-502-", "after:status=502", 1, "stored, then answered with 502; once"),
    MagicReference("SBX-BEFORE-503x2-", "before:status=503", 2, "answered with 503, nothing stored; twice"),
    MagicReference("SBX-BEFORE-503-", "before:status=503", 1, "answered with 503, nothing stored; once"),
    MagicReference("SBX-BEFORE-429-", "before:status=429,retry_after=1", 1, "answered with 429, nothing stored; once"),
    MagicReference(
        "SBX-LATE-COMMIT-", "late_commit=5", 1, "504 after 1 s; the order appears 5 virtual seconds later; once"
    ),
    MagicReference(
        "SBX-LOOKUP-LAG-", "lookup_lag=10", 1, "stored; get and search see it 10 virtual seconds later; once"
    ),
)
"""Beginnings of ``orderReferenceId``; the first that fits counts."""

FAILURE_TRIGGERS: Final = (
    FailureTrigger(
        "file", "/404.pdf", "file_not_found", "received", "accepted; the print file is not found, the order fails"
    ),
    FailureTrigger(
        "file", "/403.pdf", "file_forbidden", "received", "accepted; the print file may not be read, the order fails"
    ),
    FailureTrigger(
        "file", "/lowres.pdf", "file_resolution", "received", "accepted; the print file is too coarse, the order fails"
    ),
    FailureTrigger(
        "file", "/corrupt.pdf", "file_corrupt", "received", "accepted; the print file is broken, the order fails"
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
"""Values that an order is accepted with and fails for later, in the order in which they are looked for."""

RETURNTOWN: Final = "Returntown"
"""The city from which every parcel comes back."""
FAILS_IN: Final = {fate.code: fate.fails_in for fate in FAILURE_TRIGGERS}
REASONS: Final = {
    "file_not_found": "A print file could not be downloaded: its address answers 404.",
    "file_forbidden": "A print file could not be downloaded: its address answers 403.",
    "file_resolution": "A print file has too low a resolution.",
    "file_corrupt": "A print file cannot be read as a PDF.",
    "product_unknown": "A product does not exist.",
    "out_of_stock": "A product is out of stock.",
    "address_invalid": "The shipping address does not exist.",
}
"""What a failed order gives as its ``refusalReason``, by ``refusalReasonCode``."""


def struck(tenant: Tenant, reference: str) -> Fault | None:
    """Return the fault that a submission meets for its reference, and count it; None for an ordinary one."""
    if not reference.startswith("SBX-"):
        return None
    for row in REFERENCES:
        if reference.startswith(row.begins):
            used = tenant.magic_used.get(reference, 0)
            if used >= row.times:
                return None
            tenant.magic_used[reference] = used + 1
            return parse(row.fault, "submitOrder")
    return None


def give_back(tenant: Tenant, reference: str) -> None:
    """Take back that the magic of a reference has struck: its request was refused for faults of its own."""
    used = tenant.magic_used.get(reference, 0)
    if used > 1:
        tenant.magic_used[reference] = used - 1
    else:
        tenant.magic_used.pop(reference, None)


def failure_code(payload: dict[str, Any]) -> str | None:
    """Return the code of what a submitted order is going to fail for; None where nothing is wrong with it."""
    paths = {
        "/" + _path(file["url"]).rpartition("/")[2]
        for item in payload["items"] for file in item.get("files", ())
    }  # fmt: skip
    products = {item.get("productUid") for item in payload["items"]}
    values = {"file": paths, "product": products, "postCode": {payload["shippingAddress"]["postCode"]}}
    return next((fate.code for fate in FAILURE_TRIGGERS if fate.value in values[fate.where]), None)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""
