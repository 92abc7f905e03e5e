"""``gelatoconnect-mock certify``: holds a server against the contract, from a terminal or a CI."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.runtime.console import announce, to_stderr, variable
from gelatoconnect_mock.runtime.errors import UserError

if TYPE_CHECKING:
    import argparse

    from gelatoconnect_mock.runtime.console import Subcommands

_EXIT_INTERRUPTED: Final = 130


def register(subcommands: Subcommands) -> None:
    """Add the ``certify`` subcommand to the command's parser."""
    parser = subcommands.add_parser(
        "certify",
        help="hold any server against the contract",
        description="Hold a server against the contract: your staging, a mock, or the real API with a test key. "
        "Without --place-orders nothing is changed there.",
    )
    add = parser.add_argument
    add("--target", required=True, metavar="URL", help="base URL of the server, prefix included")
    add(
        "--key", default=variable("CERTIFY_KEY", "") or None, metavar="K:S",
        help="key and secret; better given as the variable GELATOCONNECT_MOCK_CERTIFY_KEY, which no process list shows",
    )  # fmt: skip
    add("--customer-reference-id", metavar="ID", help="the customer, for a customer-agnostic connector")
    add(
        "--place-orders", action="store_true",
        help="also submit drafts, broken ones included, update them, and cancel everything that was stored",
    )  # fmt: skip
    add("--junit", type=Path, metavar="FILE", help="write the findings as JUnit XML too")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the findings.

    Return 0 where every check that was made passed and no fact was refuted, 1 where not, 2 where something has to be
    changed first: an argument, or a server that does not answer. 130 after an interruption.
    """
    try:
        return _run(arguments)
    except UserError as refusal:
        to_stderr(f"gelatoconnect-mock: {refusal}")
        return refusal.exit_code
    except BrokenPipeError:
        return 1
    except OSError as error:
        to_stderr(f"gelatoconnect-mock: the report cannot be written ({error.strerror or type(error).__name__}).")
        return 1


def _run(arguments: argparse.Namespace) -> int:
    from gelatoconnect_mock.certify.report import junit, text  # noqa: PLC0415 - no other command pays for it
    from gelatoconnect_mock.certify.run import certify  # noqa: PLC0415
    from gelatoconnect_mock.certify.target import Target  # noqa: PLC0415
    from gelatoconnect_mock.contract.document import load_contract  # noqa: PLC0415
    from gelatoconnect_mock.runtime.signals import Stopped, stop_signals  # noqa: PLC0415
    from gelatoconnect_mock.sandbox.api.credentials import InvalidPair, split  # noqa: PLC0415

    try:
        split(arguments.key or "")
    except InvalidPair:
        raise UserError(
            "The credentials are missing or not key:secret: give --key, or set GELATOCONNECT_MOCK_CERTIFY_KEY."
        ) from None
    _can_be_written(arguments.junit)
    target = Target(arguments.target, arguments.key, arguments.customer_reference_id)
    try:
        with stop_signals():
            target.reach()
            findings = certify(target, load_contract(), place_orders=arguments.place_orders)
    except Stopped:
        return _EXIT_INTERRUPTED
    announce(text(findings, target))
    if arguments.junit is not None:
        arguments.junit.write_text(junit(findings, target), encoding="utf-8")
    return _EXIT_INTERRUPTED if findings.interrupted else int(findings.amiss)


def _can_be_written(file: Path | None) -> None:
    """UserError where the report could not be written: before anything is asked, not after."""
    if file is None:
        return
    try:
        file.open("w", encoding="utf-8").close()  # what an earlier run has left there is no report of this one
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise UserError(f"--junit {file} cannot be written ({reason}): give a file in a folder that exists.") from None
