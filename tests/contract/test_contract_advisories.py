"""Advisories warn of limits known from the sibling API alone, and never reject an order."""

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from gelatoconnect._validation.advisories import advisories_for

CONTRACT: dict[str, Any] = yaml.load(
    Path(__file__).parents[2].joinpath("openapi/gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader
)
COMPONENTS: dict[str, Any] = CONTRACT["components"]
EXAMPLES = {name: example["value"] for name, example in COMPONENTS["examples"].items()}
REQUESTS = {
    **dict.fromkeys(("SubmitSeed", "SubmitCustomerProduct", "SubmitDraft", "SubmitEveryField"), "OrderRequest"),
    **dict.fromkeys(("UpdateMethod", "UpdateAddress", "UpdateBoth"), "UpdateShipmentRequest"),
}
ITEM = {"itemReferenceId": "item-1", "quantity": 1}
ENTRY = {"key": "k", "value": "v"}
ADDRESS = {
    "firstName": "Ada",
    "lastName": "Sample",
    "addressLine1": "1 Example Row",
    "city": "Leeds",
    "postCode": "LS1 4AP",
    "country": "GB",
    "email": "ada@example.com",
}
BRAZIL = {**ADDRESS, "country": "BR"}
INVISIBLE = [
    "\u0085", "\u00ad", "\u034f", "\u061c", "\u115f\u1160", "\u180e", "\u200b", "\u200c\u200d", "\u200e\u200f",
    "\u202a\u202e", "\u2060", "\u2061\u2064", "\u2066\u2069", "\u2800", "\u3164", "\ufe00\ufe0f", "\ufeff", "\uffa0",
    " \u200b\u00a0 ",
]  # fmt: skip
"""Texts of characters that nobody sees."""
BLANK = ["", " ", "\t\r\n", "\u00a0", "\u3000 \ufeff", *INVISIBLE]
UNICODE_BLANK = ["\u00a0", "\u2003\u2028", *INVISIBLE]
"""Blank texts that the pattern of a reference, which is older, accepts."""
TEXT = ["x", "0", " x", "x\n", "\u00e9", "\u200bx", "\u0645\u200c", "\ufe0f\u2764", "-", "."]
NO_URL = [
    *BLANK, "file.pdf", "/a/file.pdf", "//example.com/a.pdf", "example.com/a.pdf", "ftp://example.com/a.pdf", "http:/a",
    "file:///a.pdf", "data:application/pdf;base64,AAAA", "s3://bucket/a.pdf", "https://", "https:///a.pdf",
    "https://:80/",
    "https://[::1/a", "https://::1]/a", "https://[]/a", "https://[x]/a", "https://[::1]a/b", "https:// /x", "http:///x",
    "https://?a", "https://#a", "https://@/a", "https://a@/b", "https://a:b/c", "https://a:123456/", "https://a\\b/c",
    "https://\u200b/a", "https://example.com/\u200ba.pdf", "https://example.com/a.pdf\u2060", "https://a b/c",
    "https://a]/b", "https://[a/b",
    "https://example.com/a file.pdf", " https://example.com/a.pdf", "https://example.com/a.pdf ", "C:\\a.pdf", "n/a",
]  # fmt: skip
WEB_URL = [
    "https://example.com", "http://example.com/a.pdf", "HTTPS://EXAMPLE.COM/A.PDF?b=c#d", "http://[::1]:80/a.pdf",
    "https://user@example.com/", "https://example.com/\u00e9.pdf", "https://example.com/a%20b.pdf",
    "http://localhost/a",
    "https://u:p@example.com:8080/a?b#c", "https://example.com?a=b", "https://example.com#a", "https://example.com:/a",
    "https://example.com/a@b:c[d].pdf", "https://1.2.3.4/a", "https://b\u00fccher.example/a", "https://a_b.example/a",
    "https://example.com/\u2764\ufe0f.pdf",
]  # fmt: skip
# For each advisory, by its pointer: values that must warn, and values that must not.
CASES: dict[str, tuple[list[Any], list[Any]]] = {
    "OrderRequest/properties/orderReferenceId/0": (["order", "search"], ["Order", "order-1", "research"]),
    "OrderRequest/properties/currency/0": (["XXX"], ["USD", "AED"]),
    "OrderRequest/properties/metadata/0": ([[ENTRY] * 21], [[ENTRY] * 20, []]),
    "ShippingAddress/properties/country/0": (["UK"], ["GB", "US"]),
    "ShippingAddress/properties/firstName/0": (["x" * 26], ["x" * 25, "é" * 25]),
    "ShippingAddress/properties/lastName/0": (["x" * 26], ["x" * 25]),
    "ShippingAddress/properties/companyName/0": (["x" * 61], ["x" * 60, ""]),
    "ShippingAddress/properties/addressLine1/0": (["x" * 36], ["x" * 35]),
    "ShippingAddress/properties/addressLine2/0": (["x" * 36], ["x" * 35, ""]),
    "ShippingAddress/properties/city/0": (["x" * 31], ["x" * 30]),
    "ShippingAddress/properties/postCode/0": (["x" * 16], ["x" * 15]),
    "ShippingAddress/properties/state/0": (["x" * 36], ["x" * 35, ""]),
    "ShippingAddress/properties/phone/0": (["1" * 26], ["1" * 25]),
    "ShippingAddress/0": (
        [{**ADDRESS, "country": country, **state} for country in ("US", "CA", "AU") for state in ({}, {"state": " "})],
        [ADDRESS, {**ADDRESS, "country": "US", "state": "NY"}, {**ADDRESS, "state": ""}],
    ),
    "ShippingAddress/1": (
        [BRAZIL, {**BRAZIL, "federalTaxId": ""}],
        [ADDRESS, {**BRAZIL, "federalTaxId": "000"}, {**ADDRESS, "federalTaxId": ""}],
    ),
    "ShippingAddress/2": (
        [{**BRAZIL, "isBusiness": True, "stateTaxId": "0"}, {**BRAZIL, "isBusiness": True, "registrationState": "SP"}],
        [
            {**BRAZIL, "isBusiness": True, "stateTaxId": "0", "registrationState": "SP"},
            {**BRAZIL, "isBusiness": False},
            {**ADDRESS, "isBusiness": True},
        ],
    ),
    "ShippingAddress/3": (
        [{**BRAZIL, "stateTaxId": "0"}, {**BRAZIL, "stateTaxId": "0", "isBusiness": False}],
        [{**BRAZIL, "stateTaxId": ""}, {**BRAZIL, "stateTaxId": "0", "isBusiness": True}],
    ),
    "ProductUidItem/0": (
        [{**ITEM, "productUid": "a_uid"}, {**ITEM, "productUid": "a_uid", "files": []}],
        [{**ITEM, "productUid": "a_uid", "files": [{"url": "https://example.com/a.pdf"}]}],
    ),
    "ProductUidItem/properties/metadata/0": ([[ENTRY] * 21], [[ENTRY] * 20]),
    "CustomerProductItem/0": (
        [{**ITEM, "productName": "Card", "productVariant": {}}],
        [{**ITEM, "productName": "Card", "productVariant": {}, "files": [{"url": "https://example.com/a.pdf"}]}],
    ),
    "CustomerProductItem/properties/metadata/0": ([[ENTRY] * 21], [[ENTRY] * 20]),
    "PrintFile/properties/threadColors/0": ([["#FFFFFF"] * 7], [["#FFFFFF"] * 6, []]),
    "MetadataEntry/properties/key/0": (["x" * 101], ["x" * 100]),
    "MetadataEntry/properties/value/0": (["x" * 101], ["x" * 100, ""]),
    "OrderRequest/properties/orderReferenceId/1": (UNICODE_BLANK, TEXT),
    "OrderRequest/properties/shipmentMethodUid/0": (BLANK, TEXT),
    "ShippingAddress/properties/firstName/1": (BLANK, TEXT),
    "ShippingAddress/properties/lastName/1": (BLANK, TEXT),
    "ShippingAddress/properties/addressLine1/1": (BLANK, TEXT),
    "ShippingAddress/properties/city/1": (BLANK, TEXT),
    "ShippingAddress/properties/postCode/1": (BLANK, TEXT),
    "ProductUidItem/properties/itemReferenceId/0": (UNICODE_BLANK, TEXT),
    "CustomerProductItem/properties/itemReferenceId/0": (UNICODE_BLANK, TEXT),
    "ProductUidItem/properties/productUid/0": (BLANK, TEXT),
    "CustomerProductItem/properties/productName/0": (BLANK, TEXT),
    "ProductVariant/0": (
        [{"Size": blank} for blank in BLANK] + [{"Size": "A4", "Paper": ""}],
        [{"Size": text} for text in TEXT] + [{}, {"": "A4"}],
    ),
    "PrintFile/properties/url/0": (NO_URL, WEB_URL),
    "MetadataEntry/properties/key/1": (BLANK, TEXT),
    "ShipmentMethodUpdate/properties/shipmentMethodUid/0": (BLANK, TEXT),
    "ShippingAddressUpdate/properties/shipmentMethodUid/0": (BLANK, TEXT),
}


def owners() -> dict[str, dict[str, Any]]:
    """Return every schema with advisories, by its pointer."""
    found = {}
    for name, schema in COMPONENTS["schemas"].items():
        found[name] = schema
        for field, inner in schema.get("properties", {}).items():
            found[f"{name}/properties/{field}"] = inner
    return {where: schema for where, schema in found.items() if "x-advisory" in schema}


ADVISORIES = {
    f"{where}/{number}": (schema, advisory)
    for where, schema in owners().items()
    for number, advisory in enumerate(schema["x-advisory"])
}


def accepts(schema: dict[str, Any], value: object) -> bool:
    return bool(jsonschema_rs.Draft202012Validator({**schema, "components": COMPONENTS}).is_valid(value))


def test_every_advisory_has_test_cases() -> None:
    assert set(CASES) == set(ADVISORIES)


@pytest.mark.parametrize("where", ADVISORIES)
def test_advisory_has_a_schema_a_sentence_and_evidence(where: str) -> None:
    _, advisory = ADVISORIES[where]
    assert set(advisory) == {"schema", "message", "evidence"}
    assert advisory["message"][0].isupper()
    assert advisory["message"].count(". ") == 0
    assert advisory["message"].endswith(".")
    assert advisory["evidence"]["level"] != "documented"


@pytest.mark.parametrize("where", ADVISORIES)
def test_value_beyond_an_advisory_warns_and_is_valid(where: str) -> None:
    schema, advisory = ADVISORIES[where]
    for value in CASES[where][0]:
        assert accepts(schema, value)
        assert not accepts(advisory["schema"], value)


@pytest.mark.parametrize("where", ADVISORIES)
def test_value_within_an_advisory_does_not_warn(where: str) -> None:
    schema, advisory = ADVISORIES[where]
    for value in CASES[where][1]:
        assert accepts(schema, value)
        assert accepts(advisory["schema"], value)


@pytest.mark.parametrize("where", ADVISORIES)
def test_client_warns_beyond_each_advisory_and_not_within(where: str) -> None:
    schema, _, rest = where.partition("/")
    field = rest.split("/")[1] if rest.startswith("properties/") else None
    message = ADVISORIES[where][1]["message"]

    def warns(value: object) -> bool:
        return message in {one.message for one in advisories_for(schema)(value if field is None else {field: value})}

    beyond, within = CASES[where]
    assert [value for value in beyond if not warns(value)] == []
    assert [value for value in within if warns(value)] == []


def warnings(node: dict[str, Any], value: object) -> list[str]:
    """Return the warnings for a value, by following the contract's schemas."""
    if "$ref" in node:
        node = COMPONENTS["schemas"][node["$ref"].rsplit("/", 1)[1]]
    found = [advisory["message"] for advisory in node.get("x-advisory", ()) if not accepts(advisory["schema"], value)]
    for branch in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        found += warnings(branch, value) if accepts(branch, value) else []
    if isinstance(value, list):
        found += [message for one in value for message in warnings(node.get("items", {}), one)]
    if isinstance(value, dict):
        for name, inner in node.get("properties", {}).items():
            found += warnings(inner, value[name]) if name in value else []
    return found


@pytest.mark.parametrize("name", REQUESTS)
def test_example_of_the_contract_has_no_warning(name: str) -> None:
    assert warnings({"$ref": f"#/components/schemas/{REQUESTS[name]}"}, EXAMPLES[name]) == []


def test_order_beyond_a_limit_has_its_warning() -> None:
    order = {**EXAMPLES["SubmitSeed"], "items": [{**ITEM, "productUid": "a_uid"}]}
    assert warnings({"$ref": "#/components/schemas/OrderRequest"}, order) == [
        "Give at least one print file, unless the product is not printable."
    ]
