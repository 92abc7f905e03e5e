"""The section about the client on responses with one change."""

from __future__ import annotations

from tools.proof.contract import RESPONSES
from tools.proof.corpus.bodies import responses
from tools.proof.judges.receiving_client import ReceivingClient
from tools.proof.judges.response_differences import differences, unexplained
from tools.proof.sections.section import Section, table


def client() -> Section:
    """Give the client every success of the corpus as a response."""
    successes = [one.name for one in RESPONSES if one.status == "200"]
    with ReceivingClient() as receiver:
        found = {
            one.name: differences(receiver, one, responses(one.name)) for one in RESPONSES if one.name in successes
        }
    wrong = {name: [str(one) for one in unexplained(found[name])] for name in successes}
    numbers = {name: len(responses(name)) for name in successes}
    rows = ((name, f"{numbers[name]:,}", len(found[name]) - len(wrong[name]), len(wrong[name])) for name in successes)
    text = f"""## The client on mutant responses

For a response that violates the contract the client must raise an error. For any other it must return a result.
[response_differences.py](../tools/proof/judges/response_differences.py) lists the deliberate exceptions.

{table(("response", "bodies", "deliberate", "unexplained"), rows)}"""
    failures = [one for every in wrong.values() for one in every]
    line = (
        f"The client validates {sum(numbers.values()):,} responses. "
        f"{len(failures)} verdicts differ from the contract without an explanation."
    )
    return Section(text, (line,), failures)
