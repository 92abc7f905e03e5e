"""Runs the checks one after the other. A check that fails stops no other check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.certify.findings import Failed, Finding, Findings, Skipped
from gelatoconnect_mock.certify.reads import READS
from gelatoconnect_mock.certify.submission import Draft, clean_up
from gelatoconnect_mock.certify.target import Unreachable
from gelatoconnect_mock.certify.writes import WRITES

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.certify.target import Target


def certify(target: Target, contract: dict[str, Any], *, place_orders: bool = False) -> Findings:
    """Check a server against the contract and return the findings.

    A KeyboardInterrupt ends the checks, not the clean-up. It is not raised: `Findings.is_interrupted` reports it.

    Args:
        target: The server.
        contract: The whole contract.
        place_orders: Also submit drafts, some of them broken, and cancel every order that the server stored. Without
            it nothing is changed: only gets, searches and requests with wrong credentials are sent.
    """
    findings = Findings(contract)
    draft = Draft()
    try:
        for check in READS:
            _run_check(findings, check, target, findings)
            if findings.checks[0].outcome == "failed":
                findings.checks += [Finding(name, "skipped", "the first check failed") for name in _NAMES[1:]]
                return findings
        if not place_orders:
            reason = "it places orders: allow it with --place-orders"
            findings.checks += [Finding(name, "skipped", reason) for name in _NAMES[len(READS) :]]
            return findings
        for write_check in WRITES:
            _run_check(findings, write_check, target, findings, draft)
    except KeyboardInterrupt:
        findings.is_interrupted = True
    if findings.created and not _finishes_clean_up(findings, target):
        findings.is_interrupted = True
        _finishes_clean_up(findings, target)
    if findings.is_interrupted:
        done = {one.check for one in findings.checks}
        findings.checks += [
            Finding(name, "skipped", "interrupted") for name in _NAMES if place_orders and name not in done
        ]
        findings.checks.append(Finding("The run completes", "failed", "interrupted"))
    return findings


def _finishes_clean_up(findings: Findings, target: Target) -> bool:
    """Clean up and return True; return False if an interrupt cut it short: the caller tries once more."""
    try:
        _run_check(findings, clean_up, target, findings)
    except KeyboardInterrupt:
        return False
    return True


def _run_check(findings: Findings, check: Callable[..., None], *arguments: Any) -> None:
    try:
        check(*arguments)
    except (Failed, Unreachable) as failed:
        findings.checks.append(Finding(_name(check), "failed", str(failed)))
    except Skipped as skipped:
        findings.checks.append(Finding(_name(check), "skipped", str(skipped)))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"the response has another shape ({type(error).__name__})"
        findings.checks.append(Finding(_name(check), "failed", message))
    else:
        findings.checks.append(Finding(_name(check), "passed"))


def _name(check: Callable[..., None]) -> str:
    return (check.__doc__ or check.__name__).partition("\n")[0].removesuffix(".")


_NAMES: Final = [*map(_name, READS), *map(_name, WRITES)]
