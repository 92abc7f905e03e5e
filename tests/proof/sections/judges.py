"""Whether everyone who judges a body says the same, of what is sent and of what is answered."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from gelatoconnect_mock.prism import PrismServer

from tests.proof.answer_judges import answer_disagreements
from tests.proof.corpus import requests
from tests.proof.known_disagreements import KNOWN
from tests.proof.prism_judge import PrismJudge
from tests.proof.sandbox_judge import SandboxJudge
from tests.proof.sections.judges import ContractJudge, PreflightJudge, disagreements
from tests.proof.sections.section import Section, listed, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.proof.sections.judges import Judge


def judges() -> Section:
    """Have every body of the corpus judged by all."""
    payloads, reference = requests(), ContractJudge()
    found = {judge.name: disagreements(reference, judge, payloads) for judge in _judges()}
    answers, wrong_answers = answer_disagreements()
    text = f"""## Judges

Beside jsonschema-rs on the contract, body by body: what is sent, by the client's pre-flight, the sandbox and Prism.

{table(("judge", "bodies", "disagreements"), ((name, f"{len(payloads):,}", len(one)) for name, one in found.items()))}

What is answered, by the sandbox's own validation: {answers:,} bodies, {len(wrong_answers)} disagreements.

Not in the corpus, since a judge is known to be wrong there; tests tell when that ends:

{listed(f"{one.judge}: {one.name} ({one.known_as})." for one in KNOWN)}"""
    disputed = len({one.payload.name for every in found.values() for one in every})
    failures = [str(one) for every in found.values() for one in every] + wrong_answers
    line = (
        f"Pre-flight, sandbox, Prism and jsonschema-rs disagree on {disputed} of {len(payloads):,} bodies that are "
        f"sent; sandbox and jsonschema-rs on {len(wrong_answers)} of {answers:,} answers."
    )
    return Section(text, (line,), failures)


def _judges() -> Iterator[Judge]:
    """Yield the judges that are measured by the contract's own, one at a time."""
    yield PreflightJudge()
    yield SandboxJudge()
    with PrismServer(silent=True) as prism, closing(PrismJudge(prism)) as judge:
        yield judge
