"""``gelatoconnect-mock sandbox``: the sandbox for a person at a terminal, a container, or a program that starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.cli.options import OPTIONS
from gelatoconnect_mock.runtime.console import announce, ready_line, to_stderr
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.signals import Stopped, stop_signals

if TYPE_CHECKING:
    import argparse

    from gelatoconnect_mock.runtime.console import Subcommands
    from gelatoconnect_mock.sandbox.server.server import SandboxServer
    from gelatoconnect_mock.sandbox.settings import Settings

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def register(subcommands: Subcommands) -> None:
    """Add the ``sandbox`` subcommand to the command's parser."""
    parser = subcommands.add_parser(
        "sandbox",
        help="the API with state, time and faults",
        description="Serve the contract with state, time and faults at its production paths. Each option can also be "
        "given as a variable: GELATOCONNECT_MOCK_PORT for --port, GELATOCONNECT_MOCK_NO_MAGIC=1 for --no-magic, "
        "GELATOCONNECT_MOCK_KEY=k1:s1,k2:s2 for several --key.",
    )
    for option in OPTIONS:
        option.add_to(parser)
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until a stop signal (0); where it cannot start, say why in one sentence (2)."""
    try:
        with stop_signals():
            from gelatoconnect_mock.sandbox.server.server import SandboxServer  # noqa: PLC0415 - no other command pays for it

            chosen = {option.field: option.value(arguments) for option in OPTIONS}
            server = SandboxServer(_settings(chosen), port=chosen["port"])
            server.run(
                lambda: announce(ready_line(server.url, server.port) if chosen["ready_json"] else _welcome(server))
            )
    except Stopped:
        return 0
    except UserError as refusal:
        to_stderr(f"gelatoconnect-mock: {refusal}")
        return refusal.exit_code
    except BrokenPipeError:
        return 1
    return 0


def _settings(chosen: dict[str, Any]) -> Settings:
    from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, Settings  # noqa: PLC0415 - as above

    host, seed, limit = chosen["host"], chosen["seed"], chosen["rate_limit"]
    if chosen["control_token"] is None and not _this_machine_alone(host):
        raise UserError(f"On {host} others could steer this sandbox: give --control-token, or listen on 127.0.0.1.")
    if chosen["lifecycle"] == "reads" and chosen["step"] is not None and chosen["step"] % 1:
        raise UserError(f"A step of {chosen['step']:g} reads cannot be: give --step a whole number.")
    unlimited = limit == "off" or (not limit and seed is not None)
    count, per_seconds = limit if isinstance(limit, tuple) else (100, 1.0)
    rules = Rules(
        duplicates=chosen["duplicates"], lifecycle=chosen["lifecycle"], step=chosen["step"],
        rate_limit=None if unlimited else RateLimit(count, per_seconds),
    )  # fmt: skip
    return Settings(
        keys=chosen["key"], seed=seed, rules=rules, magic=not chosen["no_magic"], state=chosen["state"],
        control_token=chosen["control_token"], host=host,
    )  # fmt: skip


def _this_machine_alone(host: str) -> bool:
    if host in _LOOPBACK:
        return True
    import ipaddress  # noqa: PLC0415 - for a rare host

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _welcome(server: SandboxServer) -> str:
    from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_SECRET  # noqa: PLC0415 - as above

    credentials = f"{DEFAULT_KEY}:{DEFAULT_SECRET}"
    return "\n".join(
        (
            "The GelatoConnect sandbox: the contract with state, time and faults.",
            f"  base URL     {server.url}   (any prefix will do)",
            f"  credentials  X-API-KEY: {credentials}",
            f"  try          curl -i -H 'X-API-KEY: {credentials}' {server.url}/your-order-ref-123",
            f"  control      {server.origin}/_sandbox",
            "  stop         Ctrl-C",
        )
    )
