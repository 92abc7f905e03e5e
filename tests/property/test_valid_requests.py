"""Valid bodies pass every validator, and reach the server unchanged."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx2
import pytest
from gelatoconnect import GelatoConnect, Options
from gelatoconnect.models import OrderRequest, SearchRequest, ShipmentMethodUpdate, ShippingAddressUpdate
from gelatoconnect_mock.strategies import orders, searches, updates
from hypothesis import assume, given

Json = dict[str, Any]
SchemaAccepts = Callable[[str, object], bool]
ServersSay = Callable[[str, Mapping[str, Any]], set[int]]

# A limit of the sibling API only warns.
pytestmark = pytest.mark.filterwarnings("ignore::gelatoconnect.errors.ContractWarning")


class Wire(httpx2.BaseTransport):
    """A transport that keeps the last body sent. Its response is a success of every operation."""

    def __init__(self) -> None:
        self.body: Json = {}

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.body = json.loads(request.read())
        return httpx2.Response(200, json={"id": "id-1", "orders": []})


@pytest.fixture(scope="module")
def wire() -> Wire:
    return Wire()


@pytest.fixture(scope="module")
def client(wire: Wire) -> Iterator[GelatoConnect]:
    unlimited = Options(requests_per_second=None)
    with GelatoConnect("demo", "key", "secret", transport=wire, options=unlimited) as client:
        yield client


@given(order=orders())
def test_valid_order_passes_every_validator(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, order: Json
) -> None:
    assert schema_accepts("OrderRequest", order)
    assert servers_say("OrderRequest", order) == {200}


@given(update=updates())
def test_valid_update_passes_every_validator(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, update: Json
) -> None:
    assert schema_accepts("UpdateShipmentRequest", update)
    assert servers_say("UpdateShipmentRequest", update) == {200}


@given(search=searches())
def test_valid_search_passes_every_validator(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, search: Json
) -> None:
    assert schema_accepts("SearchRequest", search)
    assert servers_say("SearchRequest", search) == {200}


@given(order=orders())
def test_valid_order_is_sent_unchanged_but_for_prevent_duplicate(
    client: GelatoConnect, wire: Wire, order: Json
) -> None:
    before = json.dumps(order)
    client.orders.submit(order)
    assert wire.body == {"preventDuplicate": True, **order}
    assert json.dumps(order) == before


@given(update=updates())
def test_valid_update_is_sent_unchanged(client: GelatoConnect, wire: Wire, update: Json) -> None:
    client.orders.update_shipment("order-1", update)
    assert wire.body == update


@given(search=searches())
def test_valid_search_is_sent_unchanged_but_for_the_page(client: GelatoConnect, wire: Wire, search: Json) -> None:
    assume([] not in search.values())  # A filter for any of no values sends nothing.
    limit = search.get("limit", 100)
    assert list(client.orders.search(search, max_results=limit)) == []
    assert wire.body == {**search, "limit": limit, "offset": search.get("offset", 0)}


@given(orders())
def test_order_round_trips_through_its_model(order: Json) -> None:
    assert OrderRequest.from_dict(order).to_dict() == order


@given(searches())
def test_search_round_trips_through_its_model(search: Json) -> None:
    assert SearchRequest.from_dict(search).to_dict() == search


@given(updates())
def test_update_round_trips_through_its_model(update: Json) -> None:
    model = ShipmentMethodUpdate if "shipmentMethodUid" in update else ShippingAddressUpdate
    assert model.from_dict(update).to_dict() == update
