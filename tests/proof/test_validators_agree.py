"""All validators agree about a body, except in the listed cases, which still exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import pytest

from tests.proof.listing import listed
from tests.proof.sampling import sample_of_bodies
from tools.proof.contract import RESPONSES, Subject
from tools.proof.corpus.bodies import requests, responses
from tools.proof.judges.judge import ContractJudge, PreflightJudge, disagreements, verdicts
from tools.proof.judges.known_disagreements import KNOWN, KnownDisagreement
from tools.proof.judges.response_judges import differing
from tools.proof.judges.sending_client import Sending, SendingClient, Sent, as_sent
from tools.proof.places import without

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.proof.judges.judge import Judge

REFERENCE: Final = ContractJudge()
SAMPLE: Final = sample_of_bodies(requests())
# To add a validator: its name here, and a fixture.
JUDGES: Final = {"preflight": "preflight_judge", "sandbox": "sandbox_judge", "Prism": "prism_judge"}
KNOWN_TO_BE_WRONG: Final = {"Prism": "prism_judge_to_end", "jsonschema-rs": "contract_judge"}


@pytest.fixture(scope="module")
def sample_as_sent() -> Sent:
    with SendingClient() as client:
        return as_sent(client, REFERENCE, SAMPLE, requests())


def test_client_rejects_a_body_or_sends_a_valid_one(sample_as_sent: Sent) -> None:
    assert not sample_as_sent.wrong, listed(sample_as_sent.wrong)
    # A client that rejects everything, or sends everything, must fail here.
    assert sample_as_sent.number > 300
    assert sample_as_sent.null_left_out > 20


@pytest.mark.parametrize("name", JUDGES)
def test_every_validator_agrees_with_the_contract(
    name: str, sample_as_sent: Sent, request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> None:
    judge: Judge = request.getfixturevalue(JUDGES[name])
    bodies = [*SAMPLE, *sample_as_sent.bodies]

    differences = disagreements(REFERENCE, judge, bodies)

    assert judge.name == name
    assert not differences, listed(differences)
    result = f"{name} and the contract disagree on 0 of {len(bodies):,} request bodies"
    record_property("gate", f"{result} (a sample of {len(requests()):,}; all of them: nox -s proof)")


@pytest.mark.parametrize("subject", RESPONSES, ids=lambda subject: str(subject.name))
def test_sandbox_validates_responses_as_the_contract_does(subject: Subject) -> None:
    differences = differing(subject, sample_of_bodies(responses(subject.name)))

    assert not differences, listed(differences)


def test_client_that_sends_an_invalid_body_is_named() -> None:
    class Careless(SendingClient):
        """A client that sends every body unchanged."""

        def send(self, operation: str, body: Any) -> Sending:  # noqa: ARG002 - as its base
            return Sending(accepted=True, body=body)

    class Anxious(SendingClient):
        """A client that sends none."""

        def send(self, operation: str, body: Any) -> Sending:  # noqa: ARG002 - as its base
            return Sending(accepted=False, body=None)

    class Forgetful(SendingClient):
        """A client that omits the metadata."""

        def send(self, operation: str, body: Any) -> Sending:
            sending = super().send(operation, body)
            return sending if sending.body is None else sending._replace(body=without(sending.body, ("metadata",)))

    whole = "submitOrder everyFieldOfBothForms: as it is"
    broken = "submitOrder seed /items/0/quantity: replaced by zero"
    bodies = [one for one in requests() if one.name in {whole, broken}]

    assert [one for one in as_sent(Careless(), REFERENCE, bodies, bodies).wrong if f"sends {broken}, as it is" in one]
    assert as_sent(Anxious(), REFERENCE, bodies, bodies).wrong == [f"the client refuses {whole}"]
    with Forgetful() as client:
        (wrong,) = as_sent(client, REFERENCE, bodies, bodies).wrong
    assert wrong.startswith(f"the client makes another body of {whole}: ")


class OneSided:
    """A validator that accepts every valid body, and null in one field as well."""

    name = "one-sided"

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once

    def verdict(self, operation: str, body: Any) -> bool:
        nulled = isinstance(body, dict) and "currency" in body and body["currency"] is None
        return nulled or REFERENCE.verdict(operation, body)


@pytest.mark.parametrize("at_once", [1, 4])
def test_validator_that_differs_in_one_keyword_is_named(at_once: int) -> None:
    found = [str(one) for one in disagreements(REFERENCE, OneSided(at_once), SAMPLE)]

    assert "one-sided accepts submitOrder seed /currency: replaced by null" in found
    assert all(line.endswith("/currency: replaced by null") for line in found)


def test_several_threads_give_results_in_the_order_of_the_bodies() -> None:
    payloads = SAMPLE[::4]
    assert verdicts(OneSided(4), payloads) == verdicts(OneSided(1), payloads)


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: str(known.name))
def test_listed_disagreement_of_a_validator_still_exists(
    known: KnownDisagreement, request: pytest.FixtureRequest
) -> None:
    judge: Judge = request.getfixturevalue(KNOWN_TO_BE_WRONG[known.judge])

    assert judge.name == known.judge
    assert said(judge, known) == known.says != known.accepted
    assert PreflightJudge().verdict(known.operation, known.body) is known.accepted


def said(judge: Judge, known: KnownDisagreement) -> bool | str:
    try:
        return judge.verdict(known.operation, known.body)
    except Exception as error:  # noqa: BLE001 - what a judge raises is what is recorded of it
        return type(error).__name__


def test_known_disagreements_are_few_and_not_in_the_corpus() -> None:
    bodies = [payload.body for payload in requests()]

    assert len(KNOWN) <= 5
    assert [known.name for known in KNOWN if known.body in bodies] == []
