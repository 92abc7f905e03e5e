"""The generated models read every example of the contract without loss, and keep unknown fields and values."""

import ast
import copy
import json
import pickle
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import gelatoconnect_api.models
import pytest
import yaml
from gelatoconnect_api.models import (
    CustomerProductItem,
    Error,
    KnownFulfillmentStatus,
    Order,
    OrderRequest,
    OrderSummary,
    PlacedItem,
    ProductUidItem,
    ProductVariant,
    Shipment,
    SubmittedOrder,
)
from gelatoconnect_api.types import UNSET
from hypothesis import given
from hypothesis import strategies as st

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
COMPONENTS: dict[str, Any] = CONTRACT["components"]
MODELS = Path(gelatoconnect_api.models.__path__[0])
SUMMARY = {"id": "1", "orderReferenceId": "ref-1", "fulfillmentStatus": "shipped"}
# A choice of two schemas has no class of its own: the first branch that fits reads its examples.
UPDATES = {"method": "ShipmentMethodUpdate", "address": "ShippingAddressUpdate", "both": "ShipmentMethodUpdate"}


def bodies() -> list[tuple[str, str, dict[str, Any]]]:
    """Return schema, name and value of every example of the contract."""
    contents = [part["content"] for part in COMPONENTS["responses"].values()]
    for path in CONTRACT["paths"].values():
        for operation in (part for part in path.values() if isinstance(part, dict)):
            contents += [part["content"] for part in operation["responses"].values() if "content" in part]
            contents += [operation["requestBody"]["content"]] if "requestBody" in operation else []
    found = []
    for content in contents:
        body = content["application/json"]
        schema = body["schema"]["$ref"].rsplit("/", 1)[1]
        for name, example in body["examples"].items():
            value = COMPONENTS["examples"][example["$ref"].rsplit("/", 1)[1]]["value"]
            found.append((UPDATES[name] if schema == "UpdateShipmentRequest" else schema, name, value))
    return found


@pytest.mark.parametrize(("schema", "name", "value"), bodies(), ids=[f"{one[0]}-{one[1]}" for one in bodies()])
def test_example_of_the_contract_round_trips_through_its_model(schema: str, name: str, value: dict[str, Any]) -> None:
    model = getattr(gelatoconnect_api.models, schema).from_dict(copy.deepcopy(value))
    for one in (model, copy.deepcopy(model), pickle.loads(pickle.dumps(model))):  # noqa: S301 - our own bytes
        assert json.loads(json.dumps(one.to_dict())) == value, name


def test_models_are_the_objects_and_enums_of_the_contract() -> None:
    named = {
        name for name, schema in COMPONENTS["schemas"].items() if schema.get("type") == "object" or "enum" in schema
    }
    assert set(gelatoconnect_api.models.__all__) == named


def test_unknown_status_stays_text_and_known_status_is_a_member() -> None:
    body = {"id": "1", "orderReferenceId": "r", "items": [{"fulfillmentStatus": "waiting_for_the_tide"}]}
    order = Order.from_dict({**body, "fulfillmentStatus": "waiting_for_the_tide", "financialStatus": "paid_in_shells"})
    assert order.fulfillment_status == "waiting_for_the_tide"
    assert order.financial_status == "paid_in_shells"
    assert isinstance(order.items, list)
    assert order.items[0].fulfillment_status == "waiting_for_the_tide"
    known = Order.from_dict({**body, "fulfillmentStatus": "shipped"}).fulfillment_status
    assert known is KnownFulfillmentStatus.SHIPPED
    assert f"{known}" == "shipped"


def test_submit_response_is_parsed_with_its_date() -> None:
    submitted = SubmittedOrder.from_dict(
        {"id": "32884a3e", "orderReferenceId": "ref-1", "createdAt": "2025-04-12T10:23:28+00:00"}
    )
    assert (submitted.id, submitted.order_reference_id) == ("32884a3e", "ref-1")
    assert submitted.created_at == datetime(2025, 4, 12, 10, 23, 28, tzinfo=UTC)


UNREADABLE = [
    "yesterday",
    "2025-04-12T10:23:60Z",
    "2025-02-31T00:00:00Z",
    "99999-01-01T00:00:00Z",
    "",
    "\ud800",
    7,
    [],
    {},
]
AT = datetime(2025, 4, 12, 10, 23, 28, tzinfo=UTC)


@pytest.mark.parametrize("text", UNREADABLE)
def test_unreadable_date_is_none_and_keeps_its_text(text: object) -> None:
    body = {"id": "not-a-uuid", "createdAt": text}
    submitted = SubmittedOrder.from_dict(body)
    assert (submitted.id, submitted.created_at) == ("not-a-uuid", None)
    assert submitted.raw_dates == {"createdAt": text}
    assert submitted.to_dict() == body


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2025-04-12T10:23:28Z", AT),
        ("2025-04-12T10:23:28", AT),
        ("2025-04-12 10:23:28.000+00:00", AT),
        ("20250412T122328+0200", AT),
        ("2025-04-12", datetime(2025, 4, 12, tzinfo=UTC)),
    ],
)
def test_readable_date_is_aware_and_is_written_as_it_was_read(text: str, moment: datetime) -> None:
    body = {"id": "1", "createdAt": text}
    submitted = SubmittedOrder.from_dict(body)
    assert submitted.created_at == moment
    assert isinstance(submitted.created_at, datetime)
    assert submitted.created_at.utcoffset() is not None
    assert submitted.to_dict() == body


@given(st.text())
def test_any_text_as_a_date_is_kept(text: str) -> None:
    body = {"minDeliveryDate": text, "id": "s"}
    shipment = Shipment.from_dict(body)
    assert shipment.min_delivery_date is None or isinstance(shipment.min_delivery_date, date)
    assert shipment.to_dict() == body
    order = SubmittedOrder.from_dict({"id": "1", "createdAt": text})
    assert not isinstance(order.created_at, datetime) or order.created_at.utcoffset() is not None
    assert order.to_dict() == {"id": "1", "createdAt": text}


def test_absent_and_null_dates_have_no_text() -> None:
    summary = OrderSummary.from_dict({**SUMMARY, "createdAt": None})
    assert (summary.created_at, summary.updated_at, summary.raw_dates) == (None, UNSET, {})
    assert summary.to_dict() == {**SUMMARY, "createdAt": None}


@pytest.mark.parametrize(("changed", "written"), [(AT, AT.isoformat()), (None, None), (UNSET, UNSET)])
def test_changed_date_is_written_in_iso_format(changed: Any, written: object) -> None:
    summary = OrderSummary.from_dict(
        {**SUMMARY, "createdAt": "2024-01-01T00:00:00Z", "updatedAt": "2024-01-01T00:00:00Z"}
    )
    summary.created_at = changed
    evolved = attrs.evolve(summary, updated_at=changed)
    for name in ("createdAt", "updatedAt"):
        assert evolved.to_dict().get(name, UNSET) == written


def test_text_of_a_date_is_no_part_of_equality_or_repr() -> None:
    one, other = (SubmittedOrder.from_dict({"id": "1", "createdAt": text}) for text in ("2025-04-12", "2025-04-12T00Z"))
    assert one == other == SubmittedOrder("1", created_at=datetime(2025, 4, 12, tzinfo=UTC))
    assert "raw_dates" not in repr(one)


@pytest.mark.parametrize("make", [ProductVariant, ProductVariant.from_dict], ids=["constructor", "from_dict"])
def test_product_variant_is_built_from_its_options(make: Callable[[Any], ProductVariant]) -> None:
    options = {"Size": "Standard", "Paper": "Premium Matte"}
    variant = make(options)
    options["Size"] = "Large"
    assert (variant["Size"], "Paper" in variant, variant.to_dict()["Paper"]) == ("Standard", True, "Premium Matte")


def test_product_variant_is_written_equal_to_its_options() -> None:
    options = {"Size": "Standard"}
    variant = ProductVariant(options)
    assert variant == ProductVariant.from_dict(options) == ProductVariant(additional_properties=options)
    assert (variant.to_dict(), ProductVariant().to_dict()) == (options, {})


@pytest.mark.parametrize("value", ["L", b"L", ["ab"], None, 7, UNSET])
def test_product_variant_of_no_mapping_says_what_to_pass(value: Any) -> None:
    with pytest.raises(TypeError) as raised:
        ProductVariant(value)
    assert str(raised.value) == (
        f"ProductVariant takes a dict of names and values, not {type(value).__name__}. "
        'Write ProductVariant({"name": "value"}).'
    )


def test_product_variant_takes_a_mapping_that_is_no_dict() -> None:
    options: Any = MappingProxyType({"Size": "Standard"})
    assert ProductVariant(options).to_dict() == {"Size": "Standard"}


@pytest.mark.parametrize(
    "name", [name for name in gelatoconnect_api.models.__all__ if not name.startswith(("Known", "OrderType"))]
)
def test_evolve_copies_unknown_fields(name: str) -> None:
    model = getattr(gelatoconnect_api.models, name)
    # No constructor checks this value; only its unknown field matters.
    required = [field.name for field in attrs.fields(model) if field.default is attrs.NOTHING]
    original = model(**dict.fromkeys(required, "x"), additional_properties={"ofTomorrow": "1"})
    evolved = attrs.evolve(original)
    assert evolved == original
    assert evolved["ofTomorrow"] == "1"
    evolved["ofTomorrow"] = "2"
    assert original["ofTomorrow"] == "1"


def test_evolve_keeps_the_text_of_dates() -> None:
    body = {**SUMMARY, "createdAt": "yesterday", "updatedAt": "2025-04-12T10:23:28Z"}
    evolved = attrs.evolve(OrderSummary.from_dict(body), id="2")
    assert evolved.to_dict() == {**body, "id": "2"}
    assert evolved.raw_dates == {"createdAt": "yesterday", "updatedAt": "2025-04-12T10:23:28Z"}


def test_unknown_fields_are_kept() -> None:
    order = Order.from_dict({"id": "1", "orderReferenceId": "r", "fulfillmentStatus": "new", "tide": {"high": True}})
    assert order["tide"] == {"high": True}
    assert order.to_dict()["tide"] == {"high": True}


def test_each_item_form_becomes_its_own_model() -> None:
    value = COMPONENTS["examples"]["SubmitEveryField"]["value"]
    items = OrderRequest.from_dict(value).items
    assert [type(item) for item in items] == [ProductUidItem, CustomerProductItem]


@pytest.mark.parametrize("code", ["BAD_REQUEST", 400])
def test_error_code_may_be_a_string_or_an_integer(code: str | int) -> None:
    assert Error.from_dict({"code": code, "message": "m"}).code == code


def test_null_and_absent_fields_stay_distinct() -> None:
    assert PlacedItem.from_dict({"pageCount": None}).to_dict() == {"pageCount": None}
    assert PlacedItem.from_dict({}).to_dict() == {}


def test_dates_of_models_have_docstrings() -> None:
    """An editor shows the string below an attribute when one hovers over it."""
    documented: dict[str, str] = {}
    bare = []
    for path in sorted(MODELS.glob("*.py")):
        for model in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(model, ast.ClassDef):
                continue
            for field, after in zip(model.body, [*model.body[1:], None], strict=True):
                if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
                    continue
                name = f"{model.name}.{field.target.id}"
                if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
                    documented[name] = str(after.value.value)
                elif "datetime." in ast.unparse(field.annotation) or field.target.id == "raw_dates":
                    bare.append(name)
    assert not bare
    assert documented["Order.created_at"].endswith("An aware datetime, or None if its text cannot be read.")
    assert documented["Shipment.min_delivery_date"].endswith("A date, or None if its text cannot be read.")
    assert documented["Order.raw_dates"] == "Each date and time as the API wrote it, by its JSON name."
