"""`update_shipment` after an unclear response: the client reads the order back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect.errors import BadRequest, Conflict, DeadlineExceeded, NotFound, ResponseInvalid
from gelatoconnect.options import RequestOptions
from gelatoconnect_api.contract_rules import SCHEMAS

from tests.standins.virtual_time import LOST, NOT_SENT, respond
from tests.unit.exactly_once.record import ORDER, World, stored

if TYPE_CHECKING:
    from gelatoconnect._engine.commands import NoResponse, Response

METHOD = {"shipmentMethodUid": "express"}
ADDRESS = {"shippingAddress": {**ORDER["shippingAddress"], "addressLine1": "1 New Street", "companyName": ""}}
DONE = respond(200, {"shipment": METHOD})
UNCLEAR = [LOST, *(respond(status) for status in (301, 408, 500, 502, 520, 599)), respond(200, b"<html>")]


def update(world: World, body: dict[str, Any] | None = None, **options: Any) -> Any:
    steps = world.operations(**options).update_shipment("record-1", body or METHOD, RequestOptions())
    return world.run(steps)


def order(**changes: Any) -> Response:
    return respond(200, stored(**changes))


def test_confirmed_update_costs_one_request() -> None:
    world = World({"update_shipment": [DONE]})
    update(world)
    assert world.counts == {"update_shipment": 1}


@pytest.mark.parametrize("unclear", UNCLEAR, ids=str)
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_order_read_back_with_the_update_is_returned(unclear: Response | NoResponse) -> None:
    world = World({"update_shipment": [unclear], "get": [order(shipment={"shipmentMethodUid": "express", "id": "s"})]})
    result = update(world)
    assert result.shipment.shipment_method_uid == "express"
    assert world.counts == {"update_shipment": 1, "get": 1}


@pytest.mark.parametrize("unclear", UNCLEAR, ids=str)
@pytest.mark.off_contract(responses="unclear responses of every kind")
def test_order_read_back_without_the_update_is_updated_again(unclear: Response | NoResponse) -> None:
    world = World({"update_shipment": [unclear, DONE], "get": [order(shipment={"shipmentMethodUid": "normal"})]})
    update(world)
    assert [request.url.rpartition("/")[2] for request in world.requests("update_shipment")] == ["record-1", "gelato-1"]


def test_updated_address_is_recognized_though_the_server_reformats_it() -> None:
    placed = {**ADDRESS["shippingAddress"], "addressLine1": " 1 New Street", "companyName": None, "isBusiness": False}
    world = World({"update_shipment": [LOST], "get": [order(shippingAddress=placed)]})
    assert update(world, ADDRESS).shipping_address.city == "London"
    assert world.counts == {"update_shipment": 1, "get": 1}


@pytest.mark.parametrize(
    "written",
    [{"email": "ADA@Example.com"}, {"country": "gb"}, {"addressLine1": "1  NEW street"}, {"city": "LONDON "}],
    ids=str,
)
def test_address_in_the_server_format_counts_as_updated(written: dict[str, Any]) -> None:
    placed = {**ADDRESS["shippingAddress"], **written}
    world = World({"update_shipment": [LOST], "get": [order(shippingAddress=placed)]})
    update(world, ADDRESS)
    assert world.counts == {"update_shipment": 1, "get": 1}


@pytest.mark.parametrize("both", [{}, {"shipment": {"shipmentMethodUid": "express"}}], ids=["none", "one of two"])
def test_update_that_arrived_in_part_is_sent_again(both: dict[str, Any]) -> None:
    world = World({"update_shipment": [LOST, DONE], "get": [order(**both)]})
    update(world, {**METHOD, **ADDRESS})
    assert world.counts == {"update_shipment": 2, "get": 1}


def test_change_that_was_not_sent_is_retried_without_reading() -> None:
    world = World({"update_shipment": [NOT_SENT, DONE]})
    update(world)
    assert world.counts == {"update_shipment": 2}


@pytest.mark.parametrize(("status", "kind"), [(400, BadRequest), (404, NotFound), (409, Conflict)])
def test_rejection_or_conflict_is_raised_at_once(status: int, kind: type[Exception]) -> None:
    world = World({"update_shipment": [respond(status)]})
    with pytest.raises(kind):
        update(world)
    assert world.counts == {"update_shipment": 1}


def test_update_that_never_arrives_raises_safe_to_repeat() -> None:
    world = World({"update_shipment": [respond(500)], "get": [order()]})
    with pytest.raises(
        DeadlineExceeded, match=r"The order was read: it does not hold the whole update\..*safe to repeat"
    ):
        update(world)
    assert world.now - 1000 <= 30


@pytest.mark.off_contract(responses="a success without JSON")
def test_unreadable_success_without_read_back_is_response_invalid() -> None:
    world = World({"update_shipment": [respond(200, b"<html>")]})
    with pytest.raises(ResponseInvalid):
        world.run(world.operations().update_shipment("order", METHOD, RequestOptions()))


EVERY_FIELD: dict[str, Any] = {
    **ORDER["shippingAddress"],
    "companyName": "Example Ltd",
    "addressLine2": "2nd floor",
    "state": "LND",
    "isBusiness": True,
    "federalTaxId": "tax-1",
    "stateTaxId": "tax-2",
    "registrationState": "SP",
}


def test_address_of_the_tests_has_every_field_of_the_contract() -> None:
    assert set(EVERY_FIELD) == set(SCHEMAS["ShippingAddress"]["properties"])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        *((name, other) for name in EVERY_FIELD if name != "isBusiness" for other in ("another", "", None)),
        *(("isBusiness", other) for other in (False, None)),
    ],
)
def test_each_field_of_an_address_alone_makes_the_update_missing(name: str, other: object) -> None:
    kept = order(shippingAddress={**EVERY_FIELD, name: other})
    world = World({"update_shipment": [LOST, DONE], "get": [kept]})
    update(world, {"shippingAddress": EVERY_FIELD})
    assert world.counts == {"update_shipment": 2, "get": 1}


def test_whole_address_that_is_held_is_not_sent_again() -> None:
    kept = order(shippingAddress=EVERY_FIELD, shipment=METHOD)
    world = World({"update_shipment": [LOST], "get": [kept]})
    result = update(world, {**METHOD, "shippingAddress": EVERY_FIELD})
    assert (result.shipping_address.to_dict(), result.shipment.to_dict()) == (EVERY_FIELD, METHOD)
    assert world.counts == {"update_shipment": 1, "get": 1}


@pytest.mark.parametrize("shipment", [None, {}, {"shipmentMethodUid": None}, {"shipmentMethodUid": "EXPRESS"}], ids=str)
def test_method_that_the_order_does_not_hold_is_sent_again(shipment: object) -> None:
    kept = order(shipment=shipment, shippingAddress=EVERY_FIELD)
    world = World({"update_shipment": [LOST, DONE], "get": [kept]})
    update(world, {**METHOD, "shippingAddress": EVERY_FIELD})
    assert world.counts == {"update_shipment": 2, "get": 1}


def test_tries_of_an_update_have_growing_pauses() -> None:
    world = World({"update_shipment": [LOST, respond(500), LOST, DONE], "get": [order()]})
    update(world)
    assert world.slept == [0.125, 0.25, 0.5]
