"""`lookup_lag`: stored and answered, but look-ups do not find it yet."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.asking import AskTenant, stored, submit


@pytest.mark.parametrize("text", ["lookup_lag=10", "lookup_lag", "after:lookup_lag=10"])
def test_the_order_is_answered_and_seen_when_the_lag_is_over(
    api: httpx2.Client, ask_tenant: AskTenant, text: str
) -> None:
    order_id = submit(api, text).json()["id"]
    assert not stored(api)
    ask_tenant(lambda tenant: tenant.clock.advance(9.9))
    assert not stored(api)
    ask_tenant(lambda tenant: tenant.clock.advance(0.2))
    assert stored(api)
    assert api.get(f"/{order_id}").status_code == 200


def test_a_twin_is_a_409_all_the_while(api: httpx2.Client) -> None:
    submit(api, "lookup_lag=10")
    assert submit(api).status_code == 409


def test_only_a_submission_can_meet_it() -> None:
    with pytest.raises(InvalidFault, match="lookup_lag applies to submitOrder only, not to searchOrders"):
        parse("lookup_lag=10", "searchOrders")
