# ruff: noqa: T201 - a program that speaks
"""Runs the pinned Schemathesis against a sandbox, all checks on, and says which declared answers it was given.

`python3 noxfile.py schemathesis` does it. Ends with Schemathesis' own exit code.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gelatoconnect_mock.contract import contract_file
from gelatoconnect_mock.sandbox.server import SandboxServer
from gelatoconnect_mock.sandbox.settings import Rules, Settings
from response_coverage import declared, in_words, seen


def main() -> int:
    """Run it, print what was seen, and return 0 where it found nothing."""
    parser = argparse.ArgumentParser(description="Run Schemathesis against the sandbox.")
    parser.add_argument("--schemathesis", required=True, help="the schemathesis program")
    parser.add_argument("--examples", type=int, default=100, help="examples of each operation and phase (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="what the examples are drawn from (%(default)s)")
    parser.add_argument("--figures", type=Path, help="write the figures to this JSON file")
    options = parser.parse_args()
    # Nothing is forgotten, so that every answer can be counted at the end.
    settings = Settings(seed=1, rules=Rules(rate_limit=None), journal_size=1_000_000)
    with SandboxServer(settings) as sandbox, tempfile.TemporaryDirectory() as folder:
        command = [
            shutil.which(options.schemathesis) or options.schemathesis, "run", str(contract_file()),
            "--url", sandbox.url, "--header", "X-API-KEY: test-key:test-secret", "--checks", "all",
            "--max-examples", str(options.examples), "--seed", str(options.seed), "--continue-on-failure", "--no-color",
        ]  # fmt: skip
        code = subprocess.run(command, check=False, cwd=folder).returncode  # noqa: S603 - every argument is our own
        calls = sandbox.call(lambda desk: [call for tenant in desk.tenants.values() for call in tenant.journal])
        calls += sandbox.call(lambda desk: list(desk.strays))
    answered = seen(calls)
    print(f"{len(calls)} requests; declared answers seen: {len(answered)} of {len(declared())}: {in_words(answered)}")
    broken = [violation for call in calls for violation in call.violations]
    if broken:
        print(f"The sandbox broke the contract {len(broken)} times: {broken[0]}")
    if options.figures:
        version = subprocess.run(  # noqa: S603 - as above
            [command[0], "--version"], check=True, capture_output=True, text=True
        ).stdout.split()[-1]
        figures = {"version": version, "requests": len(calls), "failures": int(code != 0)}
        options.figures.write_text(json.dumps(figures), encoding="utf-8")
    return code or bool(broken)


if __name__ == "__main__":
    sys.exit(main())
