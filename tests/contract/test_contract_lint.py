"""The linter of the contract is pinned, and its lock file can be installed from any registry."""

import json
from pathlib import Path
from typing import Any

LINT = Path(__file__).parents[2] / "openapi" / "lint"
PACKAGE: dict[str, Any] = json.loads(LINT.joinpath("package.json").read_text(encoding="utf-8"))
LOCK: dict[str, Any] = json.loads(LINT.joinpath("package-lock.json").read_text(encoding="utf-8"))


def test_linter_is_pinned_to_one_release() -> None:
    assert PACKAGE["devDependencies"] == {"@redocly/cli": "2.77.0"}
    assert LOCK["packages"][""]["devDependencies"] == PACKAGE["devDependencies"]


def test_lock_names_no_download_address() -> None:
    packages = {name: package for name, package in LOCK["packages"].items() if name}
    assert packages
    assert all(package["integrity"] and "resolved" not in package for package in packages.values())


def test_npm_is_configured_to_omit_addresses_from_the_lock() -> None:
    settings = LINT.joinpath(".npmrc").read_text(encoding="utf-8").splitlines()
    assert "omit-lockfile-registry-resolved=true" in settings


def test_every_disabled_rule_has_a_reason_above_it() -> None:
    lines = LINT.joinpath("redocly.yaml").read_text(encoding="utf-8").splitlines()
    rules = lines.index("rules:")
    off = [number for number, line in enumerate(lines) if number > rules and line.endswith(": off")]
    assert off
    assert all(lines[number - 1].lstrip().startswith("# ") for number in off)
