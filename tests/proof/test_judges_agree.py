"""One verdict on every body of the corpus, whoever judges; where a judge is known to be wrong, it still is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.proof.answer_judges import differing
from tests.proof.committed import ANSWERS, Subject
from tests.proof.corpus import requests
from tests.proof.judges import ContractJudge, PreflightJudge, disagreements, verdicts
from tests.proof.known_disagreements import KNOWN, KnownDisagreement
from tests.proof.listing import listed

if TYPE_CHECKING:
    from tests.proof.judges import Judge

REFERENCE: Final = ContractJudge()
# A judge joins by its name here and a fixture that gives it.
JUDGES: Final = {"pre-flight": "preflight_judge", "sandbox": "sandbox_judge", "Prism": "prism_judge"}
KNOWN_TO_BE_WRONG: Final = {"Prism": "prism_judge_to_end", "jsonschema-rs": "contract_judge"}


@pytest.mark.parametrize("name", JUDGES)
def test_a_judge_gives_the_contracts_verdict_on_every_body_of_the_corpus(
    name: str, request: pytest.FixtureRequest
) -> None:
    judge: Judge = request.getfixturevalue(JUDGES[name])

    found = disagreements(REFERENCE, judge, requests())

    assert judge.name == name
    assert not found, listed(found)


@pytest.mark.parametrize("subject", ANSWERS, ids=lambda subject: str(subject.name))
def test_the_sandbox_would_send_what_the_contract_allows_and_nothing_else(subject: Subject) -> None:
    found = differing(subject)

    assert not found, listed(found)


class OneSided:
    """A judge that accepts whatever the contract does, and one field's null as well."""

    name = "one-sided"

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once

    def verdict(self, operation: str, body: Any) -> bool:
        nulled = isinstance(body, dict) and "currency" in body and body["currency"] is None
        return nulled or REFERENCE.verdict(operation, body)


@pytest.mark.parametrize("at_once", [1, 4])
def test_a_judge_that_differs_in_one_keyword_is_told_by_seed_place_and_change(at_once: int) -> None:
    found = [str(one) for one in disagreements(REFERENCE, OneSided(at_once), requests())]

    assert "one-sided accepts submitOrder seed /currency: replaced by null" in found
    assert all(line.endswith("/currency: replaced by null") for line in found)


def test_several_threads_give_the_verdicts_in_the_order_of_the_bodies() -> None:
    payloads = requests()[::20]
    assert verdicts(OneSided(4), payloads) == verdicts(OneSided(1), payloads)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: str(known.name))
def test_a_judge_known_to_be_wrong_still_is(known: KnownDisagreement, request: pytest.FixtureRequest) -> None:
    judge: Judge = request.getfixturevalue(KNOWN_TO_BE_WRONG[known.judge])

    assert judge.name == known.judge
    assert said(judge, known) == known.says != known.accepted
    assert PreflightJudge().verdict(known.operation, known.body) is known.accepted


def said(judge: Judge, known: KnownDisagreement) -> bool | str:
    try:
        return judge.verdict(known.operation, known.body)
    except Exception as error:  # noqa: BLE001 - what a judge raises is what is recorded of it
        return type(error).__name__


def test_the_known_disagreements_are_no_more_than_a_handful_and_not_of_the_corpus() -> None:
    bodies = [payload.body for payload in requests()]

    assert len(KNOWN) <= 5
    assert [known.name for known in KNOWN if known.body in bodies] == []
