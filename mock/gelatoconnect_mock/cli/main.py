"""The ``gelatoconnect-mock`` command: its subcommands, its exit codes, and its error messages."""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Any

from gelatoconnect_mock.runtime.console import to_stderr
from gelatoconnect_mock.runtime.errors import EXIT_CANNOT_START, EXIT_GAVE_UP, UserError
from gelatoconnect_mock.runtime.version import installed_version

# Each module has register(subcommands), which sets `run` to a function of the parsed arguments.
_SUBCOMMANDS = (
    "gelatoconnect_mock.cli.prism",
    "gelatoconnect_mock.cli.sandbox",
    "gelatoconnect_mock.cli.certify",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code: 0 after a clean stop, 1 if a mock gave up, 2 if it cannot start.

    Every error is one sentence on standard error, never a traceback.
    """
    parser = argparse.ArgumentParser(
        prog="gelatoconnect-mock", description="Run a local stand-in for the GelatoConnect order API."
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")
    try:
        for name in _SUBCOMMANDS:
            importlib.import_module(name).register(subcommands)
        parsed = parser.parse_args(arguments)
        return int(parsed.run(parsed))
    except UserError as error:
        to_stderr(f"gelatoconnect-mock: {error}")
        return error.exit_code
    except BrokenPipeError:
        return EXIT_GAVE_UP
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("gelatoconnect_mock"):
            raise
        to_stderr(f"gelatoconnect-mock: The mocks need {error.name}: pip install 'gelatoconnect[mock]'.")
        return EXIT_CANNOT_START


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_unused: Any) -> None:
        # The version is output: `parser.exit(message=...)` would print it to standard error.
        version = installed_version() or "(not installed: run from a checkout)"
        sys.stdout.write(f"{parser.prog} {version}\n")
        parser.exit()
