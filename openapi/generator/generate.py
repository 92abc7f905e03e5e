"""Write what is generated from the contract, or check that the committed files are what the contract gives.

Run it with the Python that has openapi-python-client and ruff installed; `nox -s generate` and `nox -s check_generated`
do. It works from any directory, and settings of the user do not change what it writes.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import rewriting
import rules
import sandbox_rules
import typed_dicts
from rewriting.source import RuleError

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONTRACT = ROOT / "openapi" / "gelatoconnect.yaml"
# What is written: one package, and two files of packages that are otherwise written by hand.
PACKAGE = ROOT / "generated" / "gelatoconnect_api"
TYPES = ROOT / "wrapper" / "gelatoconnect" / "types.py"
SANDBOX_RULES = ROOT / "mock" / "gelatoconnect_mock" / "contract" / "contract.json"
# Running the package leaves these behind. They are no part of the comparison.
IGNORED = "__pycache__"
RUFF = [sys.executable, "-m", "ruff"]
# Isolated: neither the user's settings nor this repository's may shape the output.
RUFF_SETTINGS = ["--quiet", "--isolated", "--no-cache", "--target-version", "py311", "--line-length", "120"]


class GenerationError(Exception):
    """The client cannot be generated; the message says why and what to do."""


def generate(target: Path) -> None:
    """Write the client of the contract to `target`, a folder that does not exist yet.

    Byte for byte the same on every run with the same pinned generator and formatter. Raises GenerationError if a tool
    is missing, the contract is not understood, a rewriting rule does not fit, or the generator would leave something
    out.
    """
    _run_generator(target)
    _rewrite(target)
    _write_rules(target)
    (target / "py.typed").touch()
    _format(target)


def typed_dicts_text() -> str:
    """Return the text of `gelatoconnect/types.py`; raise GenerationError if the contract has no types for a body."""
    try:
        text = typed_dicts.compile_typed_dicts(_contract())
    except typed_dicts.UnknownShape as error:
        raise GenerationError(f"{CONTRACT} has a request body without types: {error}.") from None
    with tempfile.TemporaryDirectory(prefix="gelatoconnect-generate-") as scratch:
        target = Path(scratch) / TYPES.name
        target.write_text(text, encoding="utf-8")
        _format(target)
        return target.read_text(encoding="utf-8")


def sandbox_rules_text() -> str:
    """Return the text of the sandbox's `contract.json`."""
    return sandbox_rules.compile_sandbox_rules(_contract())


def bring_into_step(expected: Path, actual: Path) -> None:
    """Make the files of `actual` those of `expected`; equal files stay untouched, so that nothing else notices."""
    for name in _files(actual) - _files(expected):
        (actual / name).unlink()
    for name in _files(expected):
        target, content = actual / name, (expected / name).read_bytes()
        if not target.is_file() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def differences(expected: Path, actual: Path) -> list[str]:
    """Name each file in which `actual` differs from `expected`, one sentence each, sorted by path."""
    wanted, found = _files(expected), _files(actual)
    lines = []
    for name in sorted(wanted | found):
        if name not in found:
            lines.append(f"{name} is missing.")
        elif name not in wanted:
            lines.append(f"{name} does not come from the contract.")
        elif (expected / name).read_bytes() != (actual / name).read_bytes():
            lines.append(f"{name} differs from what the contract gives.")
    return lines


def main(arguments: list[str] | None = None) -> int:
    """Write the files, or with `--check` compare them; return 0 if all is well, 1 for stale files, 2 for a failure."""
    parser = argparse.ArgumentParser(description="Generate the client from openapi/gelatoconnect.yaml.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a committed file is stale")
    options = parser.parse_args(arguments)
    stale: list[str] = []
    # A failed run must leave the committed files as they were, so all of it is made aside first.
    with tempfile.TemporaryDirectory(prefix="gelatoconnect-generate-") as scratch:
        fresh = Path(scratch) / PACKAGE.name
        try:
            generate(fresh)
            files = {TYPES: typed_dicts_text(), SANDBOX_RULES: sandbox_rules_text()}
        except GenerationError as error:
            print(error, file=sys.stderr)
            return 2
        if options.check:
            stale += [f"generated/gelatoconnect_api/{line}" for line in differences(fresh, PACKAGE)]
        else:
            bring_into_step(fresh, PACKAGE)
    for path, text in files.items():
        if not options.check:
            path.write_text(text, encoding="utf-8")
        elif not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(f"{path.relative_to(ROOT).as_posix()} differs from what the contract gives.")
    for line in stale:
        print(f"{line} Run: nox -s generate", file=sys.stderr)
    return 1 if stale else 0


def _run_generator(target: Path) -> None:
    for module in ("openapi_python_client", "ruff", "yaml"):
        if importlib.util.find_spec(module) is None:
            raise GenerationError(f"{sys.executable} has no {module}; run `nox -s generate`, which installs it.")
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(CONTRACT)]
    command += ["--output-path", str(target), "--meta", "none", "--overwrite", "--fail-on-warning"]
    command += ["--config", str(HERE / "config.yaml")]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    finished = subprocess.run(  # noqa: S603 - every argument is our own
        command, check=False, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=target.parent
    )
    if finished.returncode != 0:
        said = " ".join((finished.stdout + finished.stderr).split("If you believe", maxsplit=1)[0].split())
        raise GenerationError(f"The generator refuses {CONTRACT}; correct what it names: {said}")


def _rewrite(package_dir: Path) -> None:
    try:
        rewriting.rewrite(package_dir)
    except RuleError as error:
        raise GenerationError(str(error)) from None
    for addition in sorted((HERE / "additions").glob("*.py")):
        shutil.copyfile(addition, package_dir / addition.name)


def _write_rules(package_dir: Path) -> None:
    try:
        rules.write(_contract(), package_dir)
    except rules.UnknownKeyword as error:
        raise GenerationError(f"The client cannot validate by {CONTRACT}: {error}.") from None


def _format(path: Path) -> None:
    """Sort the imports, drop unused ones and format what lies at a path."""
    for task in (["check", "--fix", "--select", "E,F,I,UP", "--ignore", "E501"], ["format"]):
        command = [*RUFF, *task, *RUFF_SETTINGS, str(path)]
        finished = subprocess.run(command, check=False, capture_output=True, text=True, encoding="utf-8")  # noqa: S603
        if finished.returncode != 0:
            said = " ".join((finished.stdout + finished.stderr).split())
            raise GenerationError(f"ruff finds a fault in what was generated; correct the rule that wrote it: {said}")


def _contract() -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - `_run_generator` reports it in one line if it is missing

    contract: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return contract


def _files(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if IGNORED not in path.parts}


if __name__ == "__main__":
    sys.exit(main())
