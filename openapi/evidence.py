"""Count the evidence for each part of the contract, for docs/proofs.md; fail if a part has no valid evidence mark.

Run it with a Python that has PyYAML. `evidence.py` rewrites the table in openapi/README.md, `evidence.py --check` only
compares it. Both take other Markdown files that hold the table.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from marked_places import (
    Place,
    advisories_of,
    all_places,
    answers_of,
    marked_components,
    nested,
    operations_of,
    properties_of,
    schemas_of,
    values_of,
    ways_in,
)
from marks import LEVELS, find_violations

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HERE = Path(__file__).resolve().parent
CONTRACT = HERE / "gelatoconnect.yaml"
README = HERE / "README.md"
BEGIN = "<!-- evidence table: begin (written by openapi/evidence.py) -->"
END = "<!-- evidence table: end -->"
# The loader in C takes a tenth of the time; PyYAML may be built without it.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_contract(path: Path = CONTRACT) -> dict[str, Any]:
    """Return the parsed contract; raise ValueError with one sentence if it is not YAML."""
    try:
        contract: dict[str, Any] = yaml.load(path.read_bytes(), LOADER)  # noqa: S506 - a safe one
    except yaml.YAMLError as error:
        raise ValueError(f"{path} is not YAML; correct it: {' '.join(str(error).split())}") from None
    return contract


def rows(contract: Mapping[str, Any]) -> dict[str, tuple[Place, ...]]:
    """Return the rows of the table, title and marked places: each part of the contract, some by operation, then all."""
    components = contract["components"]
    operations = operations_of(contract)
    sent = {name: _fields(contract, one.get("requestBody", {})) for name, (_, one) in operations.items()}
    answered = {name: _fields(contract, one["responses"]["200"]) for name, (_, one) in operations.items()}
    schemas = list(schemas_of(contract))
    found = {
        "Operations": [Place(pointer, one.get("x-evidence")) for pointer, one in operations.values()],
        "Server, key, parameters, headers": ways_in(contract),
        "Request fields": _merged(sent.values()),
        **{f"- sent by `{name}`": places for name, places in sent.items() if places},
        "Success responses": [place for pointer, one in operations.values() for place in answers_of(pointer, one)],
        "Success response fields": _merged(answered.values()),
        **{f"- returned by `{name}`": places for name, places in answered.items()},
        "Error responses": marked_components(components, "responses"),
        "Error response fields": _fields(contract, components.get("responses", {})),
        "Type and status values": [place for one in schemas for place in values_of(*one)],
        "Advisories": [place for one in schemas for place in advisories_of(*one)],
        "**All**": all_places(contract),
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
    """Return `text` with a new table between its two markers; raise ValueError if a marker is missing."""
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise ValueError(f"needs the lines {BEGIN} and {END}, once each and in this order.")
    return text.split(BEGIN, maxsplit=1)[0] + f"{BEGIN}\n\n{table(contract)}\n{END}" + text.split(END)[1]


def main(arguments: list[str] | None = None) -> int:
    """Write the table, or with `--check` compare it; return 0 if all is well, 1 for a violation or a stale table."""
    parser = argparse.ArgumentParser(description="Check the evidence marks of the contract and write their table.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a stale table")
    parser.add_argument("files", nargs="*", type=Path, default=[README], help="Markdown files that hold the table")
    options = parser.parse_args(arguments)
    try:
        contract = read_contract()
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    found = find_violations(contract)
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


def _fields(contract: Mapping[str, Any], part: object) -> tuple[Place, ...]:
    """Return every property that a request or a response can hold, at any depth, each once."""
    schemas = contract["components"]["schemas"]
    waiting, seen, places = [part], set[str](), list[Place]()
    while waiting:
        node = waiting.pop()
        if isinstance(node, dict):
            reference = str(node.get("$ref", ""))
            name = reference.removeprefix("#/components/schemas/")
            if name != reference and name not in seen:
                seen.add(name)
                for pointer, schema in nested(f"/components/schemas/{name}", schemas[name]):
                    places += properties_of(pointer, schema)
                    waiting.append(schema)
            waiting += [inner for key, inner in node.items() if key != "examples"]
        elif isinstance(node, list):
            waiting += node
    return _merged([places])


def _merged(groups: Iterable[Iterable[Place]]) -> tuple[Place, ...]:
    return tuple({place.pointer: place for group in groups for place in group}.values())


if __name__ == "__main__":
    sys.exit(main())
