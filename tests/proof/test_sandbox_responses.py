"""A sandbox response with a missing or mistyped field is rejected, or tolerated for a listed reason."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

import pytest

from tests.proof.contract_fields import filled, properties
from tests.proof.listing import listed
from tests.standins.sandbox import in_process
from tools.proof.contract import RESPONSES, Subject, reachable
from tools.proof.judges.receiving_client import ReceivingClient
from tools.proof.responses.earned import earned
from tools.proof.responses.spoiled import spoiled, verdicts

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.off_contract(responses="responses of the sandbox, each with one change")

# The sandbox has no discounts and no item options. An order that can be updated has no shipments.
NOT_SHOWN: Final = {"getOrder 200": ("Discount.", "ItemOption."), "updateShipment 200": ("Package.", "Shipment.")}
EARNED: Final = [one for one in RESPONSES if one.status < "500"]


@pytest.fixture(scope="module")
def client() -> Iterator[ReceivingClient]:
    with ReceivingClient() as client:
        yield client


@pytest.mark.parametrize("subject", EARNED, ids=lambda subject: str(subject.name))
def test_broken_sandbox_response_fails_contract_and_client_alike(client: ReceivingClient, subject: Subject) -> None:
    found = verdicts(client, subject)

    assert not found.unexplained, listed(found.unexplained)
    assert 10 <= found.refused < found.spoiled or subject.status == "401"


@pytest.mark.parametrize("status", ["400", "401", "404", "409", "413", "415", "429"])
def test_broken_error_body_raises_the_error_of_its_status(client: ReceivingClient, status: str) -> None:
    own = [one for one in spoiled() if one.subject.status == status]
    errors = Counter(client.outcome(one.subject, one.payload.body)[:2] for one in own)

    assert not any(accepted for accepted, _error in errors), errors
    # A submission is retried or looked up, and then ends at its deadline.
    assert len(errors) <= 3, errors


@pytest.mark.parametrize("subject", [one for one in EARNED if one.status == "200"], ids=lambda one: str(one.name))
def test_sandbox_success_has_every_declared_field(subject: Subject) -> None:
    calls = [call for call in earned(in_process()) if call.operation == subject.operation]
    bodies = [json.loads(call.response.body) for call in calls if call.response is not None and call.response.success]
    shown = {name for body in bodies for name in filled(subject.schema, body)}

    lacking = sorted(properties(reachable(subject.schema)) - shown)
    assert [name for name in lacking if not name.startswith(NOT_SHOWN.get(subject.name, ()))] == []


def test_every_response_has_broken_variants() -> None:
    assert {one.subject.name for one in spoiled()} == {one.name for one in EARNED}
    assert len(spoiled()) > 2_000
