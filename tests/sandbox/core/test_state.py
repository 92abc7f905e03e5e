"""A sandbox that is started again with its state file has its old state."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

import pytest
from gelatoconnect_mock.sandbox.settings import RateLimit, Settings
from gelatoconnect_mock.sandbox.storage.snapshot import record

from tests.sandbox.core.kept_sandbox import Kept, let_go
from tests.sandbox.core.sandbox_at_hand import PAIR, START, SandboxAtHand, history
from tests.sandbox.sandbox_orders import an_order


def everything(sandbox: SandboxAtHand) -> dict[tuple[str, str], Any]:
    """Return all that a restart has to bring back, as plain data."""
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
        for name, tenant in sandbox.sandbox.tenants.items()
        if not tenant.pristine
    }


def test_everything_is_as_it_was(kept: Kept) -> None:
    sandbox = kept.sandbox
    sandbox.sandbox.credentials.accept("more:secret")
    sandbox.sandbox.save()
    for number in range(4):
        sandbox.submitted(f"r-{number}")
    sandbox.submitted("r-0", preventDuplicate=False, extra={"ключ": [1, 2.5, None, "é"]})
    sandbox.api.post("/r-1/cancel")
    sandbox.api.put("/r-2", json={"shippingAddress": {**an_order()["shippingAddress"], "city": "Ålesund"}})
    sandbox.advance(sandbox.submitted("walks"), "shipped")
    sandbox.advance(sandbox.submitted("aside"), "on_hold")
    sandbox.pass_time(7.5)
    sandbox.submitted_late("late", 5)
    sandbox.client(X_Sandbox_Fault="lookup_lag=10").post("/order", json=an_order("lags"))
    assert sandbox.api.post("/order", json=an_order("SBX-BEFORE-503x2-1")).status_code == 503
    other = sandbox.client("other", "more:secret", Customer_Reference_ID="ann")
    assert other.post("/order", json=an_order("r-0")).status_code == 200
    sandbox.configure(duplicates="replay", rate_limit=RateLimit(3, 1e9, "http-date"), cancel_failed="accept")
    sandbox.sandbox.save()
    before = everything(sandbox)
    assert len(before) == 2
    sandbox = kept.again()
    assert everything(sandbox) == before
    assert sandbox.client("other", "more:secret").get("/r-0").status_code == 200


def test_late_commits_lags_and_magic_go_on_where_they_were(kept: Kept) -> None:
    order = kept.sandbox.submitted_late("late", 5)
    kept.sandbox.client(X_Sandbox_Fault="lookup_lag=10").post("/order", json=an_order("lags"))
    reference = an_order("SBX-BEFORE-503x2-1")
    assert kept.sandbox.api.post("/order", json=reference).status_code == 503
    sandbox = kept.again()
    assert sandbox.api.post("/order", json=an_order("late")).status_code == 409, "it is still in flight"
    assert [sandbox.api.post("/order", json=reference).status_code for _ in range(3)] == [503, 200, 409]
    assert [sandbox.api.get(f"/{name}").status_code for name in ("late", "lags")] == [404, 404]
    assert sandbox.pass_time(5) == [(START + 5, f"order {order.id} stored")]
    sandbox = kept.again()
    assert [sandbox.api.get(f"/{name}").status_code for name in ("late", "lags")] == [200, 404]
    sandbox.pass_time(5)
    assert sandbox.api.get("/lags").status_code == 200
    assert sandbox.api.get("/late").json()["id"] == order.id


def test_orders_that_move_by_themselves_go_on_from_the_stored_moment(file: Path) -> None:
    kept = Kept(file, lifecycle="time", step=10)
    kept.sandbox.submitted("a")
    kept.sandbox.pass_time(4)
    kept.sandbox.submitted("b")
    kept.sandbox.pass_time(7)
    kept.sandbox.api.put("/a", json={"shipmentMethodUid": "express"})
    sandbox = kept.again()
    a, b = (sandbox.stored(sandbox.api.get(f"/{name}").json()["id"]) for name in "ab")
    happened = sandbox.pass_time(9)
    assert happened == [(START + 14, f"order {b.id} is passed"), (START + 20, f"order {a.id} is created")]
    assert (history(a), history(b)) == (["received", "passed", "created"], ["received", "passed"])


def test_reads_are_counted_across_a_restart(file: Path) -> None:
    kept = Kept(file, lifecycle="reads", step=2)
    kept.sandbox.submitted()
    kept.sandbox.api.get("/r-1")
    sandbox = kept.again()
    assert [sandbox.api.get("/r-1").json()["fulfillmentStatus"] for _ in range(2)] == ["received", "passed"]


def test_a_mode_given_at_the_restart_holds_for_the_orders_there_are(kept: Kept) -> None:
    kept.sandbox.submitted()
    kept.sandbox.pass_time(100)
    sandbox = kept.again(lifecycle="time", step=10)
    assert len(sandbox.pass_time(10)) == 1
    sandbox = kept.again(lifecycle="manual")
    assert sandbox.pass_time(1_000) == []


def test_what_the_start_says_holds_unless_it_was_switched(kept: Kept) -> None:
    kept.sandbox.submitted()
    kept.sandbox.configure(cancel_failed="accept")
    sandbox = kept.again(duplicates="replay", cancel_failed="refuse")
    assert (sandbox.tenant.rules.duplicates, sandbox.tenant.rules.cancel_failed) == ("replay", "accept")


def test_an_id_is_never_given_twice(kept: Kept) -> None:
    given, request_ids = set(), set()
    for round_number in range(4):
        sandbox = kept.sandbox
        for number in range(3):
            response = sandbox.api.post("/order", json=an_order(f"r-{round_number}-{number}"))
            given.add(response.json()["id"])
            request_ids |= {response.headers["x-request-id"], sandbox.api.get("/a/b/c").headers["x-request-id"]}
        given.add(sandbox.submitted_late(f"late-{round_number}", 1e4).id)
        kept.again()
    assert (len(given), len(request_ids)) == (16, 24)


def test_without_a_seed_ids_stay_apart_after_a_reset_and_a_restart(file: Path) -> None:
    kept = Kept(file, seed=None)
    first = kept.sandbox.submitted().id
    kept.sandbox.sandbox.reset(kept.sandbox.tenant)
    kept.sandbox.sandbox.save()
    sandbox = kept.again()
    assert (len(sandbox.tenant.store), sandbox.tenant.store.last_number) == (0, 1)
    assert sandbox.submitted().id != first


def test_resetting_resets_the_file(kept: Kept) -> None:
    kept.sandbox.submitted("old")
    kept.sandbox.submitted_late("due", 5)
    kept.sandbox.api.post("/order", json=an_order("SBX-BEFORE-503-1"))
    kept.sandbox.configure(duplicates="accept")
    kept.sandbox.sandbox.reset(kept.sandbox.tenant)
    kept.sandbox.submitted("new")
    sandbox = kept.again()
    assert [order.reference for order in sandbox.tenant.store] == ["new"]
    assert (sandbox.tenant.due, sandbox.tenant.magic_used) == ({}, {})
    assert sandbox.tenant.rules.duplicates == "conflict"


def test_forgetting_a_key_forgets_it_in_the_file_too(kept: Kept) -> None:
    kept.sandbox.submitted()
    kept.sandbox.client("other").post("/order", json=an_order())
    kept.sandbox.sandbox.forget("test-key")
    assert everything(kept.again()) == {}


def test_a_clock_never_goes_back_behind_what_has_happened(file: Path) -> None:
    kept = Kept(file, seed=None)
    order = kept.sandbox.submitted()
    kept.seed = 1
    assert kept.again().tenant.now() >= order.created > START


def test_it_never_evicts(file: Path) -> None:
    sandbox = SandboxAtHand(Settings(seed=1, state=file, max_orders=2))
    for number in range(5):
        sandbox.submitted(f"r-{number}")
    assert len(sandbox.tenant.store) == 5


def test_a_secret_given_at_the_start_wins_over_the_stored_one(kept: Kept) -> None:
    kept.sandbox.sandbox.credentials.accept("k:old")
    kept.sandbox.sandbox.save()
    let_go(kept.sandbox)
    sandbox = SandboxAtHand(Settings(seed=1, state=kept.file, keys={"k": "new"}))
    assert [sandbox.client(pair=pair).get("/x").status_code for pair in ("k:new", "k:old", PAIR)] == [404, 401, 404]


@pytest.mark.parametrize("mode", ["frozen", "real"])
def test_a_clock_goes_on_from_where_it_was_set(file: Path, mode: Literal["frozen", "real"]) -> None:
    kept = Kept(file)
    kept.sandbox.submitted()
    kept.sandbox.tenant.clock.set(mode, START + 1e6)
    kept.sandbox.sandbox.save()
    clock = kept.again().tenant.clock
    assert clock.mode == mode
    assert START + 1e6 <= clock.now() <= START + 1e6 + (60 if mode == "real" else 0)


def test_an_order_that_was_committed_late_keeps_its_place(kept: Kept) -> None:
    kept.sandbox.submitted_late("late", 5)
    kept.sandbox.submitted("soon")
    kept.sandbox.pass_time(5)
    kept.sandbox.submitted("last")
    newest_first = [order.reference for order in kept.again().tenant.store.newest_first()]
    assert sorted(newest_first[:2]) == ["last", "late"]
    assert newest_first[2] == "soon"


def test_a_switched_limit_holds_after_a_restart(kept: Kept) -> None:
    kept.sandbox.configure(rate_limit=RateLimit(1, 1e9))
    sandbox = kept.again()
    assert [sandbox.api.get("/x").status_code for _ in range(2)] == [404, 429]


def test_magic_that_was_given_back_is_given_back_in_the_file_too(kept: Kept) -> None:
    kept.sandbox.client(X_Sandbox_Fault="after:extra_field").post("/order", json=an_order("SBX-AFTER-502-1"))
    assert kept.sandbox.api.post("/order", json=an_order("SBX-AFTER-502-1")).status_code == 409
    again = kept.again()
    order = an_order("SBX-AFTER-502-1", preventDuplicate=False)
    assert again.api.post("/order", json=order).status_code == 502
