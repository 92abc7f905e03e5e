"""`late_commit`: answered with a 504, and the order appears later."""

import time

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import AskTenant, stored, submit
from tests.sandbox.faults.under_way import TICK


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Only one test waits out the real second."""
    if "a_504_comes" not in request.node.name:
        monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 0.01)


def test_a_504_comes_after_a_second_and_the_order_when_it_is_due(api: httpx2.Client, ask_tenant: AskTenant) -> None:
    begun = time.monotonic()
    response = submit(api, "late_commit=5")
    assert time.monotonic() - begun > 1 - TICK
    assert (response.status_code, response.json()["code"]) == (504, "GATEWAY_TIMEOUT")
    assert not stored(api)
    ask_tenant(lambda tenant: tenant.clock.advance(4.9))
    assert not stored(api)
    ask_tenant(lambda tenant: tenant.clock.advance(0.2))
    assert stored(api)


def test_a_twin_in_between_is_a_409_and_another_reference_is_not(api: httpx2.Client) -> None:
    submit(api, "after:late_commit=5")
    assert submit(api).status_code == 409
    assert submit(api, reference="r-2").status_code == 200
    assert not stored(api)


def test_once_it_is_there_a_twin_is_told_its_id(api: httpx2.Client, ask_tenant: AskTenant) -> None:
    submit(api, "late_commit")
    ask_tenant(lambda tenant: tenant.clock.advance(5))
    refused = submit(api)
    assert refused.status_code == 409
    assert api.get("/r-1").json()["id"] in refused.json()["details"][0]["message"]


def test_an_order_that_is_refused_is_refused_at_once(api: httpx2.Client) -> None:
    submit(api)
    assert submit(api, "late_commit=5").status_code == 409


@pytest.mark.parametrize(
    ("text", "operation", "sentence"),
    [
        ("late_commit=5", "getOrder", "late_commit applies to submitOrder only, not to getOrder"),
        (
            "before:late_commit",
            "submitOrder",
            "late_commit needs after:, because it applies to an accepted order",
        ),
        ("late_commit=86401", "submitOrder", "late_commit takes seconds from 0 to 86400"),
    ],
)
def test_what_cannot_be_is_refused(text: str, operation: str, sentence: str) -> None:
    with pytest.raises(InvalidFault, match=sentence):
        parse(text, operation)
