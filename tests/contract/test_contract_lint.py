"""The linter of the contract is pinned, its lock file can be installed from any registry, and each rule refuses."""

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import releases
import yaml

LINT = Path(__file__).parents[2] / "openapi" / "lint"
CONTRACT = LINT.parent / "gelatoconnect.yaml"
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


def remove_operation_id(contract: dict[str, Any]) -> None:
    del contract["paths"]["/search"]["post"]["operationId"]


def repeat_operation_id(contract: dict[str, Any]) -> None:
    contract["paths"]["/{orderId}"]["put"]["operationId"] = "getOrder"


def remove_client_errors(contract: dict[str, Any]) -> None:
    responses = contract["paths"]["/{orderId}/cancel"]["post"]["responses"]
    for status in [status for status in responses if status.startswith("4")]:
        del responses[status]


def add_ambiguous_path(contract: dict[str, Any]) -> None:
    get = contract["paths"]["/{orderId}"]["get"]
    other = {**get, "operationId": "other"}
    contract["paths"]["/{other}"] = {"get": {**other, "parameters": [
        {"name": "other", "in": "path", "required": True, "schema": {"type": "string"}}
    ]}}  # fmt: skip


def add_unused_component(contract: dict[str, Any]) -> None:
    contract["components"]["schemas"]["Unused"] = {"type": "string"}


def break_schema_example(contract: dict[str, Any]) -> None:
    contract["components"]["schemas"]["PrintFile"]["properties"]["url"]["examples"] = [7]


def break_response_example(contract: dict[str, Any]) -> None:
    contract["components"]["examples"]["SubmitSeed"]["value"]["currency"] = 7


def remove_license(contract: dict[str, Any]) -> None:
    del contract["info"]["license"]


def remove_tag_description(contract: dict[str, Any]) -> None:
    del contract["tags"][0]["description"]


BREAKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "operation-operationId": remove_operation_id,
    "operation-operationId-unique": repeat_operation_id,
    "operation-4xx-response": remove_client_errors,
    "no-ambiguous-paths": add_ambiguous_path,
    "no-unused-components": add_unused_component,
    "no-invalid-schema-examples": break_schema_example,
    "no-invalid-media-type-examples": break_response_example,
    "info-license": remove_license,
    "tag-description": remove_tag_description,
}
"""A change of the contract that each rule refuses."""


def linted(contract: dict[str, Any], file: Path) -> dict[str, str]:
    """Return the severity of each rule that a contract breaks."""
    file.write_text(yaml.dump(contract, Dumper=yaml.CSafeDumper, sort_keys=False), encoding="utf-8")
    command = ["node", str(releases.REDOCLY), "lint", str(file), "--config", str(LINT / "redocly.yaml")]
    finished = subprocess.run(  # noqa: S603 - our own
        [*command, "--format", "json"],
        check=False,
        capture_output=True,
        text=True,
        env={**os.environ, **releases.QUIET},
    )
    return {one["ruleId"]: one["severity"] for one in json.loads(finished.stdout)["problems"]}


@pytest.fixture(scope="module")
def broken(redocly_installed: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:  # noqa: ARG001
    """The severities of the rules that a contract with every break violates."""
    contract = yaml.load(CONTRACT.read_bytes(), yaml.CSafeLoader)
    for change in BREAKS.values():
        change(contract)
    return linted(contract, tmp_path_factory.mktemp("lint") / "contract.yaml")


@pytest.mark.parametrize("rule", BREAKS)
def test_each_rule_refuses_a_contract_that_breaks_it(broken: dict[str, str], rule: str) -> None:
    assert broken[rule] == "error"


def test_every_rule_that_is_set_to_error_has_a_case() -> None:
    rules = yaml.safe_load(LINT.joinpath("redocly.yaml").read_text(encoding="utf-8"))["rules"]
    errors = {name for name, value in rules.items() if value == "error" or isinstance(value, dict)}
    assert errors == BREAKS.keys()


@pytest.mark.whole
@pytest.mark.usefixtures("redocly_installed")
def test_contract_itself_breaks_no_rule(tmp_path: Path) -> None:
    assert linted(yaml.load(CONTRACT.read_bytes(), yaml.CSafeLoader), tmp_path / "contract.yaml") == {}
