"""Whatever has one thing wrong is refused by every judge alike, and never leaves the machine."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

import httpx2
import pytest
from gelatoconnect import GelatoConnect
from gelatoconnect.errors import InvalidOrder, InvalidRequest
from gelatoconnect_mock.strategies import (
    ORDER_FAULTS,
    SEARCH_FAULTS,
    UPDATE_FAULTS,
    Broken,
    broken_orders,
    broken_searches,
    broken_updates,
)
from hypothesis import Phase, given, settings

SchemaAccepts = Callable[[str, object], bool]
ServersSay = Callable[[str, Mapping[str, Any]], set[int]]
Refusal = Callable[[str, Mapping[str, Any]], InvalidRequest]

CATALOGUES = {
    "OrderRequest": (broken_orders, ORDER_FAULTS),
    "UpdateShipmentRequest": (broken_updates, UPDATE_FAULTS),
    "SearchRequest": (broken_searches, SEARCH_FAULTS),
}
EVERY_FAULT = [(schema, name) for schema, (_, faults) in CATALOGUES.items() for name in faults]
PERSONAL = frozenset(
    {
        *("firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "state"),
        *("email", "phone", "federalTaxId", "stateTaxId", "registrationState"),
    }
)


class Sealed(httpx2.BaseTransport):
    """Nothing may be sent through it."""

    def handle_request(self, request: httpx2.Request) -> NoReturn:
        pytest.fail(f"{request.method} {request.url.path} was sent")


@pytest.fixture(scope="module")
def refusal() -> Iterator[Refusal]:
    """What the wrapper raises for a body that must not be sent."""
    with GelatoConnect("demo", "key", "secret", transport=Sealed()) as connect:
        send: dict[str, Callable[[Mapping[str, Any]], object]] = {
            "OrderRequest": connect.orders.submit,
            "UpdateShipmentRequest": lambda update: connect.orders.update_shipment("order-1", update),
            "SearchRequest": connect.orders.search,
        }

        def raised(schema: str, body: Mapping[str, Any]) -> InvalidRequest:
            with pytest.raises(InvalidRequest) as caught:
                send[schema](body)
            return caught.value

        yield raised


def agree(
    schema: str, broken: Broken, schema_accepts: SchemaAccepts, servers_say: ServersSay, refusal: Refusal
) -> None:
    assert not schema_accepts(schema, broken.body)
    assert servers_say(schema, broken.body) == {400}
    error = refusal(schema, broken.body)
    assert isinstance(error, InvalidOrder) == (schema == "OrderRequest")
    assert [fault.pointer for fault in error.violations] == [broken.pointer]
    assert str(error) == str(refusal(schema, masked(broken.body)))


def masked(value: Any, *, personal: bool = False) -> Any:
    """The body with other letters and digits wherever a person is described: a refusal must read the same."""
    match value:
        case dict():
            return {name: masked(part, personal=personal or name in PERSONAL) for name, part in value.items()}
        case list():
            return [masked(part, personal=personal) for part in value]
        case str() if personal:
            return "".join("x" if letter.isalnum() else letter for letter in value)
        case int() | float() if personal and not isinstance(value, bool):
            return value + 1
    return value


@pytest.mark.parametrize(("schema", "name"), EVERY_FAULT)
def test_every_fault_of_the_catalogue_is_refused_by_every_judge(
    schema: str, name: str, schema_accepts: SchemaAccepts, servers_say: ServersSay, refusal: Refusal
) -> None:
    @settings(max_examples=2, phases=[Phase.generate], derandomize=True, database=None)
    @given(CATALOGUES[schema][0](name))
    def check(broken: Broken) -> None:
        assert broken.name == name
        agree(schema, broken, schema_accepts, servers_say, refusal)

    check()


@given(broken=broken_orders())
def test_every_broken_order_is_refused_by_every_judge(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, refusal: Refusal, broken: Broken
) -> None:
    agree("OrderRequest", broken, schema_accepts, servers_say, refusal)


@given(broken=broken_updates())
def test_every_broken_update_is_refused_by_every_judge(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, refusal: Refusal, broken: Broken
) -> None:
    agree("UpdateShipmentRequest", broken, schema_accepts, servers_say, refusal)


@given(broken=broken_searches())
def test_every_broken_search_is_refused_by_every_judge(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, refusal: Refusal, broken: Broken
) -> None:
    agree("SearchRequest", broken, schema_accepts, servers_say, refusal)
