"""``gelatoconnect-mock prism``: the supervised Prism for a person at a terminal or a program that starts it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from gelatoconnect_mock.runtime.console import announce, port, ready_line, to_stderr, variable
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.signals import Stopped, stop_signals

if TYPE_CHECKING:
    import argparse

    from gelatoconnect_mock.prism.server import PrismServer
    from gelatoconnect_mock.runtime.console import Subcommands


def register(subcommands: Subcommands) -> None:
    """Add the ``prism`` subcommand to the command's parser."""
    parser = subcommands.add_parser(
        "prism",
        help="the contract's examples and verdicts, without state",
        description="Serve the contract with the pinned Prism at its production paths, kept alive.",
    )
    parser.add_argument("--host", default=variable("HOST", "127.0.0.1"), help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=port, default=variable("PORT", "4010"), help="port; 0 picks a free one (%(default)s)"
    )
    parser.add_argument(
        "--prefix", default=variable("PREFIX", "demo"), help="partner prefix: paths are /api/PREFIX/... (%(default)s)"
    )
    parser.add_argument(
        "--ready-json",
        action="store_true",
        help="print one line of JSON (url, port, pid) once it answers, for programs",
    )
    parser.add_argument(
        "--silent", action="store_true", help="Prism logs no requests: nearly twice as fast, for benchmarks"
    )
    parser.add_argument(
        "--contract", type=Path, metavar="FILE", help="serve this OpenAPI file in place of the shipped one"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until a stop signal (0), or until Prism cannot be kept alive (1) or started (2); return the exit code."""
    from gelatoconnect_mock.prism.server import PrismServer  # noqa: PLC0415 - no other command pays for it

    with stop_signals():
        server: PrismServer | None = None
        try:
            server = PrismServer(
                host=arguments.host,
                port=arguments.port,
                prefix=arguments.prefix,
                silent=arguments.silent,
                contract=arguments.contract,
                log=None if arguments.silent else to_stderr,
            )
            server.start()
            announce(ready_line(server.url, server.port) if arguments.ready_json else _welcome(server))
            server.wait()
        except UserError as refusal:
            to_stderr(f"gelatoconnect-mock: {refusal}")
            return refusal.exit_code
        except BrokenPipeError:
            return 1
        except Stopped:
            return 0
        finally:
            if server is not None:
                server.stop()
    return 0


def _welcome(server: PrismServer) -> str:
    from gelatoconnect_mock.prism.install import pinned_version  # noqa: PLC0415 - as above

    return "\n".join(
        (
            f"Prism {pinned_version()} serves the GelatoConnect contract (examples, no state).",
            f"  base URL     {server.url}",
            "  credentials  X-API-KEY: <key>:<secret>   (any will do: Prism looks no further than that there are some)",
            f"  try          curl -i -H 'X-API-KEY: key:secret' {server.url}/your-order-ref-123",
            "  stop         Ctrl-C",
        )
    )
