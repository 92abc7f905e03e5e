"""The copy of the contract for Prism has production paths and no other change."""

import json
import re
from pathlib import Path

import pytest
from gelatoconnect_mock.contract.document import as_json, load_contract, with_prefix
from gelatoconnect_mock.runtime.errors import UserError


def test_copy_adds_the_prefix_to_every_path_and_changes_nothing_else() -> None:
    contract = load_contract()
    before = as_json(contract)

    copy = json.loads(as_json(with_prefix(contract, "acme")))

    original = json.loads(before)
    assert original["paths"]
    assert copy["paths"] == {f"/api/acme{path}": item for path, item in original["paths"].items()}
    assert copy["servers"] == [{"url": "/"}]
    assert list(copy) == list(original)
    assert {name: copy[name] for name in copy if name not in {"paths", "servers"}} == {
        name: original[name] for name in original if name not in {"paths", "servers"}
    }


def test_copy_leaves_the_contract_unchanged() -> None:
    contract = load_contract()
    before = as_json(contract)

    with_prefix(contract, "acme")

    assert as_json(contract) == before


@pytest.mark.parametrize("prefix", ["", "a/b", "a b", "é", "..", "-a", "{prefix}", "a?b", "a%20b", "a\n", "x" * 65])
def test_prefix_that_needs_escaping_is_an_error_with_what_is_allowed(prefix: str) -> None:
    with pytest.raises(UserError, match="letters, digits") as refused:
        with_prefix(load_contract(), prefix)

    assert refused.value.exit_code == 2


def test_reference_to_a_path_is_an_error_because_it_would_break() -> None:
    contract = {"paths": {"/order": {"post": {"$ref": "#/paths/~1search/post"}}}}

    with pytest.raises(UserError, match="components"):
        with_prefix(contract, "demo")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("NO", "NO"),
        ("yes", "yes"),
        ("2025-04-12T10:23:28+00:00", "2025-04-12T10:23:28+00:00"),
        ("12:30", "12:30"),
        ("0123", 123),
        ("~", None),
        ("true", True),
        ("-7", -7),
        ("1.5e3", 1500.0),
    ],
)
def test_scalars_are_read_by_yaml_1_2(tmp_path: Path, text: str, value: object) -> None:
    file = tmp_path / "contract.yaml"
    file.write_text(f"paths: {{/order: {{}}}}\nvalue: {text}\n", encoding="utf-8")

    read = load_contract(file)["value"]

    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"a: [", "is not YAML"),
        (b"\xff\xfe\x00", "is not YAML"),
        (b"", "describes no paths"),
        (b"paths: {}", "describes no paths"),
        (b"- paths", "describes no paths"),
    ],
)
def test_file_that_is_no_contract_is_named_in_one_line(tmp_path: Path, content: bytes, sentence: str) -> None:
    file = tmp_path / "broken.yaml"
    file.write_bytes(content)

    with pytest.raises(UserError, match=re.escape(str(file))) as refused:
        load_contract(file)

    assert sentence in str(refused.value)
    assert "\n" not in str(refused.value)


def test_missing_contract_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"absent\.yaml cannot be read: No such file"):
        load_contract(tmp_path / "absent.yaml")
