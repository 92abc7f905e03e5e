"""``gelatoconnect-mock prism``: the supervised Prism for a person at a terminal or a program that starts it."""

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gelatoconnect_mock.prism.install import pinned_version
from gelatoconnect_mock.prism.server import PrismServer, to_stderr
from gelatoconnect_mock.refusal import Refusal
from gelatoconnect_mock.stop_signals import Stopped, stop_signals

if TYPE_CHECKING:
    Subcommands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - argparse offers no public name

_HIGHEST_PORT = 65535


def register(subcommands: "Subcommands") -> None:
    """Add the ``prism`` subcommand to the command's parser."""
    parser = subcommands.add_parser(
        "prism",
        help="the contract's examples and verdicts, without state",
        description="Serve the contract with the pinned Prism at its production paths, kept alive.",
    )
    parser.add_argument("--host", default=_default("HOST", "127.0.0.1"), help="address to listen on (%(default)s)")
    parser.add_argument(
        "--port", type=_port, default=_default("PORT", "4010"), help="port; 0 picks a free one (%(default)s)"
    )
    parser.add_argument(
        "--prefix", default=_default("PREFIX", "demo"), help="partner prefix: paths are /api/PREFIX/... (%(default)s)"
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
            print(_ready(server) if arguments.ready_json else _welcome(server), flush=True)  # noqa: T201 - the product
            server.wait()
        except Refusal as refusal:
            to_stderr(f"gelatoconnect-mock: {refusal}")
            return refusal.exit_code
        except BrokenPipeError:
            # Nobody is left to read the ready line: point stdout elsewhere so that the exit does not complain again.
            with contextlib.suppress(OSError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 1
        except Stopped:
            return 0
        finally:
            if server is not None:
                server.stop()
    return 0


def _default(name: str, otherwise: str) -> str:
    return os.environ.get(f"GELATOCONNECT_MOCK_{name}") or otherwise


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > _HIGHEST_PORT:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no port: give a number from 0 (pick a free one) to {_HIGHEST_PORT}"
        )
    return int(text)


def _ready(server: PrismServer) -> str:
    return json.dumps({"url": server.url, "port": server.port, "pid": os.getpid()})


def _welcome(server: PrismServer) -> str:
    return "\n".join(
        (
            f"Prism {pinned_version()} serves the GelatoConnect contract (examples, no state).",
            f"  base URL     {server.url}",
            "  credentials  X-API-KEY: <key>:<secret>   (any will do: Prism looks no further than that there are some)",
            f"  try          curl -i -H 'X-API-KEY: key:secret' {server.url}/your-order-ref-123",
            "  stop         Ctrl-C",
        )
    )
