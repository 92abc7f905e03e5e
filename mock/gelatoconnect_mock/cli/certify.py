"""``gelatoconnect-mock certify``: checks a server against the contract, at a terminal or in CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.cli.options import Option, add_subcommand, read_options, read_switch
from gelatoconnect_mock.runtime.console import announce, to_stderr
from gelatoconnect_mock.runtime.errors import EXIT_GAVE_UP, UserError

if TYPE_CHECKING:
    import argparse

    from gelatoconnect_mock.cli.options import Subcommands

_EXIT_INTERRUPTED: Final = 130
_SCOPE: Final = "CERTIFY_"

# Only the key has a variable: what a run does to a server is in its command line.
OPTIONS: Final = (
    Option(
        "--target", None, str, "URL", "base URL of the server, prefix included", has_variable=False, is_required=True
    ),
    Option(
        "--key", "", str, "K:S",
        "key and secret; better given as the variable GELATOCONNECT_MOCK_CERTIFY_KEY, which no process list shows",
        scope=_SCOPE,
    ),
    Option(
        "--customer-reference-id", None, str, "ID", "the customer, for a customer-agnostic connector",
        has_variable=False,
    ),
    Option(
        "--place-orders", "", read_switch, "",
        "also submit drafts, broken ones included, update them, and cancel everything that was stored",
        has_variable=False,
    ),
    Option("--junit", None, Path, "FILE", "write the findings as JUnit XML too", has_variable=False),
)  # fmt: skip


def register(subcommands: Subcommands) -> None:
    """Add the ``certify`` subcommand to the command's parser."""
    add_subcommand(
        subcommands,
        "certify",
        OPTIONS,
        run,
        summary="check any server against the contract",
        description="Check a server against the contract: your staging, a mock, or the real API with a test key. "
        "Without --place-orders nothing is changed there.",
    )


def run(arguments: argparse.Namespace) -> int:
    """Check the server and print the report.

    Returns:
        0 if every check that ran passed and no fact was refuted, 1 if not, 130 after an interruption.

    Raises:
        UserError: The user must change something first: an argument, or a server that does not respond.
    """
    try:
        return _run(arguments)
    except BrokenPipeError:
        raise
    except OSError as error:
        to_stderr(f"gelatoconnect-mock: the report cannot be written ({error.strerror or type(error).__name__}).")
        return EXIT_GAVE_UP


def _run(arguments: argparse.Namespace) -> int:
    from gelatoconnect_mock.certify.report import junit, text  # noqa: PLC0415 - for this command alone
    from gelatoconnect_mock.certify.run import certify  # noqa: PLC0415
    from gelatoconnect_mock.certify.target import Target  # noqa: PLC0415
    from gelatoconnect_mock.contract.document import load_contract  # noqa: PLC0415
    from gelatoconnect_mock.runtime.signals import Stopped, stop_signals  # noqa: PLC0415
    from gelatoconnect_mock.sandbox.api.credentials import InvalidPair, split  # noqa: PLC0415

    values = read_options(arguments, OPTIONS)
    try:
        split(values["key"])
    except InvalidPair:
        raise UserError(
            "The credentials are missing or not key:secret: give --key, or set GELATOCONNECT_MOCK_CERTIFY_KEY."
        ) from None
    report_file: Path | None = values["junit"]
    if report_file is not None:
        _require_writable(report_file)
    target = Target(values["target"], values["key"], values["customer_reference_id"])
    try:
        with stop_signals():
            target.require_response()
            findings = certify(target, load_contract(), place_orders=values["place_orders"])
    except Stopped:
        return _EXIT_INTERRUPTED
    announce(text(findings, target), exit_code=EXIT_GAVE_UP)
    if report_file is not None:
        report_file.write_text(junit(findings, target), encoding="utf-8")
    return _EXIT_INTERRUPTED if findings.is_interrupted else int(findings.has_failed)


def _require_writable(file: Path) -> None:
    """Raise UserError if the report cannot be written: before the first request, not after the last."""
    try:
        file.open("w", encoding="utf-8").close()  # also removes the report of an earlier run
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(f"--junit {file} cannot be written ({reason}): give a file in a folder that exists.") from None
