"""What all tests share: how many examples the property tests draw, and one Prism for the whole run."""

import os
from collections.abc import Iterator

import pytest
from gelatoconnect_mock.prism import PrismServer
from hypothesis import settings

settings.register_profile("fast", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("nightly", max_examples=2_000, deadline=None, print_blob=True)
# --hypothesis-profile is read later and wins.
settings.load_profile("ci" if os.environ.get("CI") else "fast")


@pytest.fixture(scope="session")
def prism() -> Iterator[PrismServer]:
    """Prism on the production paths, started when the first test asks for it."""
    with PrismServer(silent=True) as server:
        yield server
