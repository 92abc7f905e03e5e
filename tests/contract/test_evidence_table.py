"""The table of evidence counts every mark, and a stale copy of it is found."""

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
    """Counts the marks in the parsed contract without knowing where they belong."""
    if isinstance(node, list):
        return sum(marks_in(inner) for inner in node)
    if not isinstance(node, dict):
        return 0
    is_mark = set(node) == {"level", "source"}
    return int(is_mark) + sum(marks_in(inner) for inner in node.values())


def test_the_last_line_counts_every_mark_once() -> None:
    assert len(evidence.rows(CONTRACT)["**All**"]) == marks_in(CONTRACT)


def test_the_parts_add_up_to_the_whole() -> None:
    parts = {title: places for title, places in evidence.rows(CONTRACT).items() if not title.startswith(("-", "*"))}
    pointers = [place.pointer for places in parts.values() for place in places]
    assert sorted(pointers) == sorted(place.pointer for place in evidence.rows(CONTRACT)["**All**"])


def test_every_operation_has_its_line_for_what_it_sends_and_answers() -> None:
    titles = set(evidence.rows(CONTRACT))
    assert {f"- returned by `{name}`" for name in ("submitOrder", "getOrder", "searchOrders", "cancelOrder")} < titles
    assert {f"- sent by `{name}`" for name in ("submitOrder", "searchOrders", "updateShipment")} < titles
    assert "- sent by `getOrder`" not in titles


@pytest.mark.parametrize("page", ["openapi/README.md", "docs/proofs.md"])
def test_the_committed_pages_hold_the_table_of_the_committed_contract(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    assert evidence.with_table(text, CONTRACT) == text


def test_writing_fills_the_place_between_the_markers_and_nothing_else(page: Path) -> None:
    assert evidence.main([str(page)]) == 0
    text = page.read_text(encoding="utf-8")
    assert text.startswith("before\n\n")
    assert text.endswith("\n\nafter\n")
    assert evidence.table(CONTRACT) in text
    assert evidence.main(["--check", str(page)]) == 0


def test_checking_writes_nothing_and_fails_on_a_stale_table(page: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = page.read_bytes()
    assert evidence.main(["--check", str(page)]) == 1
    assert page.read_bytes() == before
    assert capsys.readouterr().err == f"{page} holds an old evidence table. Run: nox -s generate\n"


@pytest.mark.parametrize("text", ["no markers", "{end}\n{begin}", "{begin}{end}{begin}{end}"])
def test_a_page_without_its_markers_is_named_in_one_line(
    text: str, page: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page.write_text(text.format(begin=evidence.BEGIN, end=evidence.END), encoding="utf-8")
    assert evidence.main([str(page)]) == 1
    error = capsys.readouterr().err
    assert error.startswith(f"{page}: needs the lines")
    assert error.count("\n") == 1


def test_a_missing_page_is_named_in_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evidence.main([str(tmp_path / "absent.md")]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_contract_that_is_no_yaml_is_refused_in_one_sentence(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("a: b: c", encoding="utf-8")
    with pytest.raises(ValueError, match="is not YAML; correct it: ") as refused:
        evidence.read_contract(broken)
    assert "\n" not in str(refused.value)
