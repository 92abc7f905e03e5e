"""`lookup_lag`: the order is stored, but lookups do not find it yet."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.faults import InvalidFault, parse

from tests.sandbox.faults.requests_with_faults import WithTenant, is_stored, submit


@pytest.mark.parametrize("text", ["lookup_lag=10", "lookup_lag", "after:lookup_lag=10"])
def test_lookups_find_the_order_when_the_lag_is_over(api: httpx2.Client, with_tenant: WithTenant, text: str) -> None:
    order_id = submit(api, text).json()["id"]
    assert not is_stored(api)
    with_tenant(lambda tenant: tenant.clock.advance(9.9))
    assert not is_stored(api)
    with_tenant(lambda tenant: tenant.clock.advance(0.2))
    assert is_stored(api)
    assert api.get(f"/{order_id}").status_code == 200


def test_duplicate_during_the_lag_gets_409(api: httpx2.Client) -> None:
    submit(api, "lookup_lag=10")
    assert submit(api).status_code == 409


def test_other_operation_raises_invalid_fault() -> None:
    with pytest.raises(InvalidFault, match="lookup_lag applies to submitOrder only, not to searchOrders"):
        parse("lookup_lag=10", "searchOrders")
