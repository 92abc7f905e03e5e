"""The section about all judges of a body, of requests and of answers."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from gelatoconnect_mock.prism import PrismServer

from tests.proof.answer_judges import answer_disagreements
from tests.proof.corpus import ONE_IN, requests
from tests.proof.judges import ContractJudge, PreflightJudge, disagreements
from tests.proof.known_disagreements import KNOWN
from tests.proof.prism_judge import PrismJudge
from tests.proof.sandbox_judge import SandboxJudge
from tests.proof.sections.section import Section, listed, table
from tests.proof.sending_client import SendingClient, as_sent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.proof.judges import Judge


def judges() -> Section:
    """Have every body of the corpus judged by all, and every body that the client makes of one."""
    payloads, reference = requests(), ContractJudge()
    with SendingClient() as client:
        sent = as_sent(client, reference, payloads, payloads)
    bodies = (*payloads, *sent.bodies)
    found = {judge.name: disagreements(reference, judge, bodies) for judge in _judges()}
    answers, wrong_answers = answer_disagreements()
    rows = [(name, f"{len(bodies):,}", len(one)) for name, one in found.items()]
    rows.append(("client, as it is sent", f"{len(payloads):,}", len(sent.wrong)))
    text = f"""## Judges

Beside jsonschema-rs on the contract, body by body: the client's pre-flight rules, the sandbox and Prism judge the
{len(payloads):,} bodies of the corpus, and the {len(sent.bodies):,} others that the client makes of them.

{table(("judge", "bodies", "disagreements"), rows)}

The client itself is judged by the body as it is sent. It leaves out None for an optional property that the contract
names: so it sends {sent.null_left_out:,} bodies that the contract refuses with their null, and none of them with it.
What it refuses, the contract refuses; what it sends is the caller's body with its defaults, and valid for every judge.
(It counts pages in whole numbers of Python, so it refuses a limit or offset of `20.0`, which the contract takes.)

The default tests judge a sample: one body in {ONE_IN}, and at least one of every change and of every place. This page
judges all.

What is answered, by the sandbox's own validation: {answers:,} bodies, {len(wrong_answers)} disagreements.

Not in the corpus, since a judge is known to be wrong there; tests tell when that ends:

{listed(f"{one.judge}: {one.name} ({one.known_as})." for one in KNOWN)}"""
    disputed = len({one.payload.name for every in found.values() for one in every})
    failures = [str(one) for every in found.values() for one in every] + sent.wrong + wrong_answers
    lines = (
        (
            f"Pre-flight, sandbox, Prism and jsonschema-rs disagree on {disputed} of {len(bodies):,} request bodies; "
            f"sandbox and jsonschema-rs on {len(wrong_answers)} of {answers:,} answers."
        ),
        (
            f"The client sends {sent.number:,} of {len(payloads):,} request bodies; judged as they are sent, "
            f"{len(sent.wrong)} differ from the contract."
        ),
    )
    return Section(text, lines, failures)


def _judges() -> Iterator[Judge]:
    """Yield the judges that are measured by the contract's own, one at a time."""
    yield PreflightJudge()
    yield SandboxJudge()
    with PrismServer(silent=True) as prism, closing(PrismJudge(prism)) as judge:
        yield judge
