"""A sandbox that is restarted with its state file has the same state."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import pytest
from gelatoconnect_mock.sandbox.settings import RateLimit, Settings
from gelatoconnect_mock.sandbox.storage.snapshot import record

from tests.sandbox.durable import DurableSandbox, close_unsaved
from tests.sandbox.harness import PAIR, START, Harness, history
from tests.sandbox.sandbox_orders import an_order


def full_state(harness: Harness) -> dict[tuple[str, str], Any]:
    """Return everything that a restart must restore, as plain data."""
    return {
        name: {
            "orders": [record(order) for order in tenant.store],
            "newest first": [order.id for order in tenant.store.newest_first()],
            "due": [record(order) for order in tenant.due.values()],
            "last number": tenant.store.last_number,
            "clock": (tenant.clock.mode, tenant.clock.now()),
            "rules": asdict(tenant.rules),
            "magic": tenant.magic_used,
            "in flight": tenant.in_flight,
        }
        for name, tenant in harness.sandbox.tenants.items()
        if not tenant.pristine
    }


def test_restart_restores_everything(durable: DurableSandbox) -> None:
    harness = durable.harness
    harness.sandbox.credentials.accept("more:secret")
    harness.sandbox.save()
    for number in range(4):
        harness.submitted(f"r-{number}")
    harness.submitted("r-0", preventDuplicate=False, extra={"ключ": [1, 2.5, None, "é"]})
    harness.api.post("/r-1/cancel")
    harness.api.put("/r-2", json={"shippingAddress": {**an_order()["shippingAddress"], "city": "Ålesund"}})
    harness.advance(harness.submitted("walks"), "shipped")
    harness.advance(harness.submitted("aside"), "on_hold")
    harness.pass_time(7.5)
    harness.submitted_late("late", 5)
    harness.client(X_Sandbox_Fault="lookup_lag=10").post("/order", json=an_order("lags"))
    assert harness.api.post("/order", json=an_order("SBX-BEFORE-503x2-1")).status_code == 503
    other = harness.client("other", "more:secret", Customer_Reference_ID="ann")
    assert other.post("/order", json=an_order("r-0")).status_code == 200
    harness.configure(duplicates="replay", rate_limit=RateLimit(3, 1e9, "http-date"), cancel_failed="accept")
    harness.sandbox.save()
    before = full_state(harness)
    assert len(before) == 2
    harness = durable.restart()
    assert full_state(harness) == before
    assert harness.client("other", "more:secret").get("/r-0").status_code == 200


def test_restart_continues_late_commits_lags_and_magic(durable: DurableSandbox) -> None:
    order = durable.harness.submitted_late("late", 5)
    durable.harness.client(X_Sandbox_Fault="lookup_lag=10").post("/order", json=an_order("lags"))
    reference = an_order("SBX-BEFORE-503x2-1")
    assert durable.harness.api.post("/order", json=reference).status_code == 503
    harness = durable.restart()
    assert harness.api.post("/order", json=an_order("late")).status_code == 409, "it is still in flight"
    assert [harness.api.post("/order", json=reference).status_code for _ in range(3)] == [503, 200, 409]
    assert [harness.api.get(f"/{name}").status_code for name in ("late", "lags")] == [404, 404]
    assert harness.pass_time(5) == [(START + 5, f"order {order.id} stored")]
    harness = durable.restart()
    assert [harness.api.get(f"/{name}").status_code for name in ("late", "lags")] == [200, 404]
    harness.pass_time(5)
    assert harness.api.get("/lags").status_code == 200
    assert harness.api.get("/late").json()["id"] == order.id


def test_restart_continues_the_lifecycle_at_its_times(state_file: Path) -> None:
    durable = DurableSandbox(state_file, lifecycle="time", step=10)
    durable.harness.submitted("a")
    durable.harness.pass_time(4)
    durable.harness.submitted("b")
    durable.harness.pass_time(7)
    durable.harness.api.put("/a", json={"shipmentMethodUid": "express"})
    harness = durable.restart()
    a, b = (harness.stored(harness.api.get(f"/{name}").json()["id"]) for name in "ab")
    happened = harness.pass_time(9)
    assert happened == [(START + 14, f"order {b.id} is passed"), (START + 20, f"order {a.id} is created")]
    assert (history(a), history(b)) == (["received", "passed", "created"], ["received", "passed"])


def test_restart_keeps_the_number_of_reads(state_file: Path) -> None:
    durable = DurableSandbox(state_file, lifecycle="reads", step=2)
    durable.harness.submitted()
    durable.harness.api.get("/r-1")
    harness = durable.restart()
    assert [harness.api.get("/r-1").json()["fulfillmentStatus"] for _ in range(2)] == ["received", "passed"]


def test_restart_with_another_lifecycle_applies_to_all_orders(durable: DurableSandbox) -> None:
    durable.harness.submitted()
    durable.harness.pass_time(100)
    harness = durable.restart(lifecycle="time", step=10)
    assert len(harness.pass_time(10)) == 1
    harness = durable.restart(lifecycle="manual")
    assert harness.pass_time(1_000) == []


def test_start_option_applies_unless_the_rule_was_changed(durable: DurableSandbox) -> None:
    durable.harness.submitted()
    durable.harness.configure(cancel_failed="accept")
    harness = durable.restart(duplicates="replay", cancel_failed="refuse")
    assert (harness.tenant.rules.duplicates, harness.tenant.rules.cancel_failed) == ("replay", "accept")


def test_restart_repeats_no_id(durable: DurableSandbox) -> None:
    order_ids, request_ids = set(), set()
    for round_number in range(4):
        harness = durable.harness
        for number in range(3):
            response = harness.api.post("/order", json=an_order(f"r-{round_number}-{number}"))
            order_ids.add(response.json()["id"])
            request_ids |= {response.headers["x-request-id"], harness.api.get("/a/b/c").headers["x-request-id"]}
        order_ids.add(harness.submitted_late(f"late-{round_number}", 1e4).id)
        durable.restart()
    assert (len(order_ids), len(request_ids)) == (16, 24)


def test_reset_and_restart_without_a_seed_repeat_no_id(state_file: Path) -> None:
    durable = DurableSandbox(state_file, seed=None)
    first = durable.harness.submitted().id
    durable.harness.sandbox.reset(durable.harness.tenant)
    durable.harness.sandbox.save()
    harness = durable.restart()
    assert (len(harness.tenant.store), harness.tenant.store.last_number) == (0, 1)
    assert harness.submitted().id != first


def test_reset_empties_the_file(durable: DurableSandbox) -> None:
    durable.harness.submitted("old")
    durable.harness.submitted_late("due", 5)
    durable.harness.api.post("/order", json=an_order("SBX-BEFORE-503-1"))
    durable.harness.configure(duplicates="accept")
    durable.harness.sandbox.reset(durable.harness.tenant)
    durable.harness.submitted("new")
    harness = durable.restart()
    assert [order.reference for order in harness.tenant.store] == ["new"]
    assert (harness.tenant.due, harness.tenant.magic_used) == ({}, {})
    assert harness.tenant.rules.duplicates == "conflict"


def test_forgotten_key_is_removed_from_the_file(durable: DurableSandbox) -> None:
    durable.harness.submitted()
    durable.harness.client("other").post("/order", json=an_order())
    durable.harness.sandbox.forget("test-key")
    assert full_state(durable.restart()) == {}


def test_restarted_clock_is_not_before_the_last_change(state_file: Path) -> None:
    durable = DurableSandbox(state_file, seed=None)
    order = durable.harness.submitted()
    durable.seed = 1
    assert durable.restart().tenant.now() >= order.created > START


def test_sandbox_with_a_file_evicts_nothing(state_file: Path) -> None:
    harness = Harness(Settings(seed=1, state=state_file, max_orders=2))
    for number in range(5):
        harness.submitted(f"r-{number}")
    assert len(harness.tenant.store) == 5


def test_secret_of_the_start_replaces_the_stored_one(durable: DurableSandbox) -> None:
    durable.harness.sandbox.credentials.accept("k:old")
    durable.harness.sandbox.save()
    close_unsaved(durable.harness)
    harness = Harness(Settings(seed=1, state=durable.file, keys={"k": "new"}))
    assert [harness.client(pair=pair).get("/x").status_code for pair in ("k:new", "k:old", PAIR)] == [404, 401, 404]


@pytest.mark.parametrize("mode", ["frozen", "real"])
def test_restart_continues_a_clock_that_was_set(state_file: Path, mode: Literal["frozen", "real"]) -> None:
    durable = DurableSandbox(state_file)
    durable.harness.submitted()
    durable.harness.tenant.clock.set(mode, START + 1e6)
    durable.harness.sandbox.save()
    clock = durable.restart().tenant.clock
    assert clock.mode == mode
    assert START + 1e6 <= clock.now() <= START + 1e6 + (60 if mode == "real" else 0)


def test_late_commit_keeps_its_position_after_a_restart(durable: DurableSandbox) -> None:
    durable.harness.submitted_late("late", 5)
    durable.harness.submitted("soon")
    durable.harness.pass_time(5)
    durable.harness.submitted("last")
    newest_first = [order.reference for order in durable.restart().tenant.store.newest_first()]
    assert sorted(newest_first[:2]) == ["last", "late"]
    assert newest_first[2] == "soon"


def test_changed_rate_limit_holds_after_a_restart(durable: DurableSandbox) -> None:
    durable.harness.configure(rate_limit=RateLimit(1, 1e9))
    harness = durable.restart()
    assert [harness.api.get("/x").status_code for _ in range(2)] == [404, 429]


def test_unused_magic_is_unused_after_a_restart(durable: DurableSandbox) -> None:
    durable.harness.client(X_Sandbox_Fault="after:extra_field").post("/order", json=an_order("SBX-AFTER-502-1"))
    assert durable.harness.api.post("/order", json=an_order("SBX-AFTER-502-1")).status_code == 409
    again = durable.restart()
    order = an_order("SBX-AFTER-502-1", preventDuplicate=False)
    assert again.api.post("/order", json=order).status_code == 502
