"""Bodies with one violation: every validator rejects them, and the client does not send them unchanged."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, NoReturn

import httpx2
import pytest
from gelatoconnect import GelatoConnect, Options
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
ClientResult = Callable[[str, Mapping[str, Any]], InvalidRequest | dict[str, Any]]

pytestmark = pytest.mark.filterwarnings("ignore::gelatoconnect.ContractWarning")

CATALOGS = {
    "OrderRequest": (broken_orders, ORDER_FAULTS),
    "UpdateShipmentRequest": (broken_updates, UPDATE_FAULTS),
    "SearchRequest": (broken_searches, SEARCH_FAULTS),
}
VIOLATIONS = [(schema, name) for schema, (_, faults) in CATALOGS.items() for name in faults]
# Each example is a request to Prism and to the sandbox.
EXAMPLES = 1 if settings.get_current_profile_name() == "fast" else 2
PERSONAL = frozenset(
    {
        *("firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "state"),
        *("email", "phone", "federalTaxId", "stateTaxId", "registrationState"),
    }
)


class Sent(Exception):
    """A request left the client; `body` is its body."""

    def __init__(self, body: Any) -> None:
        super().__init__(body)
        self.body = body


class Intercepting(httpx2.BaseTransport):
    """A transport that raises the body of each request and sends nothing."""

    def handle_request(self, request: httpx2.Request) -> NoReturn:
        raise Sent(json.loads(request.content))


@pytest.fixture(scope="module")
def client_result() -> Iterator[ClientResult]:
    """Return a function from a body to the client's error, or to the body that the client sends."""
    options = Options(requests_per_second=None)
    with GelatoConnect("demo", "key", "secret", transport=Intercepting(), options=options) as client:
        send: dict[str, Callable[[Mapping[str, Any]], object]] = {
            "OrderRequest": client.orders.submit,
            "UpdateShipmentRequest": lambda update: client.orders.update_shipment("order-1", update),
            "SearchRequest": lambda criteria: list(client.orders.search(criteria)),
        }

        def run(schema: str, body: Mapping[str, Any]) -> InvalidRequest | dict[str, Any]:
            try:
                send[schema](body)
            except InvalidRequest as error:
                return error
            except Sent as sent:
                return dict(sent.body)
            # An empty list of ids finds nothing and needs no request.
            assert [] in body.values()
            return {}

        yield run


def agree(
    schema: str, broken: Broken, schema_accepts: SchemaAccepts, servers_say: ServersSay, client_result: ClientResult
) -> None:
    assert not schema_accepts(schema, broken.body)
    assert servers_say(schema, broken.body) == {400}
    result = client_result(schema, broken.body)
    if isinstance(result, dict):
        # The client omits optional properties that are None. The rest keeps the contract.
        assert broken.name.endswith(": null"), f"the client sent {result}"
        assert schema_accepts(schema, result)
        return
    assert isinstance(result, InvalidOrder) == (schema == "OrderRequest")
    if not broken.name.endswith(": null"):
        assert [one.pointer for one in result.violations] == [broken.pointer]
    assert str(result) == str(client_result(schema, masked(broken.body)))


def masked(value: Any, *, personal: bool = False) -> Any:
    """Return the body with its personal data replaced. The error must read the same."""
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


@pytest.mark.parametrize(("schema", "name"), VIOLATIONS)
def test_each_violation_of_the_catalog_fails_every_validator(
    schema: str, name: str, schema_accepts: SchemaAccepts, servers_say: ServersSay, client_result: ClientResult
) -> None:
    @settings(max_examples=EXAMPLES, phases=[Phase.generate], derandomize=True, database=None)
    @given(CATALOGS[schema][0](name))
    def check(broken: Broken) -> None:
        assert broken.name == name
        agree(schema, broken, schema_accepts, servers_say, client_result)

    check()


@given(broken=broken_orders())
def test_broken_order_fails_every_validator(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, client_result: ClientResult, broken: Broken
) -> None:
    agree("OrderRequest", broken, schema_accepts, servers_say, client_result)


@given(broken=broken_updates())
def test_broken_update_fails_every_validator(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, client_result: ClientResult, broken: Broken
) -> None:
    agree("UpdateShipmentRequest", broken, schema_accepts, servers_say, client_result)


@given(broken=broken_searches())
def test_broken_search_fails_every_validator(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, client_result: ClientResult, broken: Broken
) -> None:
    agree("SearchRequest", broken, schema_accepts, servers_say, client_result)
