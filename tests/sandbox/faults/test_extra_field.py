"""`extra_field`: an unknown field in each object."""

from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import is_stored, submit

AFTER = {"X-Sandbox-Fault": "after:extra_field"}


def without(name: str, node: Any) -> Any:
    """Return JSON without a field that every object of it must have."""
    if isinstance(node, dict):
        assert name in node
        return {key: without(name, value) for key, value in node.items() if key != name}
    return [without(name, value) for value in node] if isinstance(node, list) else node


def test_every_object_has_the_field_and_no_other_change(api: httpx2.Client) -> None:
    submit(api)
    real, changed = api.get("/r-1").json(), api.get("/r-1", headers=AFTER).json()
    (name,) = set(changed) - set(real)
    assert without(name, changed) == real


def test_submission_succeeds(api: httpx2.Client) -> None:
    assert submit(api, "after:extra_field").json()["id"]
    assert is_stored(api)


def test_before_raises_invalid_fault() -> None:
    with pytest.raises(InvalidFault, match="extra_field needs after:, because it changes a real response"):
        parse("before:extra_field", "getOrder")
