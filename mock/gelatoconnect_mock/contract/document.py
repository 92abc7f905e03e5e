"""The contract as a document, and a copy of it whose paths include the base path, ``/api/{prefix}``."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.files import shipped

# Characters that a URL carries unescaped. Clients would not agree on how to escape any other.
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
_REFERENCE_TO_PATHS = re.compile(r'"#/paths/')


if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    # The loader in C, if PyYAML has it: seven times as fast on the contract.
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CoreSchemaLoader(_SafeLoader):
    """A loader that reads scalars by YAML 1.2's core schema, as every OpenAPI tool does.

    PyYAML follows YAML 1.1: it reads the country ``NO`` as false and a timestamp as a date object.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - PyYAML's name


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _CoreSchemaLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)
# In YAML 1.1 a leading zero makes a number octal.
_CoreSchemaLoader.add_constructor("tag:yaml.org,2002:int", lambda _loader, node: int(node.value))


def contract_file() -> Path:
    """Return the path of the contract: the copy in an installed wheel, else the file of the checkout."""
    return shipped("gelatoconnect.yaml", in_checkout="openapi/gelatoconnect.yaml")


def load_contract(file: Path | None = None) -> dict[str, Any]:
    """Return the contract as plain data.

    Args:
        file: Another OpenAPI document to read instead of the shipped contract.

    Raises:
        UserError: The file cannot be read, is not YAML, or describes no paths.
    """
    file = file or contract_file()
    try:
        document = yaml.load(file.read_text(encoding="utf-8"), Loader=_CoreSchemaLoader)  # noqa: S506 - a SafeLoader
    except OSError as error:
        raise UserError(f"The contract {file} cannot be read: {error.strerror or error}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        where = " ".join(str(error).split())
        raise UserError(f"The contract {file} is not YAML: {where}.") from error
    if not isinstance(document, dict) or not isinstance(document.get("paths"), dict) or not document["paths"]:
        raise UserError(f"The contract {file} describes no paths: give an OpenAPI document.")
    return document


def checked_prefix(prefix: str) -> str:
    """Return ``prefix`` if a path can contain it unescaped; raise UserError if not."""
    if not _PREFIX.fullmatch(prefix):
        raise UserError(
            f"The prefix {prefix!r} cannot stand in a path: use at most 64 letters, digits and . _ ~ -, "
            "and begin with a letter or digit."
        )
    return prefix


def with_prefix(contract: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return a copy of the contract whose paths begin with ``/api/{prefix}``.

    Only ``paths`` and ``servers`` differ: the base path moves from the server into the paths.

    Raises:
        UserError: The prefix needs escaping, or the contract refers to one of its own paths, which would break.
    """
    mount = f"/api/{checked_prefix(prefix)}"
    if _REFERENCE_TO_PATHS.search(json.dumps(contract)):
        raise UserError(
            "The contract refers to one of its own paths ($ref or operationRef): refer to components instead."
        )
    paths = {f"{mount}{path}": item for path, item in contract["paths"].items()}
    return {**contract, "servers": [{"url": "/"}], "paths": paths}


def as_json(contract: dict[str, Any]) -> str:
    """Return the contract as JSON in ASCII: the same bytes for the same contract."""
    return json.dumps(contract, separators=(",", ":"))
