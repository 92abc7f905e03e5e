"""The validators of these tests, as fixtures."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from gelatoconnect_mock.prism import PrismServer

from tools.proof.judges.judge import ContractJudge, PreflightJudge
from tools.proof.judges.prism import PrismJudge
from tools.proof.judges.sandbox import SandboxJudge

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(scope="session")
def contract_judge() -> ContractJudge:
    return ContractJudge()


@pytest.fixture(scope="session")
def preflight_judge() -> PreflightJudge:
    return PreflightJudge()


@pytest.fixture
def sandbox_judge() -> SandboxJudge:
    return SandboxJudge()


@pytest.fixture
def prism_judge(prism: PrismServer) -> Iterator[PrismJudge]:
    with closing(PrismJudge(prism)) as judge:
        yield judge


@pytest.fixture
def prism_judge_to_end(prism_installed: None) -> Iterator[PrismJudge]:  # noqa: ARG001 - skips without it
    """Return another Prism, for requests that end its process."""
    with PrismServer(silent=True, say=lambda _: None) as server, closing(PrismJudge(server)) as judge:
        yield judge
