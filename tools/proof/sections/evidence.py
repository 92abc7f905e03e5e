"""The section about the evidence marks of the contract."""

from __future__ import annotations

from evidence import table
from marks import find_violations

from tools.proof.contract import CONTRACT
from tools.proof.sections.section import Section


def evidence() -> Section:
    """Count the marks."""
    text = f"""## How well the contract is known

{table(CONTRACT).strip()}"""
    return Section(text, (), [f"evidence: {one}" for one in find_violations(CONTRACT)])
