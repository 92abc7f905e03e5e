"""The single proofs: each gives a section of the page, a line for the README, and what has failed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import mutants
from corpus import answers as answer_corpus
from corpus import requests as request_corpus
from gelatoconnect_mock.prism import PrismServer
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test
from judges import ContractJudge, PreflightJudge, disagreements
from known_disagreements import KNOWN
from prism_judge import PrismJudge
from response_coverage import declared
from sandbox_judge import SandboxJudge
from sandbox_machine import SandboxMachine, taken_edges

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from judges import Judge

HERE: Final = Path(__file__).resolve().parent
STORIES, STEPS = 200, 30


class Proof(NamedTuple):
    """What one proof has come to."""

    section: str
    line: str
    failures: list[str]


def mutation() -> Proof:
    """Return the mutation score of every body."""
    scores = mutants.scores()
    rows = (
        (one.body, f"{len(one.killed):,}", f"{one.counted:,}", f"{100 * one.share:.2f} %", len(one.equivalent))
        for one in scores
    )
    killed, counted = sum(len(one.killed) for one in scores), sum(one.counted for one in scores)
    section = f"""## Mutants of the contract

Each schema is changed in one place at a time; a mutant is killed where it judges any body of the corpus otherwise.
Mutants that change nothing are listed with their reasons in [equivalent_mutants.yaml](equivalent_mutants.yaml).

{table(("body", "killed", "mutants", "score", "equivalent"), rows)}"""
    line = f"{killed:,} of {counted:,} mutants of the contract are noticed ({100 * killed / counted:.2f} %)."
    return Proof(section, line, [complaint for one in scores for complaint in mutants.complaints(one)])


def agreement() -> Proof:
    """Return what the judges disagree on, of all request bodies."""
    payloads, reference = request_corpus(), ContractJudge()
    found = {judge.name: disagreements(reference, judge, payloads) for judge in judges()}
    known = "\n".join(f"* {one.judge}: {one.name} ({one.issue or 'not reported yet'})." for one in KNOWN)
    section = f"""## Judges of requests

Beside jsonschema-rs on the contract, body by body:

{table(("judge", "bodies", "disagreements"), ((name, f"{len(payloads):,}", len(each)) for name, each in found.items()))}

Not in the corpus, since a judge is known to be wrong there; tests tell when that ends:

{known}"""
    failures = [str(one) for every in found.values() for one in every]
    line = (
        f"Pre-flight, sandbox, Prism and jsonschema-rs disagree on {len(failures)} of {len(payloads):,} request bodies."
    )
    return Proof(section, line, failures)


def judges() -> Iterator[Judge]:
    """Yield the judges that are measured by the contract's own, one at a time."""
    yield PreflightJudge()
    yield SandboxJudge()
    with PrismServer(silent=True) as prism, closing(PrismJudge(prism)) as judge:
        yield judge


def client() -> Proof:
    """Return what the client makes of every success that one change spoils."""
    found = mutants.client_differences()
    wrong = {name: [str(one) for one in mutants.unexplained(differences)] for name, differences in found.items()}
    numbers = {name: len(answer_corpus(name)) for name in found}
    rows = ((name, f"{numbers[name]:,}", len(found[name]) - len(wrong[name]), len(wrong[name])) for name in found)
    section = f"""## The client on mutant answers

An answer that breaks the contract is an error of the library, one that keeps it a result; the differences on purpose
are named in [answer_differences.py](answer_differences.py).

{table(("answer", "bodies", "on purpose", "unexplained"), rows)}"""
    failures = [one for every in wrong.values() for one in every]
    line = f"The client judges {sum(numbers.values()):,} answers; {len(failures)} differ from the contract unexplained."
    return Proof(section, line, failures)


def schemathesis(program: str) -> Proof:
    """Return what Schemathesis finds in the sandbox, and whether every declared answer is given."""
    with tempfile.TemporaryDirectory() as folder:
        figures = Path(folder) / "figures.json"
        run(str(HERE / "schemathesis_run.py"), "--schemathesis", program, "--figures", str(figures))
        told: dict[str, Any] = json.loads(figures.read_text(encoding="utf-8"))
    lacking = run("-m", "pytest", "-q", "-p", "no:cacheprovider", str(HERE / "test_response_coverage.py"))
    section = f"""## Schemathesis, and every declared answer

Schemathesis {told["version"]} against the sandbox, all checks on, the stateful phase through the contract's links:
{len(told["failures"])} failures. Against Prism, without fuzzing, which ends its process: the {told["known"]} findings
that are listed in [schemathesis_run.py](schemathesis_run.py). Every answer that the contract declares is given by the
sandbox, a 4xx by a request that earns it, a 5xx by a plan of faults
([test_response_coverage.py](test_response_coverage.py))."""
    failures = [*told["failures"], *told["prism"]]
    failures += ["not every declared answer is given: see test_response_coverage.py"] if lacking else []
    number, found = len(declared()), len(told["failures"])
    line = f"Schemathesis: {found} failures in the sandbox; {number} of {number} declared answers are seen."
    return Proof(section, line, failures)


def machine() -> Proof:
    """Return whether the sandbox and its model tell the same story, with faults and other tenants."""
    failures = []
    often = settings(
        max_examples=STORIES, stateful_step_count=STEPS, derandomize=True, deadline=None, database=None
    )  # fmt: skip
    try:
        run_state_machine_as_test(SandboxMachine, settings=often)
    except Exception as error:  # noqa: BLE001 - whatever it found is the finding
        failures.append(f"the sandbox and its model differ: {error}")
    print(f"edges of the lifecycle taken: {len(taken_edges)}", file=sys.stderr)  # noqa: T201 - a figure to read
    section = f"""## The sandbox beside its model

{STORIES} random stories of up to {STEPS} steps: submissions, repeats, updates, cancellations, searches, moves through
the life of an order, lost answers, other tenants. In the default tests further stories are refereed by Prism as a
proxy, which lets no answer through that breaks the contract."""
    line = f"The sandbox and a model of it tell the same story in {STORIES} random ones; {len(failures)} differ."
    return Proof(section, line, failures)


def run(*arguments: str) -> int:
    """Run a program with this Python and return its exit code; what it says goes to standard error."""
    return subprocess.run([sys.executable, *arguments], check=False, stdout=sys.stderr).returncode  # noqa: S603 - our own


def table(heading: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a table of Markdown, all columns but the first to the right."""
    names = list(heading)
    lines = [names, ["---", *("--:" for _ in names[1:])], *([str(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
