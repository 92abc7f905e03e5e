"""A misspelled property name gets the known name that it means, in the sandbox and in the client alike."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from gelatoconnect._validation import names as names_of_client
from gelatoconnect_mock.contract import names as names_of_sandbox
from gelatoconnect_mock.contract.names import MAX_NAME_LENGTH, nearest_name
from gelatoconnect_mock.contract.validators import compiled_contract

SCHEMAS = compiled_contract().schemas
AMBIGUOUS = {"addressline": {"addressLine1", "addressLine2"}}


def _objects() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each object of the contract, and each choice of objects, with the names that it may have."""
    for name, schema in SCHEMAS.items():
        branches = [*schema.get("oneOf", ()), *schema.get("anyOf", ())]
        shapes = [SCHEMAS[branch["$ref"].rpartition("/")[2]] for branch in branches if "$ref" in branch]
        if known := tuple(dict.fromkeys(each for shape in (schema, *shapes) for each in shape.get("properties", ()))):
            yield name, known


OBJECTS = dict(_objects())


def _misspelled(name: str) -> Iterator[str]:
    for at, letter in enumerate(name):
        if len(name) > 1:
            yield name[:at] + name[at + 1 :]
        yield name[:at] + letter + name[at:]
        if name[at + 1 : at + 2] not in {"", letter}:
            yield name[:at] + name[at + 1] + letter + name[at + 2 :]
    yield from (name.upper(), name.lower(), name.capitalize(), name.swapcase())
    words = re.sub("(?<!^)(?=[A-Z0-9])", "_", name).lower()
    yield from (words, words.upper(), words.replace("_", "-"), words.replace("_", " "))
    if name.endswith("s"):
        yield name.removesuffix("s")
    yield f"{name[:-1]}ies" if re.search("[^aeiou]y$", name) else f"{name}s"


@pytest.mark.parametrize("schema", OBJECTS)
def test_misspelled_name_of_the_contract_gets_the_right_one(schema: str) -> None:
    known = OBJECTS[schema]
    wrong = {
        (typed, nearest)
        for name in known
        for typed in _misspelled(name)
        if typed not in known and (nearest := nearest_name(typed, known)) not in AMBIGUOUS.get(typed.casefold(), {name})
    }
    assert not wrong


@pytest.mark.parametrize(
    "name",
    ["foo", "x", "x1", "internalNote", "comment", "weight", "sku", "street", "zip", "title", "qty", "image", "notes",
     "brandNew", "tenant", "", "_-$", "\u540d\u524d", "\U0001f600"],
)  # fmt: skip
def test_name_of_its_own_gets_none(name: str) -> None:
    requests = ("OrderRequest", "ShippingAddress", "OrderItem", "PrintFile", "SearchRequest", "MetadataEntry")
    assert {schema: nearest for schema in requests if (nearest := nearest_name(name, OBJECTS[schema]))} == {}


@pytest.mark.parametrize(
    ("name", "known", "nearest"),
    [
        ("addressLine", ("addressLine2", "addressLine1"), "addressLine2"),
        ("address1", ("addressLine2", "addressLine1"), "addressLine1"),
        ("stats", ("state", "status"), "status"),
        ("Ids", ("id", "ids"), "ids"),
        ("idz", ("ids", "ide"), None),
        ("countrys", ("country", "countries"), "country"),
        ("shippingMethodUID", ("shipmentMethodUid", "shippingAddress"), "shipmentMethodUid"),
        ("di", ("id",), "id"),
        ("i", ("id",), "id"),
        ("ix", ("id",), None),
        ("name", ("firstName", "lastName"), None),
    ],
)
def test_likeliest_slip_wins(name: str, known: tuple[str, ...], nearest: str | None) -> None:
    assert nearest_name(name, known) == nearest


@pytest.mark.parametrize("length", [MAX_NAME_LENGTH + 1, 1_000_000])
def test_long_name_is_compared_with_none(length: int) -> None:
    assert nearest_name("a" * length, ["a" * length]) is None


def test_client_and_sandbox_have_the_same_rule() -> None:
    ours, theirs = Path(names_of_sandbox.__file__), Path(names_of_client.__file__)
    assert ours != theirs
    assert ours.read_text(encoding="utf-8") == theirs.read_text(encoding="utf-8")
