"""Contract and client reject a mutant response, or the client tolerates it for a listed reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from tests.proof.listing import listed
from tests.proof.sampling import sample_of_bodies
from tests.sample_or_all import sample_or_all
from tools.proof.contract import RESPONSES, Subject, reachable
from tools.proof.corpus.bodies import responses
from tools.proof.judges.judge import validator
from tools.proof.judges.receiving_client import Outcome, ReceivingClient
from tools.proof.judges.response_differences import ON_PURPOSE, Difference, differences, unexplained

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tools.proof.corpus.bodies import Payload

pytestmark = pytest.mark.off_contract(responses="mutants of the contract's examples")

SUCCESSES: Final = [one for one in RESPONSES if one.status == "200"]
REFUSALS: Final = [one for one in RESPONSES if one.status != "200"]
KINDS: Final = {
    "400": "BadRequest",
    "401": "Unauthorized",
    "404": "NotFound",
    "409": "Conflict",
    "413": "ApiError",
    "415": "ApiError",
    "429": "RateLimited",
}


def taken(subject: Subject) -> Sequence[Payload]:
    """Return the responses to validate: a sample, or all if they are few."""
    return whole if len(whole := responses(subject.name)) < 500 else sample_of_bodies(whole)


@pytest.fixture(scope="module")
def client() -> Iterator[ReceivingClient]:
    with ReceivingClient() as client:
        yield client


@pytest.mark.parametrize("subject", SUCCESSES, ids=lambda subject: str(subject.name))
def test_contract_and_client_agree_but_for_listed_differences(
    client: ReceivingClient, subject: Subject, record_property: Callable[[str, object], None]
) -> None:
    bodies, whole = taken(subject), len(responses(subject.name))
    found = differences(client, subject, bodies)

    assert not unexplained(found), listed(unexplained(found))
    coverage = f"{subject.name}: client and contract agree on {len(bodies):,} of {whole:,} responses"
    record_property("gate", f"{coverage} (all of them: nox -s proof)")


@pytest.mark.parametrize("subject", SUCCESSES, ids=lambda subject: str(subject.name))
def test_invalid_success_raises_invalid_or_outcome_unknown(client: ReceivingClient, subject: Subject) -> None:
    allows = validator(subject.schema, reachable(subject.schema)).is_valid
    mutants = [one for one in taken(subject) if not allows(one.body)]
    outcomes = {one.name: client.outcome(subject, one.body) for one in mutants}

    assert len(mutants) > 25
    if subject.operation == "submitOrder":
        # The order may be stored, so its outcome is unknown, and the error says so.
        assert {one.error for one in outcomes.values() if not one.accepted} == {"OrderOutcomeUnknown"}
    else:
        unreported = [f"{name}: the client {one}" for name, one in outcomes.items() if not one.is_response_invalid]
        assert not unreported, listed(unreported)


@pytest.mark.whole
def test_every_listed_difference_still_exists(client: ReceivingClient) -> None:
    where = {one.subject for one in ON_PURPOSE}
    found = [
        one
        for subject in SUCCESSES
        if subject.name in where
        for one in differences(client, subject, responses(subject.name))
    ]

    unserved = [
        f"{one.subject} {one.pointer}: {change}"
        for one in ON_PURPOSE
        for change in one.changes - {each.change for each in found if one.covers(each)}
    ]
    assert unserved == []
    assert all(one.because.endswith(".") for one in ON_PURPOSE)


@sample_or_all(4)
@pytest.mark.parametrize("subject", REFUSALS, ids=lambda subject: str(subject.name))
def test_error_status_with_any_body_raises_its_error(client: ReceivingClient, subject: Subject, one_in: int) -> None:
    outcomes = {client.outcome(subject, one.body) for one in sample_of_bodies(responses(subject.name))[::one_in]}

    (only,) = outcomes
    expected = KINDS.get(subject.status, "ServerError")
    assert not only.accepted
    assert expected in {only.error, only.behind}


def test_unlisted_difference_names_pointer_change_and_outcome() -> None:
    outcome = Outcome(accepted=True)
    listed = Difference("submitOrder 200", "/createdAt", "replaced by true", allowed=False, outcome=outcome)
    elsewhere = listed._replace(subject="getOrder 200")
    otherwise = listed._replace(change="deleted")

    assert unexplained([listed, elsewhere, otherwise]) == [elsewhere, otherwise]
    assert str(elsewhere) == ("getOrder 200 /createdAt: replaced by true: the contract refuses it, the client returns")
