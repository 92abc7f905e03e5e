"""A breaking change of the contract is named by its pointer, and needs a version that allows it.

A released contract never changes. A changed one is named.
"""

from __future__ import annotations

import copy
import shutil
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import digests
import pytest
import releases
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

OPENAPI = Path(__file__).parents[2] / "openapi"
CONTRACT: dict[str, Any] = yaml.load(OPENAPI.joinpath("gelatoconnect.yaml").read_bytes(), yaml.CSafeLoader)
RELEASE = "0.4.1"

# Breaking changes: each edits the contract. The key is the pointer that must be named.
BREAKING: dict[str, Callable[[dict[str, Any]], object]] = {
    "/components/schemas/OrderRequest/required": lambda c: _schema(c, "OrderRequest")["required"].append("orderType"),
    "/components/schemas/OrderRequest/properties/metadata": lambda c: _fields(c, "OrderRequest").pop("metadata"),
    "/components/schemas/ProductUidItem/properties/quantity/minimum": lambda c: _fields(c, "ProductUidItem")[
        "quantity"
    ].update(minimum=2),
    "/components/schemas/ShippingAddress/properties/city/pattern": lambda c: _fields(c, "ShippingAddress")[
        "city"
    ].update(pattern="^B"),
    "/components/schemas/OrderType/enum": lambda c: _schema(c, "OrderType")["enum"].remove("draft"),
    "/components/schemas/OrderItem/oneOf/1": lambda c: _schema(c, "OrderItem")["oneOf"].pop(),
    "/components/schemas/Order/properties/shipment": lambda c: _fields(c, "Order").pop("shipment"),
    "/components/schemas/Order/required": lambda c: _schema(c, "Order")["required"].remove("fulfillmentStatus"),
    "/components/schemas/SubmittedOrder/properties/id/type": lambda c: _fields(c, "SubmittedOrder")["id"].update(
        type=["string", "null"]
    ),
    "/components/parameters/CustomerReferenceId/required": lambda c: c["components"]["parameters"][
        "CustomerReferenceId"
    ].update(required=True),
    "/components/securitySchemes/ApiKey/name": lambda c: c["components"]["securitySchemes"]["ApiKey"].update(name="K"),
    "/paths/~1order/post/responses/409": lambda c: c["paths"]["/order"]["post"]["responses"].pop("409"),
    "/paths/~1{orderId}~1cancel": lambda c: c["paths"].pop("/{orderId}/cancel"),
    "/paths/~1{orderId}/put": lambda c: c["paths"]["/{orderId}"].pop("put"),
}
# Compatible changes: new fields and statuses of responses, new optional fields of requests.
ADDITIVE: dict[str, Callable[[dict[str, Any]], object]] = {
    "a field to send": lambda c: _fields(c, "OrderRequest").update(own={"type": "string"}),
    "a field of a response": lambda c: _fields(c, "Order").update(own={"type": "string"}),
    "a known status": lambda c: _schema(c, "KnownFulfillmentStatus")["enum"].append("teleported"),
    "a response": lambda c: c["paths"]["/search"]["post"]["responses"].update({"409": {"description": "No."}}),
    "a word": lambda c: c["info"].update(summary="Other words."),
}


def _schema(contract: dict[str, Any], name: str) -> Any:
    return contract["components"]["schemas"][name]


def _fields(contract: dict[str, Any], name: str) -> Any:
    return _schema(contract, name)["properties"]


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    for version in ("0.4.1", "0.3.12"):
        digests.record(write(folder / f"{version}.yaml", version))
    return folder


@pytest.fixture
def released(tmp_path: Path, template: Path) -> Path:
    """Return a folder with two releases: today's contract, and an older one."""
    return shutil.copytree(template, tmp_path / "released")


def write(path: Path, version: object, *edits: Callable[[dict[str, Any]], object]) -> Path:
    path.write_text(text_of(version, edits), encoding="utf-8")
    return path


@cache
def text_of(version: object, edits: tuple[Callable[[dict[str, Any]], object], ...]) -> str:
    contract = copy.deepcopy(CONTRACT)
    contract["info"]["version"] = version
    for edit in edits:
        edit(contract)
    return yaml.dump(contract, Dumper=yaml.CSafeDumper, sort_keys=False)


def test_contract_is_compatible_with_its_last_release() -> None:
    assert releases.find_violations() == []


@pytest.mark.usefixtures("redocly_installed")
def test_breaking_change_is_named_by_its_pointer(tmp_path: Path, released: Path) -> None:
    found = releases.compare(
        released / f"{RELEASE}.yaml", write(tmp_path / "contract.yaml", RELEASE, *BREAKING.values())
    )
    assert {change.place for change in found if change.impact == "major"} == set(BREAKING)
    assert all(change.sentence.endswith(".") for change in found)


@pytest.mark.usefixtures("redocly_installed")
@pytest.mark.parametrize(
    ("version", "passes"),
    [
        ("0.4.1", False),
        pytest.param("0.5.0", True, marks=pytest.mark.whole),
        pytest.param("0.4.2", False, marks=pytest.mark.whole),
        pytest.param("1.0.0", True, marks=pytest.mark.whole),
    ],
)
def test_breaking_change_needs_a_new_version(
    version: str, passes: bool, tmp_path: Path, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit = BREAKING["/components/schemas/ShippingAddress/properties/city/pattern"]
    contract = write(tmp_path / "contract.yaml", version, edit)
    assert releases.main(["--contract", str(contract), "--released", str(released)]) == (0 if passes else 1)
    shown = capsys.readouterr().err
    released_one = "contract.yaml breaks the released version 0.4.1"
    expected = [
        f"{released_one}, and its info.version is {version}; a breaking change needs 0.5.0 or later.",
        "  breaks /components/schemas/ShippingAddress/properties/city/pattern: `pattern` of `city` was set to '^B'.",
        "Undo what was not meant, or set info.version to 0.5.0 and run: python3 noxfile.py generate",
    ]
    assert shown.splitlines() == ([] if passes else expected)


@pytest.mark.usefixtures("redocly_installed")
@pytest.mark.whole
def test_compatible_change_passes_under_later_versions_only(tmp_path: Path, released: Path) -> None:
    contract = tmp_path / "contract.yaml"
    assert releases.find_violations(write(contract, "0.4.2", *ADDITIVE.values()), released) == []
    lines = releases.find_violations(write(contract, "0.4.1", *ADDITIVE.values()), released)
    assert lines[0].endswith("its info.version is 0.4.1; any change needs 0.4.2 or later.")
    assert [line for line in lines if line.startswith("  breaks")] == []
    assert any("/components/schemas/OrderRequest/properties/own" in line for line in lines)


@pytest.mark.usefixtures("redocly_installed")
@pytest.mark.whole
def test_changed_content_of_a_released_version_is_rejected(tmp_path: Path, released: Path) -> None:
    contract = tmp_path / "contract.yaml"
    assert releases.find_violations(write(contract, RELEASE), released) == []

    def edit(contract: dict[str, Any]) -> None:
        contract["components"]["examples"]["SubmitSeed"]["value"]["orderReferenceId"] = "another"

    assert "any change needs 0.4.2" in releases.find_violations(write(contract, RELEASE, edit), released)[0]


@pytest.mark.parametrize(
    ("released_as", "impact", "least"),
    [
        ("0.4.1", "major", "0.5.0"),
        ("0.4.1", "minor", "0.4.2"),
        ("0.4.1", "patch", "0.4.2"),
        ("1.4.1", "major", "2.0.0"),
        ("1.4.1", "minor", "1.5.0"),
        ("1.4.1", "patch", "1.4.2"),
    ],
)
def test_next_version_follows_semantic_versioning(released_as: str, impact: str, least: str) -> None:
    assert str(releases.Version.read(released_as, "It").after(impact)) == least


def test_last_release_is_the_highest_version(tmp_path: Path) -> None:
    for version in ("0.9.0", "0.10.0", "0.2.11"):
        write(tmp_path / f"{version}.yaml", version)
    assert releases.last_release(tmp_path) == tmp_path / "0.10.0.yaml"


@pytest.mark.usefixtures("redocly_installed")
@pytest.mark.whole
def test_second_record_of_a_release_is_rejected(tmp_path: Path, released: Path) -> None:
    contract = tmp_path / "contract.yaml"
    arguments = ["record", "--contract", str(contract), "--released", str(released)]
    write(contract, "0.4.2", ADDITIVE["a field to send"])
    assert releases.main(arguments) == 0
    kept = released / "0.4.2.yaml"
    assert kept.read_bytes() == contract.read_bytes()
    assert releases.find_violations(contract, released) == []
    write(contract, "0.4.2", ADDITIVE["a word"])
    assert releases.main(arguments) == 1
    with pytest.raises(releases.ReleaseError, match=r"0\.4\.2\.yaml is released and never changes again"):
        releases.record(contract, released)
    assert "own" in _fields(yaml.load(kept.read_bytes(), yaml.CSafeLoader), "OrderRequest")
    kept.unlink()
    with pytest.raises(releases.ReleaseError, match=r"0\.4\.2\.yaml is released and never changes again"):
        releases.record(contract, released)
    assert not kept.exists()


@pytest.mark.whole
def test_unchanged_contract_is_not_released_again(
    tmp_path: Path, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract, listed = write(tmp_path / "contract.yaml", RELEASE), (released / "digests.txt").read_bytes()
    assert releases.main(["record", "--contract", str(contract), "--released", str(released)]) == 1
    assert "0.4.1.yaml is released and never changes again: set info.version" in capsys.readouterr().err
    assert (released / "digests.txt").read_bytes() == listed


@pytest.mark.parametrize("version", [RELEASE, "0.3.12"])
def test_release_edited_together_with_the_contract_is_named(
    version: str, tmp_path: Path, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = write(tmp_path / "contract.yaml", RELEASE, ADDITIVE["a word"])
    write(released / f"{version}.yaml", version, ADDITIVE["a word"])
    for task in ("check", "record"):
        assert releases.main([task, "--contract", str(contract), "--released", str(released)]) == 1
        assert capsys.readouterr().err == (
            f"released/{version}.yaml differs from the release {version}. Restore it. "
            "Change gelatoconnect.yaml instead, under a later info.version.\n"
        )


def test_comment_in_a_release_is_a_change_and_line_ends_are_none(released: Path) -> None:
    one = released / f"{RELEASE}.yaml"
    text = one.read_text(encoding="utf-8")
    one.write_text(text, encoding="utf-8", newline="\r\n")
    assert digests.find_violations(released) == []
    one.write_text(f"{text}# only a word\n", encoding="utf-8")
    assert [fault.partition(" ")[0] for fault in digests.find_violations(released)] == [f"released/{RELEASE}.yaml"]


def test_missing_release_is_named_even_the_only_one(tmp_path: Path) -> None:
    contract, folder = write(tmp_path / "contract.yaml", "0.1.0"), tmp_path / "released"
    arguments = ["record", "--contract", str(contract), "--released", str(folder)]
    assert releases.main(arguments) == 0
    (folder / "0.1.0.yaml").unlink()
    expected = ["released/0.1.0.yaml was released and is gone. Restore it."]
    assert releases.find_violations(contract, folder) == expected
    assert releases.main(arguments) == 1
    assert not (folder / "0.1.0.yaml").exists()


def test_unrecorded_file_is_named(tmp_path: Path, released: Path) -> None:
    write(released / "0.4.2.yaml", "0.4.2")
    [fault] = releases.find_violations(write(tmp_path / "contract.yaml", "0.4.3"), released)
    assert fault == (
        "released/0.4.2.yaml is not in released/digests.txt, so it was never released. "
        "Remove it. To release it, run: python3 noxfile.py release_contract"
    )


@pytest.mark.parametrize("line", ["0.4.1.yaml", "abc  0.4.1.yaml", f"{'0' * 64}  0.4.1.yaml", ""])
def test_invalid_list_of_releases_is_named_by_its_line(line: str, released: Path) -> None:
    listed = released / "digests.txt"
    listed.write_text(f"{listed.read_text(encoding='utf-8')}{line}\n", encoding="utf-8")
    assert digests.find_violations(released) == [
        "released/digests.txt, line 3, must be the digest and the name of one more released contract. Restore it."
    ]


def test_committed_releases_are_unchanged() -> None:
    assert digests.find_violations(OPENAPI / "released") == []
    assert len(digests.read_digests(OPENAPI / "released")) == len(list((OPENAPI / "released").glob("*.yaml"))) > 0


@pytest.mark.usefixtures("redocly_installed")
def test_release_with_a_breaking_change_is_not_recorded(tmp_path: Path, released: Path) -> None:
    contract = write(tmp_path / "contract.yaml", "0.4.2", BREAKING["/components/schemas/Order/required"])
    assert releases.main(["record", "--contract", str(contract), "--released", str(released)]) == 1
    assert not (released / "0.4.2.yaml").exists()


@pytest.mark.whole
def test_first_release_is_compared_with_nothing(tmp_path: Path) -> None:
    contract, folder = write(tmp_path / "contract.yaml", "0.1.0"), tmp_path / "none yet"
    assert "holds no release" in releases.find_violations(contract, folder)[0]
    assert releases.main(["record", "--contract", str(contract), "--released", str(folder)]) == 0
    assert releases.find_violations(contract, folder) == []


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("a: [", "contract.yaml is no readable YAML; correct it:"),
        ("- 1", "contract.yaml is no OpenAPI description: it must be a mapping."),
        ("info: {version: 0.5}", "info.version of contract.yaml must be three numbers, as in 0.2.0; it is 0.5."),
        ("info: {version: 0.5.0-rc1}", "must be three numbers, as in 0.2.0; it is '0.5.0-rc1'."),
    ],
)
def test_release_that_cannot_be_compared_gives_one_sentence(
    content: str, sentence: str, tmp_path: Path, released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text(content, encoding="utf-8")
    assert releases.main(["--contract", str(contract), "--released", str(released)]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert sentence in lines[0]


@pytest.mark.usefixtures("redocly_installed")
def test_contract_that_redocly_cannot_read_gives_one_sentence(tmp_path: Path, released: Path) -> None:
    contract = tmp_path / "contract.yaml"
    contract.write_text("openapi: 9.1.0\ninfo: {version: 0.5.0}", encoding="utf-8")
    with pytest.raises(
        releases.ReleaseError, match=r"^Redocly cannot compare contract\.yaml with 0\.4\.1\.yaml: ."
    ) as raised:
        releases.find_violations(contract, released)
    assert "\n" not in str(raised.value)


def test_missing_redocly_is_an_error(tmp_path: Path, released: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contract = write(tmp_path / "contract.yaml", "0.4.2", ADDITIVE["a word"])
    monkeypatch.setitem(releases.find_violations.__globals__, "REDOCLY", tmp_path / "none")
    with pytest.raises(releases.ReleaseError, match="Redocly is not installed"):
        releases.find_violations(contract, released)


@pytest.mark.usefixtures("redocly_installed")
@pytest.mark.whole
def test_version_older_than_the_last_release_is_rejected(tmp_path: Path, released: Path) -> None:
    assert "needs 0.4.2 or later" in releases.find_violations(write(tmp_path / "contract.yaml", "0.3.13"), released)[0]
