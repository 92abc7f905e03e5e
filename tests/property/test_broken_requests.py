"""A body with one thing wrong is refused by every judge alike, and never leaves the machine as it is."""

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
Verdict = Callable[[str, Mapping[str, Any]], InvalidRequest | dict[str, Any]]

pytestmark = pytest.mark.filterwarnings("ignore::gelatoconnect.ContractWarning")

CATALOGUES = {
    "OrderRequest": (broken_orders, ORDER_FAULTS),
    "UpdateShipmentRequest": (broken_updates, UPDATE_FAULTS),
    "SearchRequest": (broken_searches, SEARCH_FAULTS),
}
EVERY_FAULT = [(schema, name) for schema, (_, faults) in CATALOGUES.items() for name in faults]
# Each asks Prism and the sandbox.
EXAMPLES = 1 if settings.get_current_profile_name() == "fast" else 2
PERSONAL = frozenset(
    {
        *("firstName", "lastName", "companyName", "addressLine1", "addressLine2", "city", "postCode", "state"),
        *("email", "phone", "federalTaxId", "stateTaxId", "registrationState"),
    }
)


class Sent(Exception):
    """A request left the client. It holds the body."""

    def __init__(self, body: Any) -> None:
        super().__init__(body)
        self.body = body


class Intercepting(httpx2.BaseTransport):
    """Sends nothing on."""

    def handle_request(self, request: httpx2.Request) -> NoReturn:
        raise Sent(json.loads(request.content))


@pytest.fixture(scope="module")
def client() -> Iterator[Verdict]:
    """What the client makes of a body: its refusal, or the body that it sends."""
    options = Options(requests_per_second=None)
    with GelatoConnect("demo", "key", "secret", transport=Intercepting(), options=options) as connect:
        send: dict[str, Callable[[Mapping[str, Any]], object]] = {
            "OrderRequest": connect.orders.submit,
            "UpdateShipmentRequest": lambda update: connect.orders.update_shipment("order-1", update),
            "SearchRequest": lambda criteria: list(connect.orders.search(criteria)),
        }

        def verdict(schema: str, body: Mapping[str, Any]) -> InvalidRequest | dict[str, Any]:
            try:
                send[schema](body)
            except InvalidRequest as refusal:
                return refusal
            except Sent as sent:
                return dict(sent.body)
            # An empty list of ids finds nothing, without a request.
            assert [] in body.values()
            return {}

        yield verdict


def agree(schema: str, broken: Broken, schema_accepts: SchemaAccepts, servers_say: ServersSay, client: Verdict) -> None:
    assert not schema_accepts(schema, broken.body)
    assert servers_say(schema, broken.body) == {400}
    verdict = client(schema, broken.body)
    if isinstance(verdict, dict):
        # The client leaves out an optional property that is None. What it sends keeps the contract.
        assert broken.name.endswith(": null"), f"the client sent {verdict}"
        assert schema_accepts(schema, verdict)
        return
    assert isinstance(verdict, InvalidOrder) == (schema == "OrderRequest")
    if not broken.name.endswith(": null"):
        assert [one.pointer for one in verdict.violations] == [broken.pointer]
    assert str(verdict) == str(client(schema, masked(broken.body)))


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
    schema: str, name: str, schema_accepts: SchemaAccepts, servers_say: ServersSay, client: Verdict
) -> None:
    @settings(max_examples=EXAMPLES, phases=[Phase.generate], derandomize=True, database=None)
    @given(CATALOGUES[schema][0](name))
    def check(broken: Broken) -> None:
        assert broken.name == name
        agree(schema, broken, schema_accepts, servers_say, client)

    check()


@given(broken=broken_orders())
def test_every_broken_order_is_refused_by_every_judge(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, client: Verdict, broken: Broken
) -> None:
    agree("OrderRequest", broken, schema_accepts, servers_say, client)


@given(broken=broken_updates())
def test_every_broken_update_is_refused_by_every_judge(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, client: Verdict, broken: Broken
) -> None:
    agree("UpdateShipmentRequest", broken, schema_accepts, servers_say, client)


@given(broken=broken_searches())
def test_every_broken_search_is_refused_by_every_judge(
    schema_accepts: SchemaAccepts, servers_say: ServersSay, client: Verdict, broken: Broken
) -> None:
    agree("SearchRequest", broken, schema_accepts, servers_say, client)
