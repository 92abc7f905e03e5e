"""Writes what is generated from the contract, the client and the sandbox's rules, or checks the committed ones.

Run it with the Python that has openapi-python-client and ruff installed; `nox -s generate` and `nox -s check_generated`
do. It works from any directory, and no settings of the user's own change what it writes.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import rules
import sandbox_rules

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CONTRACT = ROOT / "openapi" / "gelatoconnect.yaml"
PACKAGE = ROOT / "generated" / "gelatoconnect_api"
SANDBOX_RULES = ROOT / "mock" / "gelatoconnect_mock" / "sandbox" / "contract.json"
# Left behind by running the package; never written by the generator, so never part of the comparison.
IGNORED = "__pycache__"


class GenerationError(Exception):
    """The client cannot be generated; the message says why and what to do."""


def generate(package_dir: Path) -> None:
    """Write the client of the contract to `package_dir`, touching only files that are not what they should be.

    Byte for byte the same on every run with the same pinned generator and formatter. Raises GenerationError where a
    tool is missing, the contract is not understood, or the generator would leave something out.
    """
    with tempfile.TemporaryDirectory(prefix="gelatoconnect-generate-") as scratch:
        # Made aside, so that a failed run leaves the committed client as it was.
        fresh = Path(scratch) / PACKAGE.name
        _run_generator(fresh)
        _write_rules(fresh)
        (fresh / "py.typed").touch()
        bring_into_step(fresh, package_dir)


def bring_into_step(expected: Path, actual: Path) -> None:
    """Make the files of `actual` those of `expected`: equal files stay untouched, so that nothing else notices."""
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
    """Write the client, or with `--check` compare it; return 0 for good, 1 for stale, 2 for failed."""
    parser = argparse.ArgumentParser(description="Generate the client from openapi/gelatoconnect.yaml.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail if the committed client is stale")
    options = parser.parse_args(arguments)
    try:
        if not options.check:
            generate(PACKAGE)
            SANDBOX_RULES.write_text(_sandbox_rules(), encoding="utf-8")
            return 0
        with tempfile.TemporaryDirectory(prefix="gelatoconnect-check-") as scratch:
            fresh = Path(scratch) / PACKAGE.name
            generate(fresh)
            stale = [f"generated/gelatoconnect_api/{line}" for line in differences(fresh, PACKAGE)]
        if not SANDBOX_RULES.is_file() or SANDBOX_RULES.read_text(encoding="utf-8") != _sandbox_rules():
            stale.append(f"{SANDBOX_RULES.relative_to(ROOT).as_posix()} differs from what the contract gives.")
    except GenerationError as error:
        print(error, file=sys.stderr)
        return 2
    for line in stale:
        print(f"{line} Run: nox -s generate", file=sys.stderr)
    return 1 if stale else 0


def _run_generator(target: Path) -> None:
    command = [sys.executable, "-m", "openapi_python_client", "generate", "--path", str(CONTRACT)]
    command += ["--output-path", str(target), "--meta", "none", "--overwrite", "--fail-on-warning"]
    command += ["--config", str(HERE / "config.yaml"), "--custom-template-path", str(HERE / "templates")]
    for module in ("openapi_python_client", "ruff", "yaml"):
        if importlib.util.find_spec(module) is None:
            raise GenerationError(f"{sys.executable} has no {module}; run `nox -s generate`, which installs it.")
    # The hooks call ruff by name: they must find the pinned one, which lives beside this interpreter.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "PYTHONIOENCODING": "utf-8"}
    finished = subprocess.run(  # noqa: S603 - every argument is our own
        command, check=False, capture_output=True, text=True, encoding="utf-8", env=environment, cwd=target.parent
    )
    if finished.returncode != 0:
        said = " ".join((finished.stdout + finished.stderr).split("If you believe", maxsplit=1)[0].split())
        raise GenerationError(f"The generator refuses {CONTRACT}; correct what it names: {said}")


def _sandbox_rules() -> str:
    return sandbox_rules.compile_sandbox_rules(_contract())


def _write_rules(package_dir: Path) -> None:
    try:
        rules.write(_contract(), package_dir)
    except rules.UnknownKeyword as error:
        raise GenerationError(f"{CONTRACT} cannot be judged by the client: {error}.") from None


def _contract() -> dict[str, Any]:
    import yaml  # noqa: PLC0415 - only now is it known to be there

    contract: dict[str, Any] = yaml.safe_load(CONTRACT.read_text(encoding="utf-8"))
    return contract


def _files(folder: Path) -> set[str]:
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if IGNORED not in path.parts}


if __name__ == "__main__":
    sys.exit(main())
