"""The page of proofs, `docs/proofs-full.md`, and its summary in `docs/proofs.md`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tools.proof.sections.section import Section

ROOT: Final = Path(__file__).resolve().parents[2]
PAGE: Final = ROOT / "docs" / "proofs-full.md"
SUMMARY: Final = ROOT / "docs" / "proofs.md"
BEGIN, END = "<!-- proof: begin (written by tools/proof) -->", "<!-- proof: end -->"
HEADING: Final = """# Proofs in full

`python3 noxfile.py proof` runs every proof and writes this page. It fails if a proof fails. The program and its corpus
are in [tools/proof](../tools/proof/__init__.py)."""


def page_of(sections: list[Section]) -> str:
    """Return the page: the heading, the summary, and each proof."""
    return "\n\n".join([HEADING, summary(sections), *(one.text for one in sections)]) + "\n"


def held_against(page: str, lines: str) -> list[str]:
    """Return one sentence for each committed page that differs from the results."""
    readme = SUMMARY.read_text(encoding="utf-8")
    return [
        f"{path.relative_to(ROOT)} differs from the results. Run: python3 noxfile.py proof"
        for path, text in ((PAGE, page), (SUMMARY, quoting(readme, lines)))
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def summary(sections: list[Section]) -> str:
    """Return the lines of each proof."""
    return "\n".join(f"* {line}" for one in sections for line in one.lines)


def quoting(readme: str, lines: str) -> str:
    """Return the text of docs/proofs.md with `lines` between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}"
