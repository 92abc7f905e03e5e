"""docs/proofs.md quotes the summary of the page of proofs word for word."""

from tools.proof.page import BEGIN, END, PAGE, SUMMARY
from tools.proof.sections.evidence import evidence


def test_summary_quotes_the_page_word_for_word() -> None:
    quoted = SUMMARY.read_text(encoding="utf-8").partition(BEGIN)[2].partition(END)[0].strip()
    summary = [line for line in PAGE.read_text(encoding="utf-8").partition("\n## ")[0].splitlines() if line[:2] == "* "]
    assert quoted.splitlines() == summary
    assert len(summary) > 5


def test_evidence_section_counts_every_level() -> None:
    section = evidence()
    assert section.failures == []
    assert all(level in section.text for level in ("documented", "observed", "sibling", "inferred"))
