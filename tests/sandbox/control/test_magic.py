"""The control plane lists all magic values."""

from gelatoconnect_mock.sandbox.faults.magic import REFERENCES
from gelatoconnect_mock.sandbox.orders.outcomes import FAILURE_TRIGGERS, RETURNTOWN

from tests.sandbox.control.control_client import ControlClient


def test_every_magic_value_is_listed(control: ControlClient) -> None:
    magic = control.get("/magic")
    assert magic["enabled"] is True
    files = [row["value"] for row in magic["outcomes"] if "files" in row["field"]]
    assert files == ["/sandbox-404.pdf", "/sandbox-403.pdf", "/sandbox-lowres.pdf", "/sandbox-corrupt.pdf"]
    assert [row["begins"] for row in magic["references"]] == [row.begins for row in REFERENCES]
    assert [row["value"] for row in magic["outcomes"]] == [
        *(trigger.value for trigger in FAILURE_TRIGGERS),
        RETURNTOWN,
    ]
