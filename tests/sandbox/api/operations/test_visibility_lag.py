"""With a visibility lag lookups find an order only later; duplicates are seen at once."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.durable import DurableSandbox
from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order

SEARCHES: tuple[dict[str, object], ...] = (
    {},
    {"orderReferenceId": "r-1"},
    {"orderReferenceIds": ["r-1"]},
    {"search": "r-1"},
)
METHOD = {"shipmentMethodUid": "express"}


def found(api: httpx2.Client, order_id: str) -> list[int]:
    """Return the number of orders that each kind of search finds."""
    searches = (*SEARCHES, {"ids": [order_id]})
    return [len(api.post("/search", json=search).json()["orders"]) for search in searches]


def test_order_is_found_when_the_lag_is_over() -> None:
    harness = Harness(visibility_lag=3)
    order_id = harness.submitted("r-1").id
    harness.pass_time(2.9)
    assert found(harness.api, order_id) == [0] * 5
    assert [harness.api.get(f"/{name}").status_code for name in ("r-1", order_id)] == [404, 404]
    harness.pass_time(0.1)
    assert found(harness.api, order_id) == [1] * 5
    assert [harness.api.get(f"/{name}").status_code for name in ("r-1", order_id)] == [200, 200]


def test_cancel_and_update_find_the_order_when_reads_do() -> None:
    harness = Harness(visibility_lag=3)
    harness.submitted("r-1")
    assert harness.api.put("/r-1", json=METHOD).status_code == 404
    assert harness.api.post("/r-1/cancel").status_code == 404
    harness.pass_time(3)
    assert harness.api.put("/r-1", json=METHOD).status_code == 200
    assert harness.api.post("/r-1/cancel").status_code == 200


@pytest.mark.parametrize(("duplicates", "statuses"), [("conflict", [409]), ("replay", [200]), ("accept", [200])])
def test_duplicate_is_seen_at_once(duplicates: str, statuses: list[int]) -> None:
    harness = Harness(visibility_lag=3, duplicates=duplicates)
    first = harness.submitted("r-1", preventDuplicate=True)
    again = harness.api.post("/order", json=an_order("r-1", preventDuplicate=True))
    assert [again.status_code] == statuses
    if duplicates == "replay":
        assert again.json()["id"] == first.id


@pytest.mark.parametrize(("fault", "seconds"), [("lookup_lag=10", 10), ("lookup_lag=1", 3), ("late_commit=5", 8)])
def test_longer_of_lag_and_fault_counts_from_the_storing(
    monkeypatch: pytest.MonkeyPatch, fault: str, seconds: int
) -> None:
    monkeypatch.setattr("gelatoconnect_mock.testing.transport.time.sleep", lambda _seconds: None)
    harness = Harness(visibility_lag=3)
    harness.client(X_Sandbox_Fault=fault).post("/order", json=an_order("r-1"))
    harness.pass_time(seconds - 0.5)
    assert harness.api.get("/r-1").status_code == 404
    harness.pass_time(0.5)
    assert harness.api.get("/r-1").status_code == 200


def test_changed_lag_applies_to_later_orders() -> None:
    harness = Harness(visibility_lag=3)
    harness.submitted("r-1")
    harness.configure(visibility_lag=0)
    harness.submitted("r-2")
    assert [harness.api.get(f"/{name}").status_code for name in ("r-1", "r-2")] == [404, 200]


def test_older_order_of_the_reference_is_found_meanwhile() -> None:
    harness = Harness(duplicates="accept")
    older = harness.submitted("r-1")
    harness.configure(visibility_lag=3)
    newer = harness.submitted("r-1")
    assert harness.api.get("/r-1").json()["id"] == older.id
    harness.pass_time(3)
    assert harness.api.get("/r-1").json()["id"] == newer.id


def test_order_of_no_lag_is_found_at_once() -> None:
    harness = Harness(Settings(seed=1))
    assert found(harness.api, harness.submitted("r-1").id) == [1] * 5


def test_restart_continues_the_lag(durable: DurableSandbox) -> None:
    durable.harness.configure(visibility_lag=3)
    durable.harness.submitted("r-1")
    harness = durable.restart()
    assert harness.api.get("/r-1").status_code == 404
    harness.pass_time(3)
    assert harness.api.get("/r-1").status_code == 200
    harness.submitted("r-2")
    assert harness.api.get("/r-2").status_code == 404
