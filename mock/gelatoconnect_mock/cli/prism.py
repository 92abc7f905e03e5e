"""``gelatoconnect-mock prism``: the supervised Prism at a terminal, or started by a program."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.cli.options import (
    HOST,
    PORT,
    READY_JSON,
    Option,
    add_subcommand,
    read_options,
    read_path,
    read_switch,
)
from gelatoconnect_mock.runtime.console import announce, ready_line, to_stderr
from gelatoconnect_mock.runtime.secret_values import MIN_LENGTH, SecretValues
from gelatoconnect_mock.runtime.signals import Stopped, stop_signals

if TYPE_CHECKING:
    import argparse

    from gelatoconnect_mock.cli.options import Subcommands
    from gelatoconnect_mock.prism.server import PrismServer

OPTIONS: Final = (
    HOST,
    PORT,
    Option("--prefix", "demo", str, "PREFIX", "partner prefix: paths are /api/PREFIX/..."),
    READY_JSON,
    Option("--silent", "", read_switch, "", "Prism logs no requests: nearly twice as fast, for benchmarks"),
    Option("--contract", "", read_path, "FILE", "serve this OpenAPI file in place of the shipped one"),
)


def register(subcommands: Subcommands) -> None:
    """Add the ``prism`` subcommand to the command's parser."""
    add_subcommand(
        subcommands,
        "prism",
        OPTIONS,
        run,
        summary="the contract's examples and validation, without state",
        description="Serve the contract with the pinned Prism at its production paths, kept alive. Each option can "
        "also be given as a variable: GELATOCONNECT_MOCK_PORT for --port, GELATOCONNECT_MOCK_SILENT=1 for --silent.",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until a stop signal and return 0; raise UserError if Prism cannot be started or kept alive."""
    from gelatoconnect_mock.prism.server import PrismServer  # noqa: PLC0415 - for this command alone

    masked = _secrets().masked
    with stop_signals():
        server: PrismServer | None = None
        try:
            values = read_options(arguments, OPTIONS)
            server = PrismServer(
                host=values["host"],
                port=values["port"],
                prefix=values["prefix"],
                silent=values["silent"],
                contract=values["contract"],
                say=lambda line: to_stderr(masked(line)),
                log=None if values["silent"] else lambda line: to_stderr(masked(line)),
            )
            server.start()
            announce(ready_line(server.url, server.port) if values["ready_json"] else _welcome(server))
            server.wait()
        except Stopped:
            return 0
        finally:
            if server is not None:
                server.stop()
    return 0


def _secrets() -> SecretValues:
    """Return the secrets that this environment gives to clients and mocks. Prism accepts any, and logs paths."""
    secrets = SecretValues()
    for name in ("GELATOCONNECT_API_SECRET", "GELATOCONNECT_MOCK_CONTROL_TOKEN"):
        if value := os.environ.get(name):
            secrets.add(value)
    for name in ("GELATOCONNECT_MOCK_KEY", "GELATOCONNECT_MOCK_CERTIFY_KEY"):
        for pair in filter(None, os.environ.get(name, "").split(",")):
            secret = pair.partition(":")[2]
            secrets.add(secret if len(secret) >= MIN_LENGTH else pair)
    return secrets


def _welcome(server: PrismServer) -> str:
    from gelatoconnect_mock.prism.install import pinned_version  # noqa: PLC0415 - as above

    return "\n".join(
        (
            f"Prism {pinned_version()} serves the GelatoConnect contract (examples, no state).",
            f"  base URL     {server.url}",
            "  credentials  X-API-KEY: <key>:<secret>   (any value: Prism only checks that the header is there)",
            f"  try          curl -i -H 'X-API-KEY: key:secret' {server.url}/your-order-ref-123",
            "  stop         Ctrl-C",
        )
    )
