"""Every part of the contract has an evidence mark. The check names a missing or an unfounded one."""

import copy
from typing import Any

import evidence
import marks
import pytest

CONTRACT: dict[str, Any] = evidence.read_contract()


def part_at(contract: dict[str, Any], pointer: str) -> Any:
    node: Any = contract
    for step in pointer.removeprefix("/").split("/"):
        node = node[int(step)] if isinstance(node, list) else node[step.replace("~1", "/").replace("~0", "~")]
    return node


def without(pointer: str, key: str = "x-evidence") -> dict[str, Any]:
    contract = copy.deepcopy(CONTRACT)
    del part_at(contract, pointer)[key]
    return contract


def marked(pointer: str, mark: object) -> list[str]:
    contract = copy.deepcopy(CONTRACT)
    part_at(contract, pointer)["x-evidence"] = mark
    found: list[str] = marks.find_violations(contract)
    return found


def test_every_part_of_the_contract_has_a_valid_mark() -> None:
    assert marks.find_violations(CONTRACT) == []


@pytest.mark.parametrize(
    "pointer",
    [
        "/servers/0/variables/partnerPrefix",
        "/paths/~1order/post",
        "/paths/~1{orderId}~1cancel/post/responses/200",
        "/components/securitySchemes/ApiKey",
        "/components/parameters/OrderId",
        "/components/headers/RetryAfter",
        "/components/responses/DuplicateOrder",
        "/components/schemas/OrderRequest/properties/items",
        "/components/schemas/Order/properties/shipment",
        "/components/schemas/ErrorDetail/properties/reference",
    ],
)
def test_removed_mark_is_named_by_its_pointer(pointer: str) -> None:
    assert marks.find_violations(without(pointer)) == [
        f"{pointer} needs an evidence mark with level and source, and nothing else."
    ]


def test_property_in_a_list_in_a_choice_needs_a_mark() -> None:
    contract = copy.deepcopy(CONTRACT)
    inner = {"type": "object", "properties": {"a/b": {"type": "string"}}}
    part_at(contract, "/components/schemas/Order")["oneOf"] = [{"type": "array", "items": inner}]
    pointer = "/components/schemas/Order/oneOf/0/items/properties/a~1b"
    assert marks.find_violations(contract) == [
        f"{pointer} needs an evidence mark with level and source, and nothing else."
    ]


def test_advisory_without_evidence_is_named() -> None:
    pointer = "/components/schemas/ShippingAddress/x-advisory/0"
    assert marks.find_violations(without(pointer, "evidence")) == [
        f"{pointer} needs an evidence mark with level and source, and nothing else."
    ]


def test_enum_value_without_a_mark_is_named() -> None:
    contract = copy.deepcopy(CONTRACT)
    part_at(contract, "/components/schemas/OrderType")["enum"].append("sample")
    del part_at(contract, "/components/schemas/KnownFinancialStatus/x-evidence-values")["paid"]
    assert marks.find_violations(contract) == [
        "/components/schemas/KnownFinancialStatus has enum and x-evidence-values that differ in: paid.",
        "/components/schemas/OrderType has enum and x-evidence-values that differ in: sample.",
    ]


@pytest.mark.parametrize(
    ("mark", "fault"),
    [
        ({"level": "rumoured", "source": "SEED"}, "has the unknown level rumoured"),
        ({"level": "documented", "source": "HEARSAY"}, "names the source HEARSAY"),
        ({"level": "documented", "source": "V4-GET"}, "is marked documented and needs a source of the kind connect"),
        ({"level": "observed", "source": "SEED"}, "is marked observed and needs a source of the kind client"),
        ({"level": "sibling", "source": "SEED"}, "is marked sibling and needs a source of the kind sibling"),
        ({"level": "inferred", "source": ""}, "is marked inferred and needs a source"),
        ({"level": "documented", "source": "SEED", "sure": True}, "needs an evidence mark with level and source"),
        ("documented", "needs an evidence mark with level and source"),
    ],
)
def test_mark_above_the_level_of_its_source_is_named(mark: object, fault: str) -> None:
    pointer = "/components/schemas/OrderRequest/properties/currency"
    assert any(line.startswith(f"{pointer} {fault}") for line in marked(pointer, mark))


def test_unused_source_is_named() -> None:
    contract = copy.deepcopy(CONTRACT)
    contract["info"]["x-evidence-sources"]["EXTRA"] = {"title": "", "kind": "hearsay", "address": "http://example.com"}
    assert marks.find_violations(contract) == [
        "/info/x-evidence-sources/EXTRA has an address that is not https.",
        "/info/x-evidence-sources/EXTRA is not the source of anything.",
        "/info/x-evidence-sources/EXTRA needs a title, and a kind out of connect, client, sibling, standard.",
    ]


def test_contract_explains_the_evidence_levels() -> None:
    contract = copy.deepcopy(CONTRACT)
    del contract["info"]["x-evidence-levels"]["inferred"]
    [fault] = marks.find_violations(contract)
    assert fault.startswith("/info/x-evidence-levels must explain documented, observed, sibling, inferred")
