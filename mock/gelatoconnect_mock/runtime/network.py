"""Hosts, ports and listening sockets, and the URL that a client on this machine uses."""

import errno
import os
import socket
from ipaddress import ip_address

from gelatoconnect_mock.runtime.errors import UserError

_BACKLOG = 2048
_WILDCARD_HOSTS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared, never bound


def is_loopback(host: str) -> bool:
    """Return True if only this machine can reach the host: `localhost`, or a loopback address."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
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


def listening_socket(host: str, port: int) -> socket.socket:
    """Return a socket that listens on this host and port; raise UserError if none can."""
    try:
        addresses = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise UserError(f"The host {host!r} is unknown here: give an address of this machine with --host.") from error
    family, kind, protocol, _, address = addresses[0]
    listener = socket.socket(family, kind, protocol)
    if os.name == "posix":
        # Without it, lingering connections of a previous server block the port. Node sets it too.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(address)
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise _listen_error(host, port, error) from error
    return listener


def require_free_port(host: str, port: int) -> None:
    """Raise UserError if no program can listen on this host and port now."""
    listening_socket(host, port).close()


def _listen_error(host: str, port: int, error: OSError) -> UserError:
    if error.errno == errno.EADDRINUSE:
        return port_taken(host, port)
    if error.errno == errno.EACCES:
        return UserError(f"Port {port} needs more rights than this user has: choose one above 1023 with --port.")
    if error.errno == errno.EADDRNOTAVAIL:
        return UserError(f"The host {host!r} is no address of this machine: give one that is with --host.")
    return UserError(f"Cannot listen on {host} port {port} ({error.strerror}): choose another --host or --port.")
