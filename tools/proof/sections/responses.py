"""The section about the declared responses that the sandbox sends."""

from __future__ import annotations

from tools.proof.responses.coverage import BY_PLAN_ONLY, declared, given, in_words
from tools.proof.sandboxes import in_process
from tools.proof.sections.section import Section


def responses() -> Section:
    """Make the sandbox send every declared response, by a request that causes it, else by a plan of faults."""
    earned, planned = given(in_process())
    lacking = declared() - earned - planned
    by_plan = {status for _, status in planned}
    text = f"""## Every declared response

The contract declares {len(declared())} responses of five operations. The sandbox sends {len(earned)} of them without
a fault, and {len(planned)} by a plan of faults: {", ".join(map(str, sorted(by_plan)))}.
[earned.py](../tools/proof/responses/earned.py) has the requests."""
    both, number = len(earned | planned), len(declared())
    line = f"The sandbox sends {both} of {number} declared responses, {len(earned)} of them without a fault."
    failures = [f"never sent: {in_words(lacking)}"] if lacking else []
    failures += [f"by a plan only: {status}" for status in sorted(by_plan - BY_PLAN_ONLY)]
    return Section(text, (line,), failures)
