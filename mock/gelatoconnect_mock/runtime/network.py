"""Hosts, ports and listening sockets, and the URL that a client on this machine uses."""

import errno
import os
import re
import socket
from ipaddress import ip_address
from typing import Any

from gelatoconnect_mock.runtime.errors import UserError

_BACKLOG = 2048
_PORT_ATTEMPTS = 100
_DIGITS_AND_DOTS = re.compile(r"[0-9.]+")
_FAMILIES = (socket.AF_INET, socket.AF_INET6)
_Address = tuple[socket.AddressFamily, str, tuple[Any, ...]]
"""Family, address, and what a socket address of IPv6 has beside the port."""
_ABSENT = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT, errno.EPROTONOSUPPORT)
_WILDCARD_HOSTS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, never bound


def is_loopback(host: str) -> bool:
    """Return True if only this machine can reach the host: `localhost`, or a loopback address."""
    try:
        return host.lower() == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def is_address(host: str) -> bool:
    """Return True for a numeric address, of IPv6 or of IPv4 in any form that the system reads, such as 127.1."""
    try:
        if _DIGITS_AND_DOTS.fullmatch(host):
            return bool(socket.inet_aton(host))
        return bool(ip_address(host))
    except (OSError, ValueError):
        return False


def reachable_host(host: str) -> str:
    """Return the host that a client on this machine connects to: loopback for a listener on every address."""
    return _WILDCARD_HOSTS.get(host, host)


def origin(host: str, port: int) -> str:
    """Return ``http://host:port`` for a client on this machine, with brackets around an IPv6 address."""
    name = reachable_host(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def port_taken(host: str, port: int) -> UserError:
    """Return the error for a port that another program holds."""
    return UserError(
        f"Port {port} on {host} is already taken: stop the program that holds it, "
        "or choose another with --port (0 picks a free one)."
    )


def listening_sockets(host: str, port: int) -> list[socket.socket]:
    """Return sockets that listen on every address of this host, all on one port; 0 lets the system choose it.

    An address that this machine does not have, such as one of IPv6, is left out if it has another.

    Raises:
        UserError: None can listen, or another program holds the port on one of the addresses.
    """
    addresses = _addresses(host)
    for attempt in range(_PORT_ATTEMPTS):
        try:
            return _listen_on_all(addresses, host, port)
        except UserError:
            # The port that the system chose on the first address may be taken on another.
            if port or len(addresses) == 1 or attempt == _PORT_ATTEMPTS - 1:
                raise
    raise AssertionError("the last attempt returns or raises")


def require_free_port(host: str, port: int) -> None:
    """Raise UserError if no program can listen on this host and port now."""
    for listener in listening_sockets(host, port):
        listener.close()


def _addresses(host: str) -> list[_Address]:
    """Return the addresses of a host, each once, in the resolver's order; raise UserError if it is unknown."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError, ValueError) as error:
        raise UserError(f"The host {host!r} is unknown here: give an address of this machine with --host.") from error
    addresses = [(family, str(address[0]), address[2:]) for family, _, _, _, address in found if family in _FAMILIES]
    if host.lower() == "localhost":  # both, whatever the machine's list of hosts says; clients take either
        addresses += [(socket.AF_INET, "127.0.0.1", ()), (socket.AF_INET6, "::1", (0, 0))]
    return list(dict.fromkeys(addresses))


def _listen_on_all(addresses: list[_Address], host: str, port: int) -> list[socket.socket]:
    listeners: list[socket.socket] = []
    absent: OSError | None = None
    try:
        for address in addresses:
            try:
                listener = _listening(address, port, alone=len(addresses) == 1)
            except OSError as error:
                if error.errno not in _ABSENT:
                    raise
                absent = error
            else:
                listeners.append(listener)
                port = int(listener.getsockname()[1])
    except OSError as error:
        for listener in listeners:
            listener.close()
        raise _listen_error(host, port, error) from error
    if absent is not None and not listeners:
        raise _listen_error(host, port, absent) from absent
    return listeners


def _listening(address: _Address, port: int, *, alone: bool) -> socket.socket:
    family, name, scope = address
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            # Without it, lingering connections of a previous server block the port. Node sets it too.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6 and not alone:
            # The addresses of IPv4 have a socket of their own. `::` alone takes them too.
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind((name, port, *scope))
        listener.listen(_BACKLOG)
    except BaseException:
        listener.close()
        raise
    return listener


def _listen_error(host: str, port: int, error: OSError) -> UserError:
    if error.errno == errno.EADDRINUSE:
        return port_taken(host, port)
    if error.errno == errno.EACCES:
        return UserError(f"Port {port} needs more rights than this user has: choose one above 1023 with --port.")
    if error.errno == errno.EADDRNOTAVAIL:
        return UserError(f"The host {host!r} is no address of this machine: give one that is with --host.")
    return UserError(f"Cannot listen on {host} port {port} ({error.strerror}): choose another --host or --port.")
