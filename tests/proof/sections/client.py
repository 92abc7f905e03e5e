"""The section about the client on answers with one change."""

from __future__ import annotations

from tests.proof.answer_differences import differences, unexplained
from tests.proof.answered_client import AnsweredClient
from tests.proof.committed import ANSWERS
from tests.proof.corpus import answers
from tests.proof.sections.section import Section, table


def client() -> Section:
    """Answer each operation with every success of the corpus."""
    successes = [one.name for one in ANSWERS if one.status == "200"]
    with AnsweredClient() as answered:
        found = {one.name: differences(answered, one, answers(one.name)) for one in ANSWERS if one.name in successes}
    wrong = {name: [str(one) for one in unexplained(found[name])] for name in successes}
    numbers = {name: len(answers(name)) for name in successes}
    rows = ((name, f"{numbers[name]:,}", len(found[name]) - len(wrong[name]), len(wrong[name])) for name in successes)
    text = f"""## The client on mutant answers

An answer that breaks the contract is an error of the library, one that keeps it a result; the differences on purpose
are named in [answer_differences.py](answer_differences.py).

{table(("answer", "bodies", "on purpose", "unexplained"), rows)}"""
    failures = [one for every in wrong.values() for one in every]
    line = f"The client judges {sum(numbers.values()):,} answers; {len(failures)} differ from the contract unexplained."
    return Section(text, (line,), failures)
