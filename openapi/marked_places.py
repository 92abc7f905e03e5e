"""Every place of the contract that must carry an evidence mark, with its JSON pointer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

METHODS = ("get", "put", "post", "delete", "patch")


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the contract that must carry an evidence mark: its JSON pointer and the mark it has."""

    pointer: str
    mark: Any

    @property
    def level(self) -> str:
        """Return the level of the mark, or "unmarked"."""
        return str(self.mark.get("level", "unmarked")) if isinstance(self.mark, dict) else "unmarked"


def operations_of(contract: Mapping[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    """Return each operation by its id, with its JSON pointer."""
    return {
        path[method]["operationId"]: (f"/paths/{_escaped(name)}/{method}", path[method])
        for name, path in contract["paths"].items()
        for method in METHODS
        if method in path
    }


def ways_in(contract: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the server's variables, the key, the parameters and the headers."""
    for number, server in enumerate(contract["servers"]):
        for name, variable in server.get("variables", {}).items():
            yield Place(f"/servers/{number}/variables/{name}", variable.get("x-evidence"))
    for kind in ("securitySchemes", "parameters", "headers"):
        yield from marked_components(contract["components"], kind)


def marked_components(components: Mapping[str, Any], kind: str) -> Iterator[Place]:
    """Yield the components of one kind."""
    for name, part in components.get(kind, {}).items():
        yield Place(f"/components/{kind}/{name}", part.get("x-evidence"))


def answers_of(pointer: str, operation: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the responses that an operation defines itself."""
    for status, answer in operation["responses"].items():
        if "$ref" not in answer:
            yield Place(f"{pointer}/responses/{status}", answer.get("x-evidence"))


def all_places(contract: Mapping[str, Any]) -> list[Place]:
    """Return every place of the contract that must carry a mark."""
    places = list(ways_in(contract)) + list(marked_components(contract["components"], "responses"))
    for pointer, operation in operations_of(contract).values():
        places.append(Place(pointer, operation.get("x-evidence")))
        places += answers_of(pointer, operation)
    for pointer, schema in schemas_of(contract):
        places += [*properties_of(pointer, schema), *values_of(pointer, schema), *advisories_of(pointer, schema)]
    return places


def schemas_of(contract: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every schema of the contract at any depth, except the schemas inside advisories."""
    for name, schema in contract["components"]["schemas"].items():
        yield from nested(f"/components/schemas/{name}", schema)


def nested(pointer: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield a schema and every schema inside it, each with its JSON pointer."""
    yield pointer, schema
    for name, inner in schema.get("properties", {}).items():
        yield from nested(f"{pointer}/properties/{_escaped(name)}", inner)
    for keyword in ("oneOf", "anyOf", "allOf"):
        for number, inner in enumerate(schema.get(keyword, ())):
            yield from nested(f"{pointer}/{keyword}/{number}", inner)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from nested(f"{pointer}/{keyword}", schema[keyword])


def properties_of(pointer: str, schema: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the properties of one schema."""
    for name, inner in schema.get("properties", {}).items():
        yield Place(f"{pointer}/properties/{_escaped(name)}", inner.get("x-evidence"))


def values_of(pointer: str, schema: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the marked values of one schema's enum."""
    for value, mark in schema.get("x-evidence-values", {}).items():
        yield Place(f"{pointer}/x-evidence-values/{_escaped(str(value))}", mark)


def advisories_of(pointer: str, schema: Mapping[str, Any]) -> Iterator[Place]:
    """Yield the advisories of one schema."""
    for number, advisory in enumerate(schema.get("x-advisory", ())):
        yield Place(f"{pointer}/x-advisory/{number}", advisory.get("evidence"))


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
