"""Holds the contract to its last release: names each change by its place, and judges whether `info.version` admits it.

Run it with a Python that has PyYAML, on a machine with Node: `releases.py` checks, `releases.py record` also keeps the
contract as it is now under `released/`, where no file is changed again, and its digest beside it. `nox -s
lint_contract` and `nox -s release_contract` do.
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
# An answer's enum stands beside `type: string`, so that a new value breaks no reader.
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
        """Return the version that a text names; raise ReleaseError where it is not three numbers."""
        parts = str(text).split(".")
        if len(parts) != len(cls._fields) or not all(part.isascii() and part.isdigit() for part in parts):
            raise ReleaseError(f"{where} must be three numbers, as in 0.2.0; it is {text!r}.")
        return cls(*map(int, parts))

    def after(self, impact: str) -> Version:
        """Return the least version that admits a change; while it is 0.x, the second number stands for the first."""
        if impact == "major":
            return Version(self.major + 1, 0, 0) if self.major else Version(0, self.minor + 1, 0)
        if impact == "minor" and self.major:
            return Version(self.major, self.minor + 1, 0)
        return Version(self.major, self.minor, self.patch + 1)

    def __str__(self) -> str:
        return ".".join(map(str, self))


class Change(NamedTuple):
    """One difference from the release: "major" where it breaks a user, what it is, and where it stands."""

    impact: str
    sentence: str
    place: str

    def __str__(self) -> str:
        return f"{'breaks' if self.impact == 'major' else 'changes'} {self.place}: {self.sentence}"


def version_of(contract: Path) -> Version:
    """Return the `info.version` of a contract."""
    return Version.read(_read(contract).get("info", {}).get("version"), f"info.version of {contract.name}")


def last_release(folder: Path = RELEASED) -> Path | None:
    """Return the released contract of the highest version, or None where nothing was released."""
    releases = [(Version.read(path.stem, f"The name of {path.name}"), path) for path in folder.glob("*.yaml")]
    return max(releases)[1] if releases else None


def changes(released: Path, contract: Path) -> list[Change]:
    """Return how a contract differs from a released one, what breaks first; raise ReleaseError if Redocly fails."""
    node = shutil.which("node")
    if node is None or not REDOCLY.exists():
        raise ReleaseError("Redocly is not installed. Run: python3 noxfile.py lint_contract")
    command = [node, str(REDOCLY), "diff", str(released.resolve()), str(contract.resolve()), "--format", "json"]
    command += ["--fail-on", "none", *(f"--skip-rule={rule}" for rule in NO_BREAK)]
    # Settings for lint switch the rules of diff off without a word, so it runs in a folder that holds none.
    finished = subprocess.run(  # noqa: S603 - every argument is our own
        command, check=False, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **QUIET}, cwd=HERE
    )
    try:
        found = [_change(one) for one in json.loads(finished.stdout)["changes"]]
    except (ValueError, KeyError, TypeError):
        # Below Redocly's notices stands what it met, and below that where in its own code.
        said = finished.stderr.rpartition("╝")[2].partition("\n    at ")[0]
        said = " ".join(said.split()) or "it gave no report"
        raise ReleaseError(f"Redocly cannot compare {contract.name} with {released.name}: {said}") from None
    return sorted(found, key=lambda change: (change.impact != "major", change.place))


def faults(contract: Path = CONTRACT, folder: Path = RELEASED) -> list[str]:
    """Return what forbids a contract beside what was released, one line each; empty when all is well."""
    own, altered, released = version_of(contract), digests.faults(folder), last_release(folder)
    if altered:
        return altered
    if released is None:
        return [f"{folder.name}/ holds no release. Run: python3 noxfile.py release_contract"]
    last = version_of(released)
    if str(last) != released.stem:
        return [f"{folder.name}/{released.name} holds version {last}: its name must be its version."]
    if _read(released) == _read(contract) and own == last:
        return []
    found = changes(released, contract)
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
    """Keep a contract under its version and return the file; raise ReleaseError where that version is taken."""
    target = folder / f"{version_of(contract)}.yaml"
    if target.exists() or target.name in digests.recorded(folder):
        raise ReleaseError(f"{target.name} is released and never changes again: set info.version to a later one.")
    folder.mkdir(exist_ok=True)
    shutil.copyfile(contract, target)
    digests.record(target)
    return target


def main(arguments: list[str] | None = None) -> int:
    """Check the contract against its last release, or record a release; return 0 for good, 1 for a fault."""
    parser = argparse.ArgumentParser(description="Hold the contract to its last release.")
    parser.add_argument("task", nargs="?", choices=["check", "record"], default="check")
    parser.add_argument("--contract", type=Path, default=CONTRACT, help="the contract to judge")
    parser.add_argument("--released", type=Path, default=RELEASED, help="the folder of released contracts")
    options = parser.parse_args(arguments)
    try:
        first = options.task == "record" and last_release(options.released) is None
        found = digests.faults(options.released) if first else faults(options.contract, options.released)
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
    """Read one change of Redocly's report: by the first reason it gives, where it gives one."""
    reasons = [verdict for verdict in reported["verdicts"] if verdict["impact"] == reported["impact"]]
    spot = reasons[0]["location"] if reasons else (reported.get("revision") or reported["base"])
    place = spot["pointer"].removeprefix("#")
    if reasons:
        return Change(reported["impact"], " ".join(reason["message"] for reason in reasons), place)
    holder, _, name = place.rpartition("/")
    if reported["kind"] == "removed" and holder.endswith("/properties"):
        # Redocly lets a request lose a field, for servers accept unknown ones; but the client's model loses it too.
        return Change("major", f"Property `{name}` was removed.", place)
    subject = f"`{reported['property']}`" if "property" in reported else "It"
    return Change(reported["impact"], f"{subject} was {reported['kind']}.", place)


if __name__ == "__main__":
    sys.exit(main())
