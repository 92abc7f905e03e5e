"""Validate the evidence marks of the contract: each place needs a valid mark, each source must support one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from marked_places import all_places, schemas_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from marked_places import Place

LEVELS = ("documented", "observed", "sibling", "inferred")
KINDS = ("connect", "client", "sibling", "standard")
# A level claims where something was seen, so at least one source must be of that kind.
KIND_OF_LEVEL = {"documented": "connect", "observed": "client", "sibling": "sibling"}


def find_violations(contract: Mapping[str, Any]) -> list[str]:
    """Return one sentence for each violation, beginning with its JSON pointer; empty if all is well."""
    legend: dict[str, dict[str, str]] = contract["info"].get("x-evidence-sources", {})
    places = all_places(contract)
    found = [f"{place.pointer} {fault}" for place in places for fault in _mark_violations(place.mark, legend)]
    found += _legend_violations(contract, legend, places)
    for pointer, schema in schemas_of(contract):
        missing = set(schema.get("enum", ())) ^ set(schema.get("x-evidence-values", ()))
        if missing:
            names = ", ".join(sorted(map(str, missing)))
            found.append(f"{pointer} has enum and x-evidence-values that differ in: {names}.")
    return sorted(found)


def _mark_violations(mark: object, legend: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
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


def _legend_violations(
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
