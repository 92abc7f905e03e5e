"""Where Prism listens and where a client finds it: host and port checks, and the base URL to hand to a client."""

import errno
import os
import socket

from gelatoconnect_mock.refusal import Refusal

_ANY_ADDRESS = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 - compared with, not bound to


def reachable_host(host: str) -> str:
    """Return the host a client on this machine connects to: a listener on every address is reached by loopback."""
    return _ANY_ADDRESS.get(host, host)


def origin(host: str, port: int) -> str:
    """Return ``http://host:port`` as a client writes it, with brackets around an IPv6 address."""
    name = reachable_host(host)
    return f"http://[{name}]:{port}" if ":" in name else f"http://{name}:{port}"


def taken(host: str, port: int) -> Refusal:
    """Return the sentence for a port that another program holds."""
    return Refusal(
        f"Port {port} on {host} is already taken: stop the program that holds it, "
        "or choose another with --port (0 picks a free one)."
    )


def require_free(host: str, port: int) -> None:
    """Raise Refusal where nobody could listen on this host and port now; do nothing else."""
    try:
        places = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError) as error:
        raise Refusal(f"The host {host!r} is unknown here: give an address of this machine with --host.") from error
    family, kind, protocol, _, place = places[0]
    with socket.socket(family, kind, protocol) as trial:
        if os.name == "posix":
            # Node listens with this option: connections of the previous server that still linger do not count.
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind(place)
            trial.listen(1)
        except OSError as error:
            raise _refused(host, port, error) from error


def _refused(host: str, port: int, error: OSError) -> Refusal:
    if error.errno == errno.EADDRINUSE:
        return taken(host, port)
    if error.errno == errno.EACCES:
        return Refusal(f"Port {port} needs more rights than this user has: choose one above 1023 with --port.")
    if error.errno == errno.EADDRNOTAVAIL:
        return Refusal(f"The host {host!r} is no address of this machine: give one that is with --host.")
    return Refusal(f"Nothing can listen on {host} port {port} ({error.strerror}): choose another --host or --port.")
