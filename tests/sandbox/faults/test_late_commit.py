"""`late_commit`: a 504, and the order appears later."""

import time

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import WithTenant, is_stored, submit
from tests.sandbox.faults.waits import CLOCK_TOLERANCE


@pytest.fixture(autouse=True)
def _without_the_second(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Only one test waits for the real second."""
    if "test_504_comes" not in request.node.name:
        monkeypatch.setattr("gelatoconnect_mock.sandbox.faults.late_commit._PATIENCE", 0.01)


def test_504_comes_after_a_second_and_the_order_when_it_is_due(api: httpx2.Client, with_tenant: WithTenant) -> None:
    begun = time.monotonic()
    response = submit(api, "late_commit=5")
    assert time.monotonic() - begun > 1 - CLOCK_TOLERANCE
    assert (response.status_code, response.json()["code"]) == (504, "GATEWAY_TIMEOUT")
    assert not is_stored(api)
    with_tenant(lambda tenant: tenant.clock.advance(4.9))
    assert not is_stored(api)
    with_tenant(lambda tenant: tenant.clock.advance(0.2))
    assert is_stored(api)


def test_duplicate_before_the_commit_gets_409_without_an_id(api: httpx2.Client) -> None:
    submit(api, "after:late_commit=5")
    assert submit(api).status_code == 409
    assert submit(api, reference="r-2").status_code == 200
    assert not is_stored(api)


def test_duplicate_after_the_commit_gets_409_with_the_id(api: httpx2.Client, with_tenant: WithTenant) -> None:
    submit(api, "late_commit")
    with_tenant(lambda tenant: tenant.clock.advance(5))
    response = submit(api)
    assert response.status_code == 409
    assert api.get("/r-1").json()["id"] in response.json()["details"][0]["message"]


def test_refused_order_gets_409_at_once(api: httpx2.Client) -> None:
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
def test_invalid_text_raises_invalid_fault(text: str, operation: str, sentence: str) -> None:
    with pytest.raises(InvalidFault, match=sentence):
        parse(text, operation)
