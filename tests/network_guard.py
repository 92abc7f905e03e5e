"""Keeps tests on this machine: a socket beyond loopback raises, and so does the resolution of a name."""

from __future__ import annotations

import ipaddress
import socket
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest


class NetworkRefused(RuntimeError):
    """A test tried to leave this machine. Not an `OSError`, which a client takes for a lost connection."""


def refuse_the_network(patch: pytest.MonkeyPatch) -> None:
    """Let sockets of this process reach loopback alone, and resolve no other name.

    A name that ends in .invalid does not resolve, as anywhere.
    """
    for name, position in (("connect", 0), ("connect_ex", 0), ("sendto", -1), ("sendmsg", 3)):
        if hasattr(socket.socket, name):
            patch.setattr(socket.socket, name, _guarded_method(name, position), raising=False)
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex", "gethostbyaddr"):
        patch.setattr(socket, name, _guarded_resolver(getattr(socket, name)))
    getnameinfo = socket.getnameinfo

    def guarded_getnameinfo(address: Any, flags: int) -> Any:
        _check_host(address[0])
        return getnameinfo(address, flags)

    patch.setattr(socket, "getnameinfo", guarded_getnameinfo)


def _guarded_method(name: str, position: int) -> Callable[..., Any]:
    """Return a method of a socket that checks its argument at `position`, the address, if there is one."""
    method = getattr(socket.socket, name)

    def guarded(self: socket.socket, *args: Any) -> Any:
        if position < len(args) and args[position] is not None:
            _check(self.family, args[position])
        return method(self, *args)

    return guarded


def _guarded_resolver(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(host: Any, *args: Any, **named: Any) -> Any:
        name = host.decode("ascii", "replace") if isinstance(host, bytes) else host
        if name is not None and name.rstrip(".").endswith(".invalid"):
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        _check_host(name)
        return resolve(host, *args, **named)

    return guarded


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
