"""Only an accepted pair, exact and sent once, is authenticated."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.credentials import InvalidPair
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.harness import PAIR, Harness


@pytest.fixture
def guarded() -> Harness:
    return Harness(Settings(seed=1, keys={"second": "its-secret"}))


@pytest.mark.parametrize(
    "header",
    [
        "unknown:secret", "test-key", "test-key:", ":test-secret", ":", "", "test-key:its-secret", "second:test-secret",
        "TEST-KEY:test-secret", "test-key:test-secret2", "test-key:test-secret:",
        "test-key:test-secret,second:its-secret",
    ],
)  # fmt: skip
def test_anything_but_an_accepted_pair_is_unauthorized(guarded: Harness, header: str) -> None:
    response = guarded.client(pair=header).get("/r-1")
    assert (response.status_code, response.json()) == (401, {"status": "Unauthorized."})
    assert response.headers["x-request-id"]


def test_a_missing_header_and_one_sent_twice_are_unauthorized(guarded: Harness) -> None:
    twice = httpx2.Headers([("X-API-KEY", PAIR), ("X-API-KEY", PAIR)])
    client = guarded.client()
    del client.headers["X-API-KEY"]
    assert client.get("/r-1").status_code == 401
    assert client.get("/r-1", headers=twice).status_code == 401
    assert client.get("/r-1", headers={"x-api-KEY": PAIR}).status_code == 404


def test_each_given_pair_is_accepted_beside_the_default_one(guarded: Harness) -> None:
    assert guarded.client(pair=PAIR).get("/r-1").status_code == 404
    assert guarded.client(pair="second:its-secret").get("/r-1").status_code == 404


def test_a_secret_may_contain_colons(harness: Harness) -> None:
    harness.sandbox.credentials.accept("k:s:t")
    assert harness.client(pair="k:s:t").get("/r-1").status_code == 404
    assert harness.client(pair="k:s").get("/r-1").status_code == 401


def test_a_key_keeps_its_secret_and_may_be_accepted_again(harness: Harness) -> None:
    accept = harness.sandbox.credentials.accept
    assert accept("k:s") == accept("k:s") == "k"
    with pytest.raises(InvalidPair, match="another secret already"):
        accept("k:other")
    with pytest.raises(InvalidPair, match="another secret already"):
        accept("test-key:other")


@pytest.mark.parametrize("pair", ["k", "k:", ":s", "", "k :s", "k:\n", "ключ:s", "k:s\x7f"])
def test_what_is_no_pair_is_refused_in_a_sentence_that_does_not_repeat_it(harness: Harness, pair: str) -> None:
    with pytest.raises(InvalidPair, match="give the pair as key:secret"):
        harness.sandbox.credentials.accept(pair)
