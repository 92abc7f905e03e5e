"""How well the contract is known, in shares."""

from __future__ import annotations

import sys
from pathlib import Path

from committed import CONTRACT

from sections.section import Section

sys.path.insert(0, str(Path(__file__).resolve().parents[3] / "openapi"))

import evidence as marks


def evidence() -> Section:
    """Count the marks."""
    text = f"""## How well the contract is known

{marks.table(CONTRACT).strip()}"""
    return Section(text, (), [f"evidence: {fault}" for fault in marks.faults(CONTRACT)])
