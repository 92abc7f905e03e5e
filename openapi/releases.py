"""Compare the contract with its last release: report each change that `info.version` does not admit.

Run it with a Python that has PyYAML, on a machine with Node. `releases.py` checks. `releases.py record` also copies the
contract to `released/`, where no file ever changes, and records its digest. `nox -s lint_contract` and `nox -s
release_contract` run them.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import digests
import yaml

HERE = Path(__file__).resolve().parent
CONTRACT = HERE / "gelatoconnect.yaml"
RELEASED = HERE / "released"
REDOCLY = HERE / "lint/node_modules/@redocly/cli/bin/cli.js"
# Every enum of a response also admits any string, so a new value breaks no client.
NO_BREAK = ("enum-values-added",)
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


class ReleaseError(Exception):
    """The contract cannot be compared or recorded; the message says why and what to do."""


class Version(NamedTuple):
    """A version of the contract, as in 0.1.0."""

    major: int
    minor: int
    patch: int

    @classmethod
    def read(cls, text: object, where: str) -> Version:
        """Return the version that a text names; raise ReleaseError if it is not three numbers."""
        parts = str(text).split(".")
        if len(parts) != len(cls._fields) or not all(part.isascii() and part.isdigit() for part in parts):
            raise ReleaseError(f"{where} must be three numbers, as in 0.2.0; it is {text!r}.")
        return cls(*map(int, parts))

    def after(self, impact: str) -> Version:
        """Return the lowest version that admits a change; while it is 0.x, the second number acts as the first."""
        if impact == "major":
            return Version(self.major + 1, 0, 0) if self.major else Version(0, self.minor + 1, 0)
        if impact == "minor" and self.major:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)

    def __str__(self) -> str:
        return ".".join(map(str, self))


class Change(NamedTuple):
    """One difference from the release: its impact ("major" breaks clients), a sentence about it, and its place."""

    impact: str
    sentence: str
    place: str

    def __str__(self) -> str:
        return f"{'breaks' if self.impact == 'major' else 'changes'} {self.place}: {self.sentence}"


def read_version(contract: Path) -> Version:
    """Return the `info.version` of a contract."""
    return Version.read(_read(contract).get("info", {}).get("version"), f"info.version of {contract.name}")


def last_release(folder: Path = RELEASED) -> Path | None:
    """Return the released contract of the highest version, or None if there is no release."""
    releases = [(Version.read(path.stem, f"The name of {path.name}"), path) for path in folder.glob("*.yaml")]
    return max(releases)[1] if releases else None


def compare(released: Path, contract: Path) -> list[Change]:
    """Return the changes between a release and a contract, breaking ones first; raise ReleaseError if Redocly fails."""
    node = shutil.which("node")
    if node is None or not REDOCLY.exists():
        raise ReleaseError("Redocly is not installed. Run: python3 noxfile.py lint_contract")
    command = [node, str(REDOCLY), "diff", str(released.resolve()), str(contract.resolve()), "--format", "json"]
    command += ["--fail-on", "none", *(f"--skip-rule={rule}" for rule in NO_BREAK)]
    # Redocly's lint settings silently disable rules of diff, so it runs in a folder without settings.
    finished = subprocess.run(  # noqa: S603 - every argument is our own
        command, check=False, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **QUIET}, cwd=HERE
    )
    try:
        found = [_change(one) for one in json.loads(finished.stdout)["changes"]]
    except (ValueError, KeyError, TypeError):
        # Redocly prints notices in a box, then the error, then a stack trace: keep the error.
        said = finished.stderr.rpartition("╝")[2].partition("\n    at ")[0]
        said = " ".join(said.split()) or "it gave no report"
        raise ReleaseError(f"Redocly cannot compare {contract.name} with {released.name}: {said}") from None
    return sorted(found, key=lambda change: (change.impact != "major", change.place))


def find_violations(contract: Path = CONTRACT, folder: Path = RELEASED) -> list[str]:
    """Return why a contract may not follow its last release, one line each; empty if it may."""
    own, altered, released = read_version(contract), digests.find_violations(folder), last_release(folder)
    if altered:
        return altered
    if released is None:
        return [f"{folder.name}/ holds no release. Run: python3 noxfile.py release_contract"]
    last = read_version(released)
    if str(last) != released.stem:
        return [f"{folder.name}/{released.name} holds version {last}: its name must be its version."]
    if _read(released) == _read(contract) and own == last:
        return []
    found = compare(released, contract)
    breaking = [change for change in found if change.impact == "major"]
    impact = next((name for name in ("major", "minor") if any(change.impact == name for change in found)), "patch")
    least = last.after(impact)
    if own >= least:
        return []
    kind = "breaks" if breaking else "differs from"
    need = "a breaking change needs" if breaking else "any change needs"
    return [
        f"{contract.name} {kind} the released version {last}, and its info.version is {own}; {need} {least} or later.",
        *(f"  {change}" for change in (breaking or found)),
        f"Undo what was not meant, or set info.version to {least} and run: python3 noxfile.py generate",
    ]


def record(contract: Path = CONTRACT, folder: Path = RELEASED) -> Path:
    """Copy a contract to `released/` under its version; raise ReleaseError if that version is released."""
    target = folder / f"{read_version(contract)}.yaml"
    if target.exists() or target.name in digests.read_digests(folder):
        raise ReleaseError(f"{target.name} is released and never changes again: set info.version to a later one.")
    folder.mkdir(exist_ok=True)
    shutil.copyfile(contract, target)
    digests.record(target)
    return target


def main(arguments: list[str] | None = None) -> int:
    """Check the contract against its last release, or record a release; return 0 if all is well, 1 for a violation."""
    parser = argparse.ArgumentParser(description="Compare the contract with its last release.")
    parser.add_argument("task", nargs="?", choices=["check", "record"], default="check")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the contract to check")
    parser.add_argument("--released", type=Path, default=RELEASED, help="the folder of released contracts")
    options = parser.parse_args(arguments)
    try:
        first = options.task == "record" and last_release(options.released) is None
        found = (
            digests.find_violations(options.released) if first else find_violations(options.contract, options.released)
        )
        if not found and options.task == "record":
            print(f"Released as {record(options.contract, options.released)}")
    except ReleaseError as error:
        found = [str(error)]
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def _read(path: Path) -> dict[str, Any]:
    try:
        contract = yaml.load(path.read_text(encoding="utf-8"), LOADER)  # noqa: S506 - a safe one
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ReleaseError(f"{path.name} is no readable YAML; correct it: {' '.join(str(error).split())}") from None
    if not isinstance(contract, dict):
        raise ReleaseError(f"{path.name} is no OpenAPI description: it must be a mapping.")
    return contract


def _change(reported: dict[str, Any]) -> Change:
    """Read one change of Redocly's report, by its first reason if it gives one."""
    reasons = [verdict for verdict in reported["verdicts"] if verdict["impact"] == reported["impact"]]
    spot = reasons[0]["location"] if reasons else (reported.get("revision") or reported["base"])
    place = spot["pointer"].removeprefix("#")
    if reasons:
        return Change(reported["impact"], " ".join(reason["message"] for reason in reasons), place)
    holder, _, name = place.rpartition("/")
    if reported["kind"] == "removed" and holder.endswith("/properties"):
        # Redocly allows a request to lose a field, since servers accept unknown ones. But the client's model loses it.
        return Change("major", f"Property `{name}` was removed.", place)
    subject = f"`{reported['property']}`" if "property" in reported else "It"
    return Change(reported["impact"], f"{subject} was {reported['kind']}.", place)


if __name__ == "__main__":
    sys.exit(main())
