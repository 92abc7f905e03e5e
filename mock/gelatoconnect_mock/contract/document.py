"""Reads the contract and derives the copy whose paths carry the server's base path, ``/api/{prefix}``."""

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.files import shipped

# What passes through a URL as it is: a prefix that needed escaping would be another path for each client.
_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")
_INTO_PATHS = re.compile(r'"#/paths/')


if TYPE_CHECKING:
    _SafeLoader = yaml.SafeLoader
else:
    # The one in C, where it was built: seven times as fast on the contract.
    _SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class _CoreSchemaLoader(_SafeLoader):
    """Reads scalars as YAML 1.2's core schema does, as every OpenAPI tool reads them.

    The library's own rules are those of YAML 1.1, by which a country ``NO`` is false and a time stamp a date object.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - the library's own name


for _tag, _pattern, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?[0-9]+", list("-+0123456789")),
    ("float", r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", list("-+.0123456789")),
):
    _CoreSchemaLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"(?:{_pattern})$"), _first)
# A leading zero made a number octal in YAML 1.1.
_CoreSchemaLoader.add_constructor("tag:yaml.org,2002:int", lambda _loader, node: int(node.value))


def contract_file() -> Path:
    """Return the path of the contract: the copy in an installed wheel, else the checkout's own file."""
    return shipped("gelatoconnect.yaml", in_checkout="openapi/gelatoconnect.yaml")


def load_contract(file: Path | None = None) -> dict[str, Any]:
    """Return the contract as plain data, scalars read as YAML 1.2's core schema has them.

    ``file`` is another contract to read in its place. Raises UserError where it cannot be read or describes no paths.
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
    """Return ``prefix`` if it can stand in a path unescaped; raise UserError if not."""
    if not _PREFIX.fullmatch(prefix):
        raise UserError(
            f"The prefix {prefix!r} cannot stand in a path: use letters, digits and . _ ~ -, "
            "beginning with a letter or digit, 64 at most."
        )
    return prefix


def with_prefix(contract: dict[str, Any], prefix: str) -> dict[str, Any]:
    """Return a copy of the contract that serves ``/api/{prefix}/order`` where the contract has ``/order``.

    Only ``paths`` and ``servers`` differ: the base path has moved from the server into the paths.
    Raises UserError for a prefix that cannot stand in a path, and for a reference into ``paths``, which would break.
    """
    mount = f"/api/{checked_prefix(prefix)}"
    if _INTO_PATHS.search(json.dumps(contract)):
        raise UserError(
            "The contract refers to one of its own paths ($ref or operationRef): refer to components instead."
        )
    paths = {f"{mount}{path}": item for path, item in contract["paths"].items()}
    return {**contract, "servers": [{"url": "/"}], "paths": paths}


def as_json(contract: dict[str, Any]) -> str:
    """Return the contract as JSON text, in ASCII, the same bytes for the same contract."""
    return json.dumps(contract, separators=(",", ":"))
