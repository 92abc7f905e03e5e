"""The section about the sandbox's own answers with a field left out or of another type."""

from __future__ import annotations

from tests.proof.answered_client import AnsweredClient
from tests.proof.committed import ANSWERS
from tests.proof.sandbox_answers import Verdicts, verdicts
from tests.proof.sections.section import Section, table


def sandbox_answers() -> Section:
    """Spoil every answer that a request can earn, and ask the sandbox's own validation, the contract and the client."""
    with AnsweredClient() as answered:
        found = {one.name: verdicts(answered, one) for one in ANSWERS if one.status < "500"}
    shown = {name: one for name, one in found.items() if name.endswith(" 200")}
    refusals = [one for name, one in found.items() if name not in shown]
    shown["all refusals"] = Verdicts(
        sum(one.spoiled for one in refusals),
        sum(one.refused for one in refusals),
        sum(one.on_purpose for one in refusals),
        [line for one in refusals for line in one.unexplained],
    )
    rows = (
        (name, f"{one.spoiled:,}", f"{one.refused:,}", one.on_purpose, len(one.unexplained))
        for name, one in shown.items()
    )
    text = f"""## The sandbox's own answers, spoiled

Each field of the answers that the sandbox gives, from an order's first state to its last and for every refusal that a
request can earn, is left out once and made of every other type. What the contract refuses, the sandbox's own validation
stops, and the client tells; what the contract allows, the client takes. A refusal is the client's by its status alone.

{table(("answer", "spoiled", "refused", "on purpose", "unexplained"), rows)}"""
    failures = [line for one in found.values() for line in one.unexplained]
    spoiled, refused = sum(one.spoiled for one in found.values()), sum(one.refused for one in found.values())
    line = (
        f"Of {spoiled:,} answers of the sandbox's own with a field left out or of another type the contract refuses "
        f"{refused:,}; {len(failures)} get past the sandbox's validation or the client unexplained."
    )
    return Section(text, (line,), failures)
