"""`extra_field`: an unknown field wherever one is possible."""

from typing import Any

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import stored, submit

AFTER = {"X-Sandbox-Fault": "after:extra_field"}


def without(name: str, node: Any) -> Any:
    """The same JSON, with that field taken out of every object, which must have it."""
    if isinstance(node, dict):
        assert name in node
        return {key: without(name, value) for key, value in node.items() if key != name}
    return [without(name, value) for value in node] if isinstance(node, list) else node


def test_every_object_has_it_and_all_else_is_as_ever(api: httpx2.Client) -> None:
    submit(api)
    real, spoiled = api.get("/r-1").json(), api.get("/r-1", headers=AFTER).json()
    (name,) = set(spoiled) - set(real)
    assert without(name, spoiled) == real


def test_a_submission_succeeds(api: httpx2.Client) -> None:
    assert submit(api, "after:extra_field").json()["id"]
    assert stored(api)


def test_it_needs_a_real_answer() -> None:
    with pytest.raises(InvalidFault, match="extra_field needs after:, because it changes a real response"):
        parse("before:extra_field", "getOrder")
