"""Fields that contradict each other are refused, in a snapshot and in a state file alike; no ID is given twice."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.sandbox.control.router import ControlPlane
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.settings import Settings
from gelatoconnect_mock.sandbox.storage.sqlite import StorageError

from tests.sandbox.durable import DurableSandbox, close_unsaved
from tests.sandbox.harness import START, Harness
from tests.sandbox.sandbox_orders import an_order

if TYPE_CHECKING:
    from pathlib import Path

CONTRADICTIONS: dict[str, tuple[dict[str, Any], str]] = {
    "another status": ({"status": "passed"}, "status"),
    "a parked status alone": ({"status": "on_hold", "parked_from": "received"}, "status"),
    "times that go back": ({"history": [["received", START], ["passed", START - 1]], "status": "passed"}, "history"),
    "a status before the creation": ({"history": [["received", START - 1]], "ordered": START - 1}, "history"),
    "a change before the last status": ({"updated": START - 1}, "history"),
    "a creation before the first status": ({"created": START - 1}, "created"),
    "no time of the order": ({"ordered": None}, "ordered"),
    "another time of the order": ({"ordered": START + 1}, "ordered"),
    "parked from a status and not parked": ({"parked_from": "received"}, "parked_from"),
    "parked from nothing": (
        {"history": [["received", START], ["on_hold", START]], "status": "on_hold"}, "parked_from",
    ),
    "parked from an end": (
        {"history": [["received", START], ["on_hold", START]], "status": "on_hold", "parked_from": "canceled"},
        "parked_from",
    ),
    "a next event after the end": (
        {"history": [["received", START], ["canceled", START]], "status": "canceled", "next_at": START}, "next_at",
    ),
}  # fmt: skip


def put_snapshot(harness: Harness, content: Any) -> tuple[int, Any]:
    headers = ((b"host", b"localhost"), (b"content-type", b"application/json"))
    request = Request("PUT", b"/_sandbox/snapshot", b"", headers, orjson.dumps(content))
    response = ControlPlane(harness.sandbox).handle(request)
    return response.status, orjson.loads(response.body)


def snapshot(harness: Harness) -> Any:
    request = Request("GET", b"/_sandbox/snapshot", b"", ((b"host", b"localhost"),), b"")
    return orjson.loads(ControlPlane(harness.sandbox).handle(request).body)


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradiction_in_a_snapshot_is_named(harness: Harness, name: str) -> None:
    fields, field = CONTRADICTIONS[name]
    harness.submitted()
    content = snapshot(harness)
    content["orders"][0].update(fields)
    status, error = put_snapshot(harness, content)
    assert (status, [detail["reference"] for detail in error["details"]]) == (400, [f"orders[0].{field}"])


def test_order_of_the_future_in_a_snapshot_is_named(harness: Harness) -> None:
    harness.submitted()
    content = snapshot(harness)
    content["clock"]["now"] -= 1
    status, error = put_snapshot(harness, content)
    assert (status, [detail["reference"] for detail in error["details"]]) == (400, ["orders[0].updated"])


@pytest.mark.parametrize("name", CONTRADICTIONS)
def test_contradiction_in_a_state_file_is_damage(durable: DurableSandbox, name: str) -> None:
    durable.harness.submitted()
    close_unsaved(durable.harness)
    connection = sqlite3.connect(durable.file)
    (fields,) = connection.execute("SELECT fields FROM orders").fetchone()
    changed = json.dumps({**json.loads(fields), **CONTRADICTIONS[name][0]}).encode()
    connection.execute("UPDATE orders SET fields = ?", (changed,))
    connection.commit()
    connection.close()
    with pytest.raises(UserError, match="is damaged"):
        Harness(Settings(seed=1, state=durable.file))


def change_order(file: Path, **fields: Any) -> None:
    """Change the newest order of a file that no sandbox uses."""
    connection = sqlite3.connect(file)
    number, row = connection.execute("SELECT number, fields FROM orders ORDER BY number DESC").fetchone()
    changed = json.dumps({**json.loads(row), **fields}).encode()
    connection.execute("UPDATE orders SET fields = ? WHERE number = ?", (changed, number))
    connection.commit()
    connection.close()


def closed_with(durable: DurableSandbox, clock: str) -> float:
    """Close a sandbox with an order and a clock; return the time of that clock."""
    if clock == "real":
        durable.harness.tenant.clock.set("real", START + 1e9)
    elif clock == "frozen":
        durable.harness.tenant.clock.advance(60)
    durable.harness.submitted()
    durable.harness.sandbox.save()
    now = durable.harness.tenant.now()
    close_unsaved(durable.harness)
    return now


@pytest.mark.parametrize(
    ("clock", "seed", "seconds"),
    [("started", 1, 9e9), ("started", None, 9e9), ("frozen", 1, 0.5), ("frozen", 1, 9e9), ("real", 1, 9e9)],
)
def test_order_of_the_future_in_a_state_file_is_damage(
    state_file: Path, clock: str, seed: int | None, seconds: float
) -> None:
    durable = DurableSandbox(state_file, seed=seed)
    now = closed_with(durable, clock)
    change_order(durable.file, updated=now + seconds)
    with pytest.raises(UserError, match="is damaged"):
        Harness(Settings(seed=seed, state=durable.file))


@pytest.mark.parametrize(("clock", "days"), [("started", 300), ("frozen", 0), ("real", 300)])
def test_order_of_a_machine_whose_time_went_back_is_kept(state_file: Path, clock: str, days: int) -> None:
    durable = DurableSandbox(state_file, seed=None if clock == "started" else 1)
    updated = closed_with(durable, clock) + 86_400 * days
    change_order(durable.file, updated=updated)
    tenant = Harness(Settings(seed=durable.seed, state=durable.file)).tenant
    assert tenant.now() >= updated == next(iter(tenant.store)).updated


@pytest.mark.parametrize("is_lost", [False, True])
def test_clock_that_was_not_written_is_written_with_the_next_order(durable: DurableSandbox, is_lost: bool) -> None:
    """Otherwise a kill would leave an order that is later than the clock of its tenant."""
    durable.harness.submitted("first")
    storage = durable.harness.sandbox.storage
    assert storage is not None
    durable.harness.pass_time(1)
    durable.harness.tenant.clock.advance(59)
    moved = durable.file.with_name("moved.db")
    if is_lost:
        durable.file.rename(moved)
    else:
        storage._connection.execute("PRAGMA query_only = on")
    with pytest.raises(StorageError):
        durable.harness.sandbox.save()
    if is_lost:
        moved.rename(durable.file)
    else:
        storage._connection.execute("PRAGMA query_only = off")
    durable.harness.submitted("second")
    tenant = durable.restart().tenant
    assert (tenant.now(), len(tenant.store)) == (START + 60, 2)
    assert tenant.clock.position() == {"mode": "frozen", "now": START + 60}


def test_file_that_no_sandbox_has_used_has_no_tenants(durable: DurableSandbox) -> None:
    durable.harness.submitted()
    close_unsaved(durable.harness)
    connection = sqlite3.connect(durable.file)
    connection.execute("UPDATE starts SET count = 0")
    connection.commit()
    connection.close()
    with pytest.raises(UserError, match="is damaged"):
        Harness(Settings(seed=1, state=durable.file))


def test_last_number_behind_the_orders_gives_no_id_twice(state_file: Path) -> None:
    """A killed sandbox leaves such a file: the tenant's own row is written at control requests alone."""
    durable = DurableSandbox(state_file)
    ids = {durable.harness.submitted(f"r-{number}").id for number in range(5)}
    close_unsaved(durable.harness)
    connection = sqlite3.connect(durable.file)
    connection.execute("UPDATE tenants SET fields = json_set(CAST(fields AS TEXT), '$.last_number', 0)")
    connection.execute("UPDATE tenants SET fields = CAST(fields AS BLOB)")
    connection.commit()
    connection.close()
    again = Harness(Settings(seed=1, state=durable.file))
    assert {again.submitted(f"s-{number}").id for number in range(5)}.isdisjoint(ids)
    assert [order.number for order in again.tenant.store] == [*range(1, 11)]


def test_loaded_order_with_the_id_of_a_later_number_is_not_overwritten(harness: Harness) -> None:
    harness.submitted("first")
    content = snapshot(harness)
    content["orders"][0]["id"] = harness.tenant.ids.order(3)
    assert put_snapshot(harness, content)[0] == 200
    for number in range(3):
        assert harness.api.post("/order", json=an_order(f"r-{number}")).status_code == 200
    assert [order.reference for order in harness.tenant.store] == ["first", "r-0", "r-1", "r-2"]
    assert len({order.id for order in harness.tenant.store}) == 4


def test_late_order_with_the_id_of_a_later_number_is_not_overwritten(durable: DurableSandbox) -> None:
    durable.harness.submitted_late("late", 5)
    content = snapshot(durable.harness)
    content["due"][0]["id"] = durable.harness.tenant.ids.order(2)
    assert put_snapshot(durable.harness, content)[0] == 200
    assert durable.harness.submitted("next").id == durable.harness.tenant.ids.order(3)
    durable.harness.pass_time(5)
    assert [order.reference for order in durable.harness.tenant.store] == ["next", "late"]
    assert [order.reference for order in durable.restart().tenant.store] == ["next", "late"]
