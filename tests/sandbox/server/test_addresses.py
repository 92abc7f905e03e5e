"""Which addresses a server listens on: every one of its host, all on one port."""

from __future__ import annotations

import errno
import socket
from typing import Any

import pytest
from gelatoconnect_mock.runtime import network
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.network import listening_sockets, require_free_port

from tests.standins.sandbox import as_command, at_socket, plain_client

V4, V6 = "127.0.0.1", "::1"


def has_ipv6() -> bool:
    try:
        socket.create_server((V6, 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")


def status(address: str, port: int) -> int:
    host = f"[{address}]" if ":" in address else address
    with plain_client() as client:
        return client.get(f"http://{host}:{port}/api/demo/x").status_code


def resolve_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name have these addresses."""
    found = [
        (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, 0, 0, 0))
        if ":" in address
        else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))
        for address in addresses
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: found)


def addresses_of(sockets: list[socket.socket]) -> list[str]:
    """Return the addresses of sockets, and close them."""
    names = [listener.getsockname()[0] for listener in sockets]
    for listener in sockets:
        listener.close()
    return names


@needs_ipv6
def test_localhost_serves_both_loopbacks_on_one_port() -> None:
    with at_socket(host="localhost") as server:
        assert server.url == f"http://localhost:{server.port}/api/demo"
        assert [status(address, server.port) for address in (V4, V6)] == [401, 401]


@needs_ipv6
def test_command_serves_both_loopbacks_on_one_port() -> None:
    with as_command("--host", "localhost") as sandbox:
        assert sandbox.url == f"http://localhost:{sandbox.port}/api/demo"
        assert [status(address, sandbox.port) for address in (V4, V6)] == [401, 401]


@needs_ipv6
def test_server_that_stops_leaves_no_address() -> None:
    with at_socket(host="localhost") as server:
        port = server.port
    require_free_port("localhost", port)


@needs_ipv6
@pytest.mark.parametrize(("taken", "family"), [(V4, socket.AF_INET), (V6, socket.AF_INET6)])
def test_port_taken_on_one_address_is_refused(taken: str, family: socket.AddressFamily) -> None:
    with socket.create_server((taken, 0), family=family) as holder:
        port = holder.getsockname()[1]
        with pytest.raises(UserError, match=f"Port {port} on localhost is already taken"):
            listening_sockets("localhost", port)
        holder.close()
        assert len(addresses_of(listening_sockets("localhost", port))) == 2, "nothing of the first attempt is left"


@needs_ipv6
def test_free_port_is_one_that_every_address_has_free(monkeypatch: pytest.MonkeyPatch) -> None:
    real, left = network._listening, [5]

    def listening(address: Any, port: int, *, alone: bool) -> socket.socket:
        if port and left[0]:
            left[0] -= 1
            raise OSError(errno.EADDRINUSE, "Address already in use")
        return real(address, port, alone=alone)

    monkeypatch.setattr(network, "_listening", listening)
    sockets = listening_sockets("localhost", 0)
    assert len({listener.getsockname()[1] for listener in sockets}) == 1
    assert sorted(addresses_of(sockets)) == [V4, V6]
    assert left == [0]


@pytest.mark.parametrize("number", [errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT])
def test_machine_without_ipv6_listens_on_the_rest(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    real = network._listening

    def listening(address: Any, port: int, *, alone: bool) -> socket.socket:
        if address[0] == socket.AF_INET6:
            raise OSError(number, "IPv6 is absent")
        return real(address, port, alone=alone)

    monkeypatch.setattr(network, "_listening", listening)
    assert addresses_of(listening_sockets("localhost", 0)) == [V4]


def test_every_address_of_a_name_is_listened_on_once(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "127.0.0.2", "127.0.0.3", "127.0.0.2", "198.51.100.1")
    assert addresses_of(listening_sockets("box.example", 0)) == ["127.0.0.2", "127.0.0.3"]


def test_name_of_another_machine_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "198.51.100.1", "198.51.100.2")
    with pytest.raises(UserError, match=r"'box\.example' is no address of this machine"):
        listening_sockets("box.example", 0)


@needs_ipv6
def test_both_wildcards_share_a_port(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve_to(monkeypatch, "::", "0.0.0.0")  # noqa: S104 - for a moment
    assert addresses_of(listening_sockets("everywhere.example", 0)) == ["::", "0.0.0.0"]  # noqa: S104
