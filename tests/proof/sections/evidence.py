"""The section about the evidence for the contract, in shares."""

from __future__ import annotations

from evidence import table
from marks import find_violations

from tests.proof.committed import CONTRACT
from tests.proof.sections.section import Section


def evidence() -> Section:
    """Count the marks."""
    text = f"""## How well the contract is known

{table(CONTRACT).strip()}"""
    return Section(text, (), [f"evidence: {one}" for one in find_violations(CONTRACT)])
