"""The section about the evidence for the contract, in shares."""

from __future__ import annotations

import evidence as marks

from tests.proof.committed import CONTRACT
from tests.proof.sections.section import Section


def evidence() -> Section:
    """Count the marks."""
    text = f"""## How well the contract is known

{marks.table(CONTRACT).strip()}"""
    return Section(text, (), [f"evidence: {one}" for one in marks.find_violations(CONTRACT)])
