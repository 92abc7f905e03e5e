"""The subcommands of ``gelatoconnect-mock``, their exit codes, and their error messages."""

import argparse
import importlib
from types import ModuleType
from typing import Any, NoReturn

from gelatoconnect_mock.cli.options import unknown_variables
from gelatoconnect_mock.runtime.console import announce, printable, to_stderr
from gelatoconnect_mock.runtime.descriptors import is_shortage, require_descriptors, shortage
from gelatoconnect_mock.runtime.errors import EXIT_CANNOT_START, EXIT_GAVE_UP, UserError
from gelatoconnect_mock.runtime.version import installed_version

# Each module has OPTIONS, and register(subcommands), which sets `run` to a function of the parsed arguments.
_SUBCOMMANDS = (
    "gelatoconnect_mock.cli.prism",
    "gelatoconnect_mock.cli.sandbox",
    "gelatoconnect_mock.cli.certify",
)


def run(arguments: list[str] | None, parent: int) -> int:
    """Run a subcommand and return the exit code. Every error is one sentence on standard error, never a traceback.

    ``parent`` is the process that was this one's parent at first.
    """
    parser = _Parser(prog="gelatoconnect-mock", description="Run a local stand-in for the GelatoConnect order API.")
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    subcommands = parser.add_subparsers(required=True, metavar="COMMAND")
    try:
        options = []
        for module in _modules():
            module.register(subcommands)
            options += module.OPTIONS
        parsed = parser.parse_args(arguments, argparse.Namespace(parent=parent))
        for sentence in unknown_variables(options):
            to_stderr(f"gelatoconnect-mock: {sentence}")
        require_descriptors()
        return int(parsed.run(parsed))
    except UserError as error:
        return _refuse(error)
    except BrokenPipeError:
        return EXIT_GAVE_UP
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("gelatoconnect_mock"):
            raise
        to_stderr(f"gelatoconnect-mock: The mocks need {error.name}: pip install 'gelatoconnect[mock]'.")
        return EXIT_CANNOT_START
    except (OSError, ImportError) as error:
        if is_shortage(error):
            return _refuse(shortage())
        raise


def _refuse(error: UserError) -> int:
    to_stderr(f"gelatoconnect-mock: {printable(str(error))}")
    return error.exit_code


def _modules() -> list[ModuleType]:
    return [importlib.import_module(name) for name in _SUBCOMMANDS]


class _Parser(argparse.ArgumentParser):
    """A parser, of the subcommands too, whose help is output like any other: argparse ignores that it is lost."""

    def print_help(self, file: Any = None) -> None:
        """Print the help."""
        if file is None:
            announce(self.format_help().rstrip("\n"))
        else:
            super().print_help(file)

    def error(self, message: str) -> NoReturn:
        """Print the usage and what is wrong, with the control characters of an argument escaped, and exit with 2."""
        super().error(printable(message))


class _Version(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *_unused: Any) -> None:
        # The version is output: `parser.exit(message=...)` would print it to standard error.
        announce(f"{parser.prog} {installed_version() or '(not installed: run from a checkout)'}")
        parser.exit()
