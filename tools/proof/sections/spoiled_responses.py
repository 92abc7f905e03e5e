"""The section about the sandbox's own responses with a field left out or of another type."""

from __future__ import annotations

from tools.proof.contract import RESPONSES
from tools.proof.judges.receiving_client import ReceivingClient
from tools.proof.responses.spoiled import Verdicts, verdicts
from tools.proof.sections.section import Section, table


def spoiled_responses() -> Section:
    """Spoil every response that a request can cause, and give it to the sandbox, the contract and the client."""
    with ReceivingClient() as receiver:
        found = {one.name: verdicts(receiver, one) for one in RESPONSES if one.status < "500"}
    shown = {name: one for name, one in found.items() if name.endswith(" 200")}
    refusals = [one for name, one in found.items() if name not in shown]
    shown["all error responses"] = Verdicts(
        sum(one.spoiled for one in refusals),
        sum(one.refused for one in refusals),
        sum(one.on_purpose for one in refusals),
        [line for one in refusals for line in one.unexplained],
    )
    rows = (
        (name, f"{one.spoiled:,}", f"{one.refused:,}", one.on_purpose, len(one.unexplained))
        for name, one in shown.items()
    )
    text = f"""## The sandbox's own responses, spoiled

The responses are those of an order from its first status to its last, and every error response without a fault. Each
field is left out once, and replaced once by a value of every other type. If the contract refuses the result, the
sandbox's own validation must stop it, and the client must report it. If the contract allows it, the client must accept
it. The client recognizes an error response by its status alone.

{table(("response", "spoiled", "refused", "deliberate", "unexplained"), rows)}"""
    failures = [line for one in found.values() for line in one.unexplained]
    spoiled, refused = sum(one.spoiled for one in found.values()), sum(one.refused for one in found.values())
    line = (
        f"{spoiled:,} responses of the sandbox get a field left out or of another type. "
        f"The contract refuses {refused:,} of them. "
        f"{len(failures)} get a wrong verdict of the sandbox's validation or the client, without an explanation."
    )
    return Section(text, (line,), failures)
