"""The section about the declared answers that the sandbox gives."""

from __future__ import annotations

from tests.proof.response_coverage import BY_PLAN_ONLY, declared, given, in_words
from tests.proof.sections.section import Section
from tests.standins.sandbox import in_process


def responses() -> Section:
    """Have the sandbox give every answer, by a request that earns it, else by a plan of faults."""
    earned, planned = given(in_process())
    lacking = declared() - earned - planned
    by_plan = {status for _, status in planned}
    text = f"""## Every declared answer

The contract declares {len(declared())} answers of five operations. The sandbox gives {len(earned)} of them to requests
that earn them, and {len(planned)} by plans of faults: {", ".join(map(str, sorted(by_plan)))}
([earned_answers.py](earned_answers.py))."""
    both, number = len(earned | planned), len(declared())
    line = f"{both} of {number} declared answers are seen, {len(earned)} of them without a fault."
    failures = [f"never given: {in_words(lacking)}"] if lacking else []
    failures += [f"by a plan only: {status}" for status in sorted(by_plan - BY_PLAN_ONLY)]
    return Section(text, (line,), failures)
