"""Reads how well each part of the contract is known: names parts without a proper mark, counts marks for the README.

Run it with a Python that has PyYAML: `evidence.py` rewrites the table in openapi/README.md, `evidence.py --check` only
compares. Both take other Markdown files that hold the table instead.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

HERE = Path(__file__).resolve().parent
CONTRACT = HERE / "gelatoconnect.yaml"
README = HERE / "README.md"
BEGIN = "<!-- evidence table: begin (written by openapi/evidence.py) -->"
END = "<!-- evidence table: end -->"

LEVELS = ("documented", "observed", "sibling", "inferred")
METHODS = ("get", "put", "post", "delete", "patch")
KINDS = ("connect", "client", "sibling", "standard")
# A level is a claim about where something was seen, so one of its sources must be of that kind.
KIND_OF_LEVEL = {"documented": "connect", "observed": "client", "sibling": "sibling"}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the contract that must say how well it is known: a JSON pointer, and the mark found there."""

    pointer: str
    mark: Any

    @property
    def level(self) -> str:
        """The level of the mark, or "unmarked"."""
        return str(self.mark.get("level", "unmarked")) if isinstance(self.mark, dict) else "unmarked"


def read_contract(path: Path = CONTRACT) -> dict[str, Any]:
    """Return the parsed contract; raise ValueError, in one sentence, where it is no YAML."""
    try:
        contract: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML; correct it: {' '.join(str(error).split())}") from None
    return contract


def faults(contract: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each place without a proper mark, led by its JSON pointer; empty when all is well."""
    legend: dict[str, dict[str, str]] = contract["info"].get("x-evidence-sources", {})
    places = _all_places(contract)
    found = [f"{place.pointer} {fault}" for place in places for fault in _mark_faults(place.mark, legend)]
    found += _legend_faults(contract, legend, places)
    for pointer, schema in _schemas(contract):
        missing = set(schema.get("enum", ())) ^ set(schema.get("x-evidence-values", ()))
        if missing:
            names = ", ".join(sorted(map(str, missing)))
            found.append(f"{pointer} has enum and x-evidence-values that differ in: {names}.")
    return sorted(found)


def rows(contract: Mapping[str, Any]) -> dict[str, tuple[Place, ...]]:
    """Return the lines of the table, title and places: each part of the contract, some by operation, then all."""
    components = contract["components"]
    operations = _operations(contract)
    sent = {name: _fields(contract, one.get("requestBody", {})) for name, (_, one) in operations.items()}
    answered = {name: _fields(contract, one["responses"]["200"]) for name, (_, one) in operations.items()}
    schemas = list(_schemas(contract))
    found = {
        "Operations": [Place(pointer, one.get("x-evidence")) for pointer, one in operations.values()],
        "Server, key, parameters, headers": _ways_in(contract),
        "Request fields": _merged(sent.values()),
        **{f"- sent by `{name}`": places for name, places in sent.items() if places},
        "Success answers": [place for pointer, one in operations.values() for place in _answers(pointer, one)],
        "Success answer fields": _merged(answered.values()),
        **{f"- answered by `{name}`": places for name, places in answered.items()},
        "Error answers": _marked(components, "responses"),
        "Error answer fields": _fields(contract, components.get("responses", {})),
        "Type and status values": [place for one in schemas for place in _values(*one)],
        "Advisories": [place for one in schemas for place in _advisories(*one)],
        "**All**": _all_places(contract),
    }
    return {title: tuple(places) for title, places in found.items()}


def table(contract: Mapping[str, Any]) -> str:
    """Return the table "how much of this contract is documented, observed, sibling, inferred" as Markdown."""
    lines = [f"| Part | {' | '.join(LEVELS)} | all |", f"|---|{'--:|' * (len(LEVELS) + 1)}"]
    for title, places in rows(contract).items():
        count = Counter(place.level for place in places)
        share = " ({:.0%})" if title == "**All**" else ""
        cells = [
            f"{count[level]}{share.format(count[level] / len(places))}" if count[level] else "" for level in LEVELS
        ]
        lines.append(f"| {title} | {' | '.join(cells)} | {len(places)} |")
    return "\n".join(lines) + "\n"


def with_table(text: str, contract: Mapping[str, Any]) -> str:
    """Return `text` with the table between its two markers made new; raise ValueError where a marker is missing."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError(f"needs the lines {BEGIN} and {END}, once each and in this order.")
    return text.split(BEGIN, maxsplit=1)[0] + f"{BEGIN}\n\n{table(contract)}\n{END}" + text.split(END)[1]


def main(arguments: list[str] | None = None) -> int:
    """Write the table, or with `--check` compare it; return 0 for good, 1 for a fault or a stale table."""
    parser = argparse.ArgumentParser(description="Check the evidence marks of the contract and write their table.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a stale table")
    parser.add_argument("files", nargs="*", type=Path, default=[README], help="Markdown files that hold the table")
    options = parser.parse_args(arguments)
    try:
        contract = read_contract()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    found = faults(contract)
    for path in options.files:
        try:
            old = path.read_text(encoding="utf-8")
            new = with_table(old, contract)
        except (OSError, ValueError) as error:
            found.append(f"{path}: {error}")
            continue
        if options.check and new != old:
            found.append(f"{path} holds an old evidence table. Run: nox -s generate")
        elif new != old:
            path.write_text(new, encoding="utf-8")
    for line in found:
        print(line, file=sys.stderr)
    return 1 if found else 0


def _operations(contract: Mapping[str, Any]) -> dict[str, tuple[str, dict[str, Any]]]:
    return {
        path[method]["operationId"]: (f"/paths/{_escaped(name)}/{method}", path[method])
        for name, path in contract["paths"].items()
        for method in METHODS
        if method in path
    }


def _ways_in(contract: Mapping[str, Any]) -> Iterator[Place]:
    for number, server in enumerate(contract["servers"]):
        for name, variable in server.get("variables", {}).items():
            yield Place(f"/servers/{number}/variables/{name}", variable.get("x-evidence"))
    for kind in ("securitySchemes", "parameters", "headers"):
        yield from _marked(contract["components"], kind)


def _marked(components: Mapping[str, Any], kind: str) -> Iterator[Place]:
    for name, part in components.get(kind, {}).items():
        yield Place(f"/components/{kind}/{name}", part.get("x-evidence"))


def _answers(pointer: str, operation: Mapping[str, Any]) -> Iterator[Place]:
    for status, answer in operation["responses"].items():
        if "$ref" not in answer:
            yield Place(f"{pointer}/responses/{status}", answer.get("x-evidence"))


def _all_places(contract: Mapping[str, Any]) -> list[Place]:
    places = list(_ways_in(contract)) + list(_marked(contract["components"], "responses"))
    for pointer, operation in _operations(contract).values():
        places.append(Place(pointer, operation.get("x-evidence")))
        places += _answers(pointer, operation)
    for pointer, schema in _schemas(contract):
        places += [*_properties(pointer, schema), *_values(pointer, schema), *_advisories(pointer, schema)]
    return places


def _schemas(contract: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema of the contract at any depth; what an advisory tests is its own and not part of the contract."""
    for name, schema in contract["components"]["schemas"].items():
        yield from _nested(f"/components/schemas/{name}", schema)


def _nested(pointer: str, schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield pointer, schema
    for name, inner in schema.get("properties", {}).items():
        yield from _nested(f"{pointer}/properties/{_escaped(name)}", inner)
    for keyword in ("oneOf", "anyOf", "allOf"):
        for number, inner in enumerate(schema.get(keyword, ())):
            yield from _nested(f"{pointer}/{keyword}/{number}", inner)
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield from _nested(f"{pointer}/{keyword}", schema[keyword])


def _properties(pointer: str, schema: Mapping[str, Any]) -> Iterator[Place]:
    for name, inner in schema.get("properties", {}).items():
        yield Place(f"{pointer}/properties/{_escaped(name)}", inner.get("x-evidence"))


def _values(pointer: str, schema: Mapping[str, Any]) -> Iterator[Place]:
    for value, mark in schema.get("x-evidence-values", {}).items():
        yield Place(f"{pointer}/x-evidence-values/{_escaped(str(value))}", mark)


def _advisories(pointer: str, schema: Mapping[str, Any]) -> Iterator[Place]:
    for number, advisory in enumerate(schema.get("x-advisory", ())):
        yield Place(f"{pointer}/x-advisory/{number}", advisory.get("evidence"))


def _fields(contract: Mapping[str, Any], part: object) -> tuple[Place, ...]:
    """Every property that a request or an answer can hold, at any depth, each once."""
    schemas = contract["components"]["schemas"]
    waiting, seen, places = [part], set[str](), list[Place]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            reference = str(node.get("$ref", ""))
            name = reference.removeprefix("#/components/schemas/")
            if name != reference and name not in seen:
                seen.add(name)
                for pointer, schema in _nested(f"/components/schemas/{name}", schemas[name]):
                    places += _properties(pointer, schema)
                    waiting.append(schema)
            waiting += [inner for key, inner in node.items() if key != "examples"]
        elif isinstance(node, list):
            waiting += node
    return _merged([places])


def _merged(groups: Iterable[Iterable[Place]]) -> tuple[Place, ...]:
    return tuple({place.pointer: place for group in groups for place in group}.values())


def _mark_faults(mark: object, legend: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    if not isinstance(mark, dict) or set(mark) != {"level", "source"}:
        yield "needs an evidence mark with level and source, and nothing else."
        return
    level, tags = mark["level"], str(mark["source"]).split()
    kinds = {legend[tag].get("kind") for tag in tags if tag in legend}
    if level not in LEVELS:
        yield f"has the unknown level {level}; use {', '.join(LEVELS)}."
    for tag in tags:
        if tag not in legend:
            yield f"names the source {tag}, which x-evidence-sources does not list."
    if not tags or (level in KIND_OF_LEVEL and KIND_OF_LEVEL[level] not in kinds):
        yield f"is marked {level} and needs a source of the kind {KIND_OF_LEVEL.get(level, 'it is concluded from')}."


def _legend_faults(
    contract: Mapping[str, Any], legend: Mapping[str, Mapping[str, str]], places: list[Place]
) -> Iterator[str]:
    if tuple(contract["info"].get("x-evidence-levels", ())) != LEVELS:
        yield f"/info/x-evidence-levels must explain {', '.join(LEVELS)}, in this order."
    used = {tag for place in places if isinstance(place.mark, dict) for tag in str(place.mark.get("source")).split()}
    for tag, source in legend.items():
        if not source.get("title") or source.get("kind") not in KINDS:
            yield f"/info/x-evidence-sources/{tag} needs a title, and a kind out of {', '.join(KINDS)}."
        if not source.get("address", "https://").startswith("https://"):
            yield f"/info/x-evidence-sources/{tag} has an address that is not https."
        if tag not in used:
            yield f"/info/x-evidence-sources/{tag} is not the source of anything."


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")


if __name__ == "__main__":
    sys.exit(main())
