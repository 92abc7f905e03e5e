"""Makes the checks one after the other, so that one which fails stops no other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.certify.findings import Failed, Finding, Findings, Skipped
from gelatoconnect_mock.certify.reads import READS
from gelatoconnect_mock.certify.submission import Draft, clear_away
from gelatoconnect_mock.certify.target import Unreachable
from gelatoconnect_mock.certify.writes import WRITES

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.certify.target import Target


def certify(target: Target, contract: dict[str, Any], *, place_orders: bool = False) -> Findings:
    """Hold a server against the contract and return what was found.

    Without ``place_orders`` nothing is changed: only gets, searches and requests with wrong credentials are sent. With
    it drafts are submitted, some of them broken on purpose, and whatever the server stored is canceled in the end, also
    after an interruption (KeyboardInterrupt), which the findings tell and which is not raised.
    """
    findings = Findings(contract)
    draft = Draft()
    try:
        for check in READS:
            _make(findings, check, target, findings)
            if findings.checks[0].outcome == "failed":
                findings.checks += [Finding(name, "skipped", "the first check failed") for name in _NAMES[1:]]
                return findings
        if not place_orders:
            not_asked = "it places orders: ask for it with --place-orders"
            findings.checks += [Finding(name, "skipped", not_asked) for name in _NAMES[len(READS) :]]
            return findings
        for writing in WRITES:
            _make(findings, writing, target, findings, draft)
    except KeyboardInterrupt:
        findings.interrupted = True
    if findings.created and not _cleared(findings, target):
        findings.interrupted = True
        _cleared(findings, target)
    if findings.interrupted:
        missed = [name for name in _NAMES if name not in {one.check for one in findings.checks}]
        findings.checks += [Finding(name, "skipped", "interrupted") for name in missed if place_orders]
        findings.checks.append(Finding("The run comes to its end", "failed", "interrupted"))
    return findings


def _cleared(findings: Findings, target: Target) -> bool:
    """Clear away; False where that was interrupted, which a second try makes up for."""
    try:
        _make(findings, clear_away, target, findings)
    except KeyboardInterrupt:
        return False
    return True


def _make(findings: Findings, check: Callable[..., None], *given: Any) -> None:
    try:
        check(*given)
    except (Failed, Unreachable) as failed:
        findings.checks.append(Finding(_name(check), "failed", str(failed)))
    except Skipped as skipped:
        findings.checks.append(Finding(_name(check), "skipped", str(skipped)))
    except (KeyError, TypeError, ValueError, AttributeError) as odd:
        findings.checks.append(Finding(_name(check), "failed", f"the answer has another shape ({type(odd).__name__})"))
    else:
        findings.checks.append(Finding(_name(check), "passed"))


def _name(check: Callable[..., None]) -> str:
    return (check.__doc__ or check.__name__).partition("\n")[0].removesuffix(".")


_NAMES: Final = [*map(_name, READS), *map(_name, WRITES)]
