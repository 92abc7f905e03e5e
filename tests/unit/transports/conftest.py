"""Fixtures of the transports' tests: a driver of either kind, and an environment without proxies and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from gelatoconnect._fork import ForkLocal
from gelatoconnect._transport import pools

from tests.unit.transports.loopback import TransportCalls

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.standins.raw_sockets import Serve


@pytest.fixture
async def calls(kind: str, serve: Serve) -> AsyncIterator[TransportCalls]:  # noqa: ARG001 - the servers close last
    made = TransportCalls(kind)
    yield made
    await made.close()


@pytest.fixture(autouse=True)
def _no_proxies_or_certificates(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(pools, "_ssl_context", ForkLocal(pools._make_ssl_context))
