"""Only an accepted pair of key and secret, sent once, is authenticated."""

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.credentials import Credentials, InvalidPair
from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.harness import PAIR, Harness


@pytest.fixture
def with_second_key() -> Harness:
    return Harness(Settings(seed=1, keys={"second": "its-secret"}))


@pytest.mark.parametrize(
    "header",
    [
        "unknown:secret", "test-key", "test-key:", ":test-secret", ":", "", "test-key:its-secret", "second:test-secret",
        "TEST-KEY:test-secret", "test-key:test-secret2", "test-key:test-secret:",
        "test-key:test-secret,second:its-secret",
    ],
)  # fmt: skip
def test_any_other_pair_is_unauthorized(with_second_key: Harness, header: str) -> None:
    response = with_second_key.client(pair=header).get("/r-1")
    assert (response.status_code, response.json()) == (401, {"status": "Unauthorized."})
    assert response.headers["x-request-id"]


def test_missing_and_repeated_headers_are_unauthorized(with_second_key: Harness) -> None:
    twice = httpx2.Headers([("X-API-KEY", PAIR), ("X-API-KEY", PAIR)])
    client = with_second_key.client()
    del client.headers["X-API-KEY"]
    assert client.get("/r-1").status_code == 401
    assert client.get("/r-1", headers=twice).status_code == 401
    assert client.get("/r-1", headers={"x-api-KEY": PAIR}).status_code == 404


def test_configured_pair_and_default_pair_are_accepted(with_second_key: Harness) -> None:
    assert with_second_key.client(pair=PAIR).get("/r-1").status_code == 404
    assert with_second_key.client(pair="second:its-secret").get("/r-1").status_code == 404


def test_secret_with_colons_is_accepted(harness: Harness) -> None:
    harness.sandbox.credentials.accept("k:s:t")
    assert harness.client(pair="k:s:t").get("/r-1").status_code == 404
    assert harness.client(pair="k:s").get("/r-1").status_code == 401


def test_known_key_with_another_secret_is_refused(harness: Harness) -> None:
    accept = harness.sandbox.credentials.accept
    assert accept("k:s") == accept("k:s") == "k"
    with pytest.raises(InvalidPair, match="another secret already"):
        accept("k:other")
    with pytest.raises(InvalidPair, match="another secret already"):
        accept("test-key:other")


@pytest.mark.parametrize("pair", ["k", "k:", ":s", "", "k :s", "k:\n", "ключ:s", "k:s\x7f"])
def test_invalid_pair_is_refused_without_showing_it(harness: Harness, pair: str) -> None:
    with pytest.raises(InvalidPair, match="give the pair as key:secret"):
        harness.sandbox.credentials.accept(pair)


def test_default_pair_that_is_not_accepted_is_not_listed() -> None:
    credentials = Credentials({"a": "b"}, with_default=False)
    assert (credentials.keys(), len(credentials)) == (["a"], 1)
    assert not credentials.knows("test-key")
    credentials.accept("test-key:test-secret")
    assert credentials.keys() == ["a", "test-key"]


@pytest.mark.parametrize(("length", "is_accepted"), [(999, True), (1_000, True), (1_001, False)])
def test_pair_has_up_to_a_thousand_characters(length: int, is_accepted: bool) -> None:
    pair = "k:".ljust(length, "s")
    credentials = Credentials({})
    if is_accepted:
        assert credentials.accept(pair) == "k"
    else:
        with pytest.raises(InvalidPair, match="at most 1,000 characters, found 1,001"):
            credentials.accept(pair)
