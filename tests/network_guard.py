"""Keeps tests on this machine: a socket beyond loopback raises, and no name is resolved."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pytest


class NetworkRefused(RuntimeError):
    """A test tried to leave this machine. Not an `OSError`, which a client takes for a lost connection."""


def refuse_the_network(patch: pytest.MonkeyPatch) -> None:
    """Let sockets of this process connect to loopback alone. Names that end in .invalid do not resolve."""
    connect, connect_ex, getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        _check(self.family, address)
        connect(self, address)

    def guarded_connect_ex(self: socket.socket, address: Any) -> int:
        _check(self.family, address)
        return connect_ex(self, address)

    def guarded_getaddrinfo(host: Any, port: Any, *args: Any, **named: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if name is not None and name.rstrip(".").endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        _check_host(name)
        return getaddrinfo(host, port, *args, **named)

    patch.setattr(socket.socket, "connect", guarded_connect, raising=False)
    patch.setattr(socket.socket, "connect_ex", guarded_connect_ex, raising=False)
    patch.setattr(socket, "getaddrinfo", guarded_getaddrinfo)


def _check(family: int, address: Any) -> None:
    if family in {socket.AF_INET, socket.AF_INET6}:
        _check_host(address[0])


def _check_host(host: str | None) -> None:
    if host is not None and not is_loopback(host):
        raise NetworkRefused(f"a test tried to reach {host!r}, which is beyond loopback")


def is_loopback(host: str) -> bool:
    """Return True if `host` is this machine, by a literal address or as "localhost"."""
    if host in {"", "localhost"}:
        return True
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    # A connection to the unspecified address reaches this machine.
    return address.is_loopback or address.is_unspecified
