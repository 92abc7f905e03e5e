"""The ``gelatoconnect-mock`` command: one subcommand a module, each a thin shell around a class of its own."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any

from gelatoconnect_mock.runtime.console import to_stderr
from gelatoconnect_mock.runtime.version import installed_version

# Each module offers register(subcommands), which sets `run` to a function of the parsed arguments.
_SUBCOMMANDS = (
    "gelatoconnect_mock.cli.prism",
    "gelatoconnect_mock.cli.sandbox",
    "gelatoconnect_mock.cli.certify",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 after a clean stop, 1 where a mock gave up, 2 where it cannot start.

    Whatever is wrong is said in one sentence on standard error, never as a traceback.
    """
    parser = argparse.ArgumentParser(
        prog="gelatoconnect-mock", description="Run a local stand-in for the GelatoConnect order API."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")
    try:
        for name in _SUBCOMMANDS:
            importlib.import_module(name).register(subcommands)
        chosen = parser.parse_args(arguments)
        return int(chosen.run(chosen))
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("gelatoconnect_mock"):
            raise
        to_stderr(f"gelatoconnect-mock: The mocks need {error.name}: pip install 'gelatoconnect[mock]'.")
        return 2


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_found: Any) -> None:
        # What was asked for is output; `exit` would send it where errors go.
        version = installed_version() or "(not installed: run from a checkout)"
        sys.stdout.write(f"{parser.prog} {version}\n")
        parser.exit()
