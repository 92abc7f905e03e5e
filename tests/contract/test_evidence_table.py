"""The table of evidence counts every mark. The check names a stale copy of it."""

from pathlib import Path
from typing import Any

import evidence
import pytest

ROOT = Path(__file__).parents[2]
CONTRACT: dict[str, Any] = evidence.read_contract()


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.md"
    path.write_text(f"before\n\n{evidence.BEGIN}\n{evidence.END}\n\nafter\n", encoding="utf-8")
    return path


def marks_in(node: object) -> int:
    """Count the marks in the parsed contract, without its structure."""
    if isinstance(node, list):
        return sum(marks_in(inner) for inner in node)
    if not isinstance(node, dict):
        return 0
    is_mark = set(node) == {"level", "source"}
    return int(is_mark) + sum(marks_in(inner) for inner in node.values())


def test_total_of_the_table_counts_every_mark_once() -> None:
    assert len(evidence.rows(CONTRACT)["**All**"]) == marks_in(CONTRACT)


def test_rows_of_the_table_add_up_to_the_total() -> None:
    parts = {title: entries for title, entries in evidence.rows(CONTRACT).items() if not title.startswith(("-", "*"))}
    pointers = [entry.pointer for entries in parts.values() for entry in entries]
    assert sorted(pointers) == sorted(entry.pointer for entry in evidence.rows(CONTRACT)["**All**"])


def test_each_operation_has_rows_for_request_and_response() -> None:
    titles = set(evidence.rows(CONTRACT))
    assert {f"- returned by `{name}`" for name in ("submitOrder", "getOrder", "searchOrders", "cancelOrder")} < titles
    assert {f"- sent by `{name}`" for name in ("submitOrder", "searchOrders", "updateShipment")} < titles
    assert "- sent by `getOrder`" not in titles


@pytest.mark.parametrize("page", ["openapi/README.md", "docs/proofs.md"])
def test_committed_pages_have_the_current_table(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert evidence.with_table(text, CONTRACT) == text


def test_writing_changes_only_the_text_between_the_markers(page: Path) -> None:
    assert evidence.main([str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n\n")
    assert text.endswith("\n\nafter\n")
    assert evidence.table(CONTRACT) in text
    assert evidence.main(["--check", str(page)]) == 0


def test_checking_a_stale_table_fails_and_writes_nothing(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = page.read_bytes()
    assert evidence.main(["--check", str(page)]) == 1
    assert page.read_bytes() == before
    assert capsys.readouterr().err == f"{page} holds an old evidence table. Run: nox -s generate\n"


@pytest.mark.parametrize("text", ["no markers", "{end}\n{begin}", "{begin}{end}{begin}{end}"])
def test_page_without_markers_is_named_in_one_line(text: str, page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page.write_text(text.format(begin=evidence.BEGIN, end=evidence.END), encoding="utf-8")
    assert evidence.main([str(page)]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"{page}: needs the lines")
    assert error.count("\n") == 1


def test_missing_page_is_named_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evidence.main([str(tmp_path / "absent.md")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_contract_that_is_no_yaml_gives_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: b: c", encoding="utf-8")
    with pytest.raises(ValueError, match="is not YAML; correct it: ") as raised:
        evidence.read_contract(broken)
    assert "\n" not in str(raised.value)
