"""Where a mock listens and where a client finds it: host and port checks, and the base URL to hand to a client."""

import errno
import os
import socket

from gelatoconnect_mock.runtime.errors import UserError

_WAITING = 2048
_ANY_ADDRESS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


def reachable_host(host: str) -> str:
    """Return the host a client on this machine connects to: a listener on every address is reached by loopback."""
    return _ANY_ADDRESS.get(host, host)


def origin(host: str, port: int) -> str:
    """Return ``http://host:port`` as a client writes it, with brackets around an IPv6 address."""
    name = reachable_host(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def taken(host: str, port: int) -> UserError:
    """Return the sentence for a port that another program holds."""
    return UserError(
        f"Port {port} on {host} is already taken: stop the program that holds it, "
        "or choose another with --port (0 picks a free one)."
    )


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens on this host and port; raise UserError where that cannot be."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise UserError(f"The host {host!r} is unknown here: give an address of this machine with --host.") from error
    family, kind, protocol, _, place = places[0]
    found = socket.socket(family, kind, protocol)
    if os.name == "posix":
        # Connections of a previous server that still linger do not count; Node listens with this option too.
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind(place)
        found.listen(_WAITING)
    except OSError as error:
        found.close()
        raise _refused(host, port, error) from error
    return found


def require_free(host: str, port: int) -> None:
    """Raise UserError where nobody could listen on this host and port now; do nothing else."""
    listening(host, port).close()


def _refused(host: str, port: int, error: OSError) -> UserError:
    if error.errno == errno.EADDRINUSE:
        return taken(host, port)
    if error.errno == errno.EACCES:
        return UserError(f"Port {port} needs more rights than this user has: choose one above 1023 with --port.")
    if error.errno == errno.EADDRNOTAVAIL:
        return UserError(f"The host {host!r} is no address of this machine: give one that is with --host.")
    return UserError(f"Nothing can listen on {host} port {port} ({error.strerror}): choose another --host or --port.")
