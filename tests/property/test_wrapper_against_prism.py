"""The real clients and a real Prism, over a real socket: every operation, with random valid bodies."""

from collections.abc import Iterator
from typing import Any

import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options
from gelatoconnect_mock.contract.document import load_contract
from gelatoconnect_mock.prism import PrismServer
from gelatoconnect_mock.strategies import orders, searches, updates
from hypothesis import assume, given

Json = dict[str, Any]

EXAMPLES: Json = {name: example["value"] for name, example in load_contract()["components"]["examples"].items()}
SEED_ID = EXAMPLES["SubmittedSeed"]["id"]
UNLIMITED = Options(requests_per_second=None)

# A limit of the sibling API only warns.
pytestmark = pytest.mark.filterwarnings("ignore::gelatoconnect.errors.ContractWarning")


@pytest.fixture(scope="module")
def client(prism: PrismServer) -> Iterator[GelatoConnect]:
    with GelatoConnect(api_key="key", api_secret="secret", base_url=prism.url, options=UNLIMITED) as client:
        yield client


@given(order=orders())
def test_valid_order_submitted_to_prism_is_accepted(client: GelatoConnect, order: Json) -> None:
    # Prism's response names another order. The client accepts it as canned only if `get` can confirm it.
    assume(order["orderReferenceId"] not in {"order", "search", ".", ".."})
    assert client.orders.submit(order).id == SEED_ID


@given(update=updates())
def test_valid_update_sent_to_prism_is_accepted(client: GelatoConnect, update: Json) -> None:
    updated = client.orders.update_shipment(SEED_ID, update)
    assert updated.to_dict() == EXAMPLES["ShipmentUpdateOk"]


@given(search=searches())
def test_valid_search_sent_to_prism_is_accepted(client: GelatoConnect, search: Json) -> None:
    assume([] not in search.values())  # A filter for any of no values sends nothing.
    found = list(client.orders.search(search, max_results=1))
    assert [summary.to_dict() for summary in found] == EXAMPLES["FoundOne"]["orders"]


def test_get_and_cancel_return_the_examples_of_prism(client: GelatoConnect) -> None:
    assert client.orders.get(SEED_ID).to_dict() == EXAMPLES["OrderCreated"]
    assert client.orders.cancel(SEED_ID).to_dict() == EXAMPLES["CancelOk"]


async def test_async_client_returns_the_examples_of_prism(prism: PrismServer) -> None:
    async with AsyncGelatoConnect(api_key="key", api_secret="secret", base_url=prism.url, options=UNLIMITED) as client:
        submitted = await client.orders.submit(EXAMPLES["SubmitSeed"])
        updated = await client.orders.update_shipment(submitted.id, EXAMPLES["UpdateMethod"])
        found = [summary async for summary in client.orders.search(EXAMPLES["SearchEveryFilter"], max_results=1)]

        assert (await client.orders.get(submitted.id)).to_dict() == EXAMPLES["OrderCreated"]
        assert updated.to_dict() == EXAMPLES["ShipmentUpdateOk"]
        assert [summary.to_dict() for summary in found] == EXAMPLES["FoundOne"]["orders"]
        assert (await client.orders.cancel(submitted.id)).to_dict() == EXAMPLES["CancelOk"]
