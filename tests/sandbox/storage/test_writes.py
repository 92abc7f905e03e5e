"""When changes are written to the state file, and what happens if that fails."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.sandbox.settings import Rules, Settings, switched
from gelatoconnect_mock.sandbox.storage.sqlite import Storage

from tests.sandbox.durable import DurableSandbox
from tests.sandbox.harness import Harness
from tests.sandbox.sandbox_orders import an_order


def test_requests_without_changes_write_nothing(durable: DurableSandbox) -> None:
    durable.harness.submitted()
    log = durable.file.with_name(durable.file.name + "-wal")
    written = log.stat().st_size
    durable.harness.api.get("/r-1")
    durable.harness.api.post("/search", json={})
    durable.harness.api.post("/order", json=an_order())
    durable.harness.api.post("/order", json={})
    durable.harness.sandbox.save()
    assert log.stat().st_size == written
    durable.harness.api.post("/r-1/cancel")
    assert log.stat().st_size > written


def test_only_changed_tenants_are_serialized(durable: DurableSandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    for prefix in ("demo", *map(str, range(20))):
        durable.harness.client(prefix).post("/order", json=an_order())
    durable.harness.sandbox.save()
    serialized = []

    def count(rules: Rules, started_with: Rules) -> dict[str, Any]:
        serialized.append(rules)
        return switched(rules, started_with)

    monkeypatch.setattr("gelatoconnect_mock.sandbox.storage.sqlite.switched", count)
    durable.harness.sandbox.save()
    assert serialized == []
    durable.harness.configure(duplicates="accept")
    assert [rules.duplicates for rules in serialized] == ["accept"]
    durable.harness.pass_time(60)
    assert len(serialized) == 2
    assert durable.restart().tenant.rules.duplicates == "accept"


def test_order_that_cannot_be_written_is_written_later(durable: DurableSandbox) -> None:
    durable.harness.submitted("first")
    storage = durable.harness.sandbox.storage
    assert storage is not None
    storage._connection.execute("PRAGMA query_only = on")
    refused = durable.harness.api.post("/order", json=an_order("second"))
    assert refused.status_code == 500
    assert "cannot be written" in refused.json()["message"]
    storage._connection.execute("PRAGMA query_only = off")
    durable.harness.submitted("third")
    assert sorted(order.reference for order in durable.restart().tenant.store) == ["first", "second", "third"]


def test_full_disk_loses_no_submitted_order(durable: DurableSandbox) -> None:
    storage = durable.harness.sandbox.storage
    assert storage is not None
    pages = storage._connection.execute("PRAGMA page_count").fetchone()[0]
    storage._connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    # The row of the tenant still fits, the order does not: neither counts as written.
    big = an_order("big", metadata=[{"key": "k", "value": "x" * 50_000}])
    assert durable.harness.api.post("/order", json=big).status_code == 500
    storage._connection.execute("PRAGMA max_page_count = 1000000")
    durable.harness.submitted("small")
    assert sorted(order.reference for order in durable.restart().tenant.store) == ["big", "small"]


def test_damaged_file_is_refused(durable: DurableSandbox) -> None:
    durable.harness.submitted()
    storage = durable.harness.sandbox.storage
    assert storage is not None
    storage._connection.execute("UPDATE orders SET fields = '[]'")
    with pytest.raises(UserError, match="is damaged"):
        durable.restart()
    with pytest.raises(UserError, match="is damaged"):  # not: in use
        Storage(durable.file)


def test_sandbox_without_a_file_writes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    harness = Harness(replace(Settings(seed=1), state=None))
    harness.submitted()
    assert harness.tenant.pending_changes is None
    assert list(tmp_path.iterdir()) == []


def test_tenant_that_is_forgotten_after_a_failed_write_is_deleted(durable: DurableSandbox) -> None:
    durable.harness.sandbox.credentials.accept("k:s")
    durable.harness.sandbox.save()
    durable.harness.submitted("first")
    storage = durable.harness.sandbox.storage
    assert storage is not None
    storage._connection.execute("PRAGMA query_only = on")
    assert durable.harness.api.post("/order", json=an_order("second")).status_code == 500
    storage._connection.execute("PRAGMA query_only = off")
    durable.harness.sandbox.forget("test-key")
    durable.harness.sandbox.save()
    assert list(durable.restart().tenant.store) == []
