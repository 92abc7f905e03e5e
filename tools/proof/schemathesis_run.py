"""Run the pinned Schemathesis against the sandbox and against Prism.

It must find nothing in the sandbox, and in Prism exactly the limits that are listed here.

`python3 noxfile.py schemathesis` does it. It ends with 1 if either differs.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple
from xml.etree import ElementTree as ET

from gelatoconnect_mock.contract.document import contract_file
from gelatoconnect_mock.prism import PrismServer

from tools.proof.responses.coverage import declared, in_words, seen
from tools.proof.sandboxes import at_socket

_ALL: Final = ("GET /{orderId}", "POST /order", "POST /search", "POST /{orderId}/cancel", "PUT /{orderId}")
PRISM_FINDINGS: Final = {
    *(("ST401 API accepts invalid authentication", operation) for operation in _ALL),
    # An empty Customer-Reference-ID passes.
    *(("ST201 Schema-violating request accepted", operation) for operation in _ALL),
    # A 405 comes without Allow.
    *(("ST204 Wrong response to undeclared method", operation) for operation in _ALL if operation[:3] != "GET"),
}
"""The known findings in Prism 5.14.2, by finding and operation. Fuzzing is left out, since it ends the process."""


class Found(NamedTuple):
    """The result of one run of Schemathesis: its exit code, and its findings with their operations."""

    code: int
    findings: set[tuple[str, str]]


def run(program: str, url: str, *options: str) -> Found:
    """Run Schemathesis against a server, all checks on."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [
            program, "run", str(contract_file()), "--url", url, "--header", "X-API-KEY: test-key:test-secret",
            "--checks", "all", "--seed", "1", "--continue-on-failure", "--no-color",
            "--report", "junit", "--report-junit-path", str(report), *options,
        ]  # fmt: skip
        code = subprocess.run(command, check=False, cwd=folder).returncode  # noqa: S603 - every argument is our own
        cases = ET.parse(report).getroot().iter("testcase")  # noqa: S314 - written a moment ago
        findings = {
            (finding, str(case.get("name")))
            for case in cases
            for part in case
            for finding in re.findall(r"^- (ST\d+ .*)$", part.text or "", re.MULTILINE)
        }
    return Found(code, findings)


def against_the_sandbox(program: str, examples: int) -> list[str]:
    """Return the failures of the sandbox, and print the declared responses that were seen."""
    # The log keeps everything, so that every response is counted at the end.
    with at_socket(seed=1, request_log_size=1_000_000) as sandbox:
        found = run(program, sandbox.url, "--max-examples", str(examples))
        calls = sandbox.call(
            lambda held: [
                *(each for tenant in held.tenants.values() for each in held.request_log.of(tenant)),
                *held.request_log.unmatched,
            ]
        )
    sent = seen(calls)
    print(f"{len(calls)} requests; declared responses seen: {len(sent)} of {len(declared())}: {in_words(sent)}")
    failures = [f"{finding}: {operation}" for finding, operation in sorted(found.findings)]
    failures += [] if found.code == 0 or failures else [f"Schemathesis ended with {found.code}"]
    return failures + [f"the sandbox broke the contract: {one}" for exchange in calls for one in exchange.violations]


def against_prism(program: str) -> list[str]:
    """Return the differences between the findings in Prism and the known ones."""
    with PrismServer(silent=True) as prism:
        found = run(program, prism.url, "--phases", "examples,coverage").findings
    print(f"Prism: {len(found)} findings, {len(PRISM_FINDINGS)} known")
    return [f"new in Prism: {finding}: {operation}" for finding, operation in sorted(found - PRISM_FINDINGS)] + [
        f"gone from Prism: {finding}: {operation}" for finding, operation in sorted(PRISM_FINDINGS - found)
    ]


def main() -> int:
    """Run both and print the findings. Return 0 if there are no failures and no differences."""
    parser = argparse.ArgumentParser(description="Run Schemathesis against the sandbox and Prism.")
    parser.add_argument("--schemathesis", required=True, help="the schemathesis program")
    parser.add_argument("--examples", type=int, default=100, help="examples of each operation and phase (%(default)s)")
    parser.add_argument("--figures", type=Path, help="write the figures to this JSON file")
    options = parser.parse_args()
    failures = against_the_sandbox(options.schemathesis, options.examples)
    differences = against_prism(options.schemathesis)
    print("\n".join([*failures, *differences]))
    if options.figures:
        version = subprocess.run(  # noqa: S603 - as above
            [options.schemathesis, "--version"], check=True, capture_output=True, text=True
        ).stdout.split()[-1]
        figures = {"version": version, "failures": failures, "prism": differences, "known": len(PRISM_FINDINGS)}
        options.figures.write_text(json.dumps(figures), encoding="utf-8")
    return int(bool(failures or differences))


if __name__ == "__main__":
    sys.exit(main())
