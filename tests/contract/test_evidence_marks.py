"""Every part of the contract has an evidence mark. The check names a missing or an unfounded one."""

import copy
from pathlib import Path
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


NEEDS_A_MARK = "needs an evidence mark with level and source, and nothing else."
UNMARKED = {"type": "object", "properties": {"inner": {"type": "string"}}}


@pytest.mark.parametrize(
    ("keyword", "value", "inside"),
    [
        ("oneOf", [{"type": "null"}, UNMARKED], "oneOf/1"),
        ("anyOf", [{"type": "null"}, UNMARKED], "anyOf/1"),
        ("allOf", [{"type": "object"}, UNMARKED], "allOf/1"),
        ("items", UNMARKED, "items"),
        ("additionalProperties", UNMARKED, "additionalProperties"),
    ],
)
def test_property_inside_each_keyword_needs_a_mark(keyword: str, value: object, inside: str) -> None:
    contract = copy.deepcopy(CONTRACT)
    schema = part_at(contract, "/components/schemas/SubmittedOrder")
    assert keyword not in schema
    schema[keyword] = value
    pointer = f"/components/schemas/SubmittedOrder/{inside}/properties/inner"
    assert marks.find_violations(contract) == [f"{pointer} {NEEDS_A_MARK}"]


@pytest.mark.parametrize("method", ["get", "put", "post", "delete", "patch"])
def test_operation_of_each_method_needs_a_mark(method: str) -> None:
    contract = copy.deepcopy(CONTRACT)
    contract["paths"]["/new"] = {method: {"operationId": "new", "responses": {"204": {"description": "Done."}}}}
    assert marks.find_violations(contract) == [
        f"/paths/~1new/{method} {NEEDS_A_MARK}", f"/paths/~1new/{method}/responses/204 {NEEDS_A_MARK}"
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["securitySchemes", "parameters", "headers", "responses"])
def test_component_of_each_kind_needs_a_mark(kind: str) -> None:
    contract = copy.deepcopy(CONTRACT)
    contract["components"][kind]["New"] = {"description": "new"}
    assert marks.find_violations(contract) == [f"/components/{kind}/New {NEEDS_A_MARK}"]


@pytest.mark.parametrize(
    "mark",
    [{}, {"level": "inferred"}, {"source": "SEED"}, {"level": "documented", "source": "SEED", "note": ""}, None, []],
    ids=str,
)
def test_mark_has_level_and_source_and_nothing_else(mark: object) -> None:
    pointer = "/components/schemas/OrderRequest/properties/currency"
    assert marked(pointer, mark) == [f"{pointer} {NEEDS_A_MARK}"]


SOURCES = CONTRACT["info"]["x-evidence-sources"]
TAGS = {kind: next(tag for tag, one in SOURCES.items() if one["kind"] == kind) for kind in ("connect", "sibling")}
TAGS |= {
    kind: next((tag for tag, one in SOURCES.items() if one["kind"] == kind), "") for kind in ("client", "standard")
}


@pytest.mark.parametrize(
    ("level", "kinds", "is_valid"),
    [
        ("documented", ["connect"], True), ("documented", ["sibling", "connect"], True),
        ("documented", ["connect", "standard"], True), ("documented", ["sibling"], False),
        ("documented", ["client", "standard"], False), ("observed", ["client"], True),
        ("observed", ["connect", "client"], True), ("observed", ["connect"], False), ("sibling", ["sibling"], True),
        ("sibling", ["connect", "standard"], False), ("inferred", ["connect"], True), ("inferred", ["standard"], True),
        ("documented", [], False), ("inferred", [], False),
    ],
    ids=str,
)  # fmt: skip
def test_level_needs_a_source_of_its_kind(level: str, kinds: list[str], is_valid: bool) -> None:
    pointer = "/components/schemas/OrderRequest/properties/currency"
    found = marked(pointer, {"level": level, "source": " ".join(TAGS[kind] for kind in kinds)})
    about_it = [line for line in found if line.startswith(pointer)]
    assert (about_it == []) is is_valid
    assert [line for line in about_it if f"is marked {level} and needs a source of the kind" not in line] == []


def test_unknown_source_beside_a_known_one_is_named() -> None:
    pointer = "/components/schemas/OrderRequest/properties/currency"
    found = marked(pointer, {"level": "documented", "source": f"{TAGS['connect']} RUMOR"})
    assert found == [f"{pointer} names the source RUMOR, which x-evidence-sources does not list."]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"title": ""}, "needs a title, and a kind out of connect, client, sibling, standard."),
        ({"title": None}, "needs a title, and a kind out of connect, client, sibling, standard."),
        ({"kind": "hearsay"}, "needs a title, and a kind out of connect, client, sibling, standard."),
        ({"kind": None}, "needs a title, and a kind out of connect, client, sibling, standard."),
        ({"address": "http://example.com"}, "has an address that is not https."),
        ({"address": ""}, "has an address that is not https."),
    ],
    ids=str,
)
def test_each_fault_of_a_source_is_named_alone(change: dict[str, Any], fault: str) -> None:
    contract = copy.deepcopy(CONTRACT)
    tag = TAGS["connect"]
    other = next(name for name, one in SOURCES.items() if name != tag and one["kind"] == "connect")
    contract["info"]["x-evidence-sources"][other].update(change)
    found = marks.find_violations(contract)
    assert [line for line in found if line.startswith("/info")] == [f"/info/x-evidence-sources/{other} {fault}"]


def test_source_without_an_address_is_valid() -> None:
    contract = copy.deepcopy(CONTRACT)
    for source in contract["info"]["x-evidence-sources"].values():
        source.pop("address", None)
    assert marks.find_violations(contract) == []


def test_levels_are_explained_in_their_order() -> None:
    contract = copy.deepcopy(CONTRACT)
    levels = contract["info"]["x-evidence-levels"]
    contract["info"]["x-evidence-levels"] = dict(reversed(levels.items()))
    assert [line.partition(" ")[0] for line in marks.find_violations(contract)] == ["/info/x-evidence-levels"]


@pytest.mark.parametrize("level", ["documented", "observed", "sibling", "inferred"])
def test_each_level_must_be_explained(level: str) -> None:
    contract = copy.deepcopy(CONTRACT)
    del contract["info"]["x-evidence-levels"][level]
    assert [line.partition(" ")[0] for line in marks.find_violations(contract)] == ["/info/x-evidence-levels"]


def test_broken_contract_fails_the_check(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = without("/components/headers/RetryAfter")
    monkeypatch.setitem(evidence.main.__globals__, "read_contract", lambda: contract)
    page = tmp_path / "page.md"
    page.write_text(evidence.with_table(f"{evidence.BEGIN}\n{evidence.END}\n", contract), encoding="utf-8")
    assert evidence.main(["--check", str(page)]) == 1
