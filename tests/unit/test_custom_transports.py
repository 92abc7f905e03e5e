"""`transport=`: the transports that each client accepts, and the error for any other."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import httpx2
import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect
from gelatoconnect._transport.adapter import check_async_transport, check_sync_transport
from gelatoconnect.errors import ConfigError


class SyncOnly(httpx2.BaseTransport):
    pass


class AsyncOnly(httpx2.AsyncBaseTransport):
    pass


class OldTransport:
    """A transport of the old httpx, by the name of its module."""


OldTransport.__module__ = "httpx"


class DerivedFromOld(OldTransport):
    pass


def respond(_: httpx2.Request) -> httpx2.Response:
    return httpx2.Response(200)


@pytest.mark.parametrize("check", [check_sync_transport, check_async_transport])
@pytest.mark.parametrize("transport", [None, httpx2.MockTransport(respond)])
def test_transport_of_both_kinds_suits_both_clients(check: Any, transport: Any) -> None:
    assert check(transport) is transport


def test_transport_of_its_kind_suits_a_client() -> None:
    sync, asynchronous = SyncOnly(), AsyncOnly()
    assert check_sync_transport(sync) is sync
    assert check_async_transport(asynchronous) is asynchronous


@pytest.mark.parametrize(
    ("check", "transport", "message"),
    [
        (
            check_sync_transport,
            AsyncOnly(),
            (
                "transport= of GelatoConnect is an asynchronous transport. Pass an httpx2.BaseTransport, "
                "such as httpx2.MockTransport, or use AsyncGelatoConnect"
            ),
        ),
        (
            check_async_transport,
            SyncOnly(),
            (
                "transport= of AsyncGelatoConnect is a synchronous transport. Pass an httpx2.AsyncBaseTransport, "
                "such as httpx2.MockTransport, or use GelatoConnect"
            ),
        ),
        (
            check_sync_transport,
            DerivedFromOld(),
            (
                "transport= of GelatoConnect is DerivedFromOld of httpx. This library uses httpx2: "
                "import httpx2 instead, and pass an httpx2.BaseTransport"
            ),
        ),
        (
            check_async_transport,
            OldTransport(),
            (
                "transport= of AsyncGelatoConnect is OldTransport of httpx. This library uses httpx2: "
                "import httpx2 instead, and pass an httpx2.AsyncBaseTransport"
            ),
        ),
        (
            check_sync_transport,
            SyncOnly,
            "transport= of GelatoConnect is the class SyncOnly. Pass an instance of an httpx2.BaseTransport",
        ),
        (
            check_sync_transport,
            "http://proxy.example",
            "transport= of GelatoConnect is str. Pass an httpx2.BaseTransport, or leave it out",
        ),
        (
            check_async_transport,
            httpx2.Client,
            "transport= of AsyncGelatoConnect is the class Client. Pass an instance of an httpx2.AsyncBaseTransport",
        ),
    ],
)
def test_unsuitable_transport_is_a_config_error_that_says_what_to_pass(
    check: Any, transport: object, message: str
) -> None:
    with pytest.raises(ConfigError) as raised:
        check(transport)
    assert str(raised.value) == f"{message}."


def test_check_of_a_transport_does_not_import_httpx() -> None:
    code = """
import sys
from gelatoconnect._transport.adapter import check_sync_transport
from gelatoconnect.errors import ConfigError
try:
    check_sync_transport(object())
except ConfigError:
    print("httpx" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize("client", [GelatoConnect, AsyncGelatoConnect])
def test_unsuitable_transport_raises_at_construction(client: Any) -> None:
    with pytest.raises(ConfigError, match=r"^transport= of \w+ is OldTransport of httpx\. This library uses httpx2"):
        client("acme", "key", "secret", transport=OldTransport())
