"""The section about all validators of request and response bodies."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from gelatoconnect_mock.prism import PrismServer

from tools.proof.corpus.bodies import ONE_IN, requests
from tools.proof.judges.judge import ContractJudge, PreflightJudge, disagreements
from tools.proof.judges.known_disagreements import KNOWN
from tools.proof.judges.prism import PrismJudge
from tools.proof.judges.response_judges import response_disagreements
from tools.proof.judges.sandbox import SandboxJudge
from tools.proof.judges.sending_client import SendingClient, as_sent
from tools.proof.sections.section import Section, listed, table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tools.proof.judges.judge import Judge


def judges() -> Section:
    """Give every body of the corpus, and every body that the client sends for one, to all validators."""
    payloads, reference = requests(), ContractJudge()
    with SendingClient() as client:
        sent = as_sent(client, reference, payloads, payloads)
    bodies = (*payloads, *sent.bodies)
    found = {judge.name: disagreements(reference, judge, bodies) for judge in _judges()}
    responses, wrong_responses = response_disagreements()
    rows = [(name, f"{len(bodies):,}", len(one)) for name, one in found.items()]
    rows.append(("client, as it is sent", f"{len(payloads):,}", len(sent.wrong)))
    text = f"""## Validators

jsonschema-rs with the contract is the reference. The client's preflight rules, the sandbox and Prism validate the same
bodies: the {len(payloads):,} bodies of the corpus, and {len(sent.bodies):,} others that the client makes from them.

{table(("validator", "bodies", "disagreements"), rows)}

The row of the client is about the body as it is sent. The client leaves out None for an optional property that the
contract names. So it sends {sent.null_left_out:,} bodies without a null for which the contract would refuse them.
The contract refuses every body that the client refuses. Every body that the client sends is the caller's body with the
client's defaults, and valid for every validator. (One exception: the client refuses a limit or offset of `20.0`,
since it takes only an `int`. The contract accepts it.)

The default tests validate a sample: one body in {ONE_IN}, and at least one of every change and of every place. This
page covers all bodies.

Response bodies, by the sandbox's own validation: {responses:,} bodies, {len(wrong_responses)} disagreements.

Some bodies are not in the corpus, since a validator is known to be wrong about them. A test fails when that ends:

{listed(f"{one.judge}: {one.name} ({one.known_as})." for one in KNOWN)}"""
    disputed = len({one.payload.name for every in found.values() for one in every})
    failures = [str(one) for every in found.values() for one in every] + sent.wrong + wrong_responses
    lines = (
        (
            f"Preflight, sandbox, Prism and jsonschema-rs disagree on {disputed} of {len(bodies):,} request bodies. "
            f"Sandbox and jsonschema-rs disagree on {len(wrong_responses)} of {responses:,} responses."
        ),
        (
            f"The client sends {sent.number:,} of {len(payloads):,} request bodies. "
            f"{len(sent.wrong)} of them, as they are sent, violate the contract."
        ),
    )
    return Section(text, lines, failures)


def _judges() -> Iterator[Judge]:
    """Yield the validators that are compared with the reference, one at a time."""
    yield PreflightJudge()
    yield SandboxJudge()
    with PrismServer(silent=True) as prism, closing(PrismJudge(prism)) as judge:
        yield judge
