"""Orders for the tests of the sandbox."""

from typing import Any

from tests.samples import sample_order


def an_order(reference: str = "r-1", **changes: Any) -> dict[str, Any]:
    """Return the sample order, with the duplicate check on."""
    return sample_order(reference, **{"preventDuplicate": True, **changes})
