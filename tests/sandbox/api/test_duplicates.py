"""A repeated reference under each of the three duplicates rules."""

from itertools import product
from typing import Any

import httpx2
import pytest

from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order

CASES = list(
    product(
        ("conflict", "replay", "accept"), (True, False, None), (True, False), (True, False), ("customer", "connector")
    )
)


def expected(rule: str, prevent: bool | None, same_content: bool, same_customer: bool, scope: str) -> str:
    """Return the documented outcome of the second submission of a reference."""
    known = same_customer or scope == "connector"
    if rule == "accept" or not known:
        return "second order"
    if rule == "conflict":
        return "conflict" if prevent else "second order"
    return "replay" if same_content else "conflict"


def submit(harness: Harness, customer: str | None, **changes: Any) -> httpx2.Response:
    client = harness.client() if customer is None else harness.client(Customer_Reference_ID=customer)
    return client.post("/order", json={name: value for name, value in an_order(**changes).items() if value is not None})


@pytest.mark.parametrize(("rule", "prevent", "same_content", "same_customer", "scope"), CASES)
def test_second_submission_follows_the_duplicates_rule(
    rule: str, prevent: bool | None, same_content: bool, same_customer: bool, scope: str
) -> None:
    harness = Harness(duplicates=rule, duplicate_scope=scope)
    first = submit(harness, "ann", preventDuplicate=prevent)
    harness.pass_time(60)
    changes = {} if same_content else {"currency": "EUR"}
    second = submit(harness, "ann" if same_customer else "bob", preventDuplicate=prevent, **changes)
    outcome = expected(rule, prevent, same_content, same_customer, scope)
    if outcome == "conflict":
        assert second.status_code == 409
        assert second.json()["details"] == [
            {
                "message": f"the order {first.json()['id']} has this reference",
                "reference": "orderReferenceId",
                "code": "duplicate",
            }
        ]
    elif outcome == "replay":
        assert (second.content, second.headers["x-sandbox-replayed"]) == (first.content, "true")
    else:
        assert second.status_code == 200
        assert second.json()["id"] != first.json()["id"]
        assert "x-sandbox-replayed" not in second.headers
    assert len(harness.tenant.store) == 1 + (outcome == "second order")


@pytest.mark.parametrize(
    ("rule", "prevent"),
    [("conflict", True), ("conflict", False), ("replay", True), ("replay", False), ("accept", True)],
)
def test_duplicate_in_flight_is_refused_if_the_rule_checks(rule: str, prevent: bool) -> None:
    harness = Harness(duplicates=rule)
    harness.submitted_late("r-1", 5)
    second = harness.api.post("/order", json=an_order(preventDuplicate=prevent))
    checks = rule == "replay" or (rule == "conflict" and prevent)
    assert second.status_code == (409 if checks else 200)
    other = harness.client(Customer_Reference_ID="bob").post("/order", json=an_order())
    assert other.status_code == 200
    harness.pass_time(5)
    assert harness.tenant.in_flight == {}
    assert len(harness.tenant.store) == 2 + (not checks)


def test_conflict_of_other_content_mentions_the_replay() -> None:
    harness = Harness(duplicates="replay")
    submit(harness, None)
    message = submit(harness, None, currency="EUR").json()["message"]
    assert message.endswith("with other content; the same content would be replayed.")


def test_replay_ignores_member_order_and_the_duplicate_flag() -> None:
    harness = Harness(duplicates="replay")
    first = submit(harness, None)
    reordered = dict(reversed(an_order().items()))
    assert harness.api.post("/order", json={**reordered, "preventDuplicate": False}).content == first.content


def test_reference_of_an_ended_order_is_a_duplicate(harness: Harness) -> None:
    order = harness.submitted()
    assert harness.api.post(f"/{order.id}/cancel").status_code == 200
    assert harness.api.post("/order", json=an_order()).status_code == 409


def test_get_by_a_repeated_reference_returns_the_newest(harness: Harness) -> None:
    orders = [harness.submitted(preventDuplicate=False) for _ in range(3)]
    assert harness.api.get("/r-1").json()["id"] == orders[-1].id
