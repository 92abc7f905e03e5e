"""A keyword that the client cannot validate stops the generation."""

from pathlib import Path
from typing import Any

import generate
import pytest
from rules import UnknownKeyword, compile_rules


def compiled(schema: Any) -> dict[str, Any]:
    """Return the compiled schema `A` of a contract that has `A`, and a `B` to refer to."""
    names: dict[str, Any] = {}
    exec(compile_rules({"components": {"schemas": {"A": schema, "B": {"type": "string"}}}}), names)  # noqa: S102
    found: dict[str, Any] = names["SCHEMAS"]["A"]
    return found


REFERENCE = {"$ref": "#/components/schemas/B"}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "default": "a"}, "#/components/schemas/A uses default, which"),
        ({"type": "array", "uniqueItems": True}, "#/components/schemas/A uses uniqueItems, which"),
        ({**REFERENCE, "bogusKeyword": 1}, "#/components/schemas/A uses bogusKeyword beside a $ref, which"),
        ({**REFERENCE, "maxLength": 3, "pattern": "a"}, "#/components/schemas/A uses maxLength, pattern beside a $ref"),
        (
            {"properties": {"field": {**REFERENCE, "type": "string"}}},
            "#/components/schemas/A/properties/field uses type beside a $ref, which",
        ),
        ({"type": "object", "additionalProperties": False}, "#/components/schemas/A uses additionalProperties: false"),
        (
            {"items": {"anyOf": [REFERENCE, {"additionalProperties": False}]}},
            "#/components/schemas/A/items/anyOf/1 uses additionalProperties: false, which",
        ),
        ({"pattern": r"^\w+$"}, r"#/components/schemas/A/pattern: ^\w+$ has `\w`, which"),
        ({"not": {"pattern": "a.b"}}, "#/components/schemas/A/not/pattern: a.b has `.`, which"),
        (
            {"x-advisory": [{"schema": {"const": 1}, "message": "m"}]},
            "#/components/schemas/A/x-advisory uses const, which",
        ),
    ],
)
def test_unknown_keyword_is_rejected_by_its_pointer(schema: Any, expected: str) -> None:
    with pytest.raises(UnknownKeyword) as raised:
        compiled(schema)
    assert str(raised.value).startswith(expected)


def test_compiling_drops_annotations_and_keeps_expectations() -> None:
    silent = {"description": "d", "x-evidence": {}, "examples": [], "format": "date"}
    assert compiled({**REFERENCE, **silent, "x-expected": "a word"}) == {"$ref": "B", "x-expected": "a word"}
    assert compiled({"type": "string", **silent, "x-expected": "a word"}) == {"type": "string", "x-expected": "a word"}
    assert compiled({"additionalProperties": {"type": "string", **silent}}) == {
        "additionalProperties": {"type": "string"}
    }


def test_contract_that_cannot_be_compiled_gives_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text("components: {schemas: {A: {uniqueItems: true}}}", encoding="utf-8")
    monkeypatch.setattr(generate, "CONTRACT", contract)
    monkeypatch.setattr(generate, "_run_generator", lambda target: target.mkdir())
    monkeypatch.setattr(generate, "_rewrite", lambda _: None)
    assert generate.main(["--check"]) == 2
    printed = capsys.readouterr().err
    assert printed == (
        f"The client cannot validate by {contract}: #/components/schemas/A uses uniqueItems, "
        "which the library's validator does not know.\n"
    )
