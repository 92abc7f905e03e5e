"""Rule: `additional_properties` becomes a keyword of every model's constructor, and each model copies it.

The generator excludes it from the constructor (`init=False`), so `attrs.evolve` loses the unknown fields of a model.
As a keyword, `attrs.evolve` passes it on. The copy keeps the two models apart: without it both would hold one dict.

A model that declares no field of its own takes it by position instead, as in `ProductVariant({"Size": "A4"})`. It
refuses anything but a mapping: `dict("L")` would raise an error that names neither the model nor what to pass.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rewriting.source import modules, not_needed

if TYPE_CHECKING:
    from pathlib import Path

FIELD = re.compile(r"^    additional_properties: (.+) = _attrs_field\(init=False, factory=dict\)$", re.MULTILINE)
NO_OTHER_FIELD = re.compile(r"^        \w+ = cls\(\s*\)$", re.MULTILINE)
CLASS = re.compile(r"^class (\w+):$", re.MULTILINE)
POST_INIT = """

    def __attrs_post_init__(self) -> None:"""
COPY = """
        self.additional_properties = dict(self.additional_properties)"""
CHECK = """
        if not isinstance(self.additional_properties, Mapping):
            raise TypeError(
                f"{model} takes a dict of names and values, not {{type(self.additional_properties).__name__}}. "
                'Write {model}({{"name": "value"}}).'
            )"""


def rewrite(package: Path) -> None:
    """Rewrite each model that keeps unknown fields; raise RuleError if the constructors take them already."""
    found = [(path, text) for path, text in modules(package) if FIELD.search(text)]
    if not found:
        raise not_needed("additional_properties", "no longer writes `additional_properties` with `init=False`")
    for path, text in found:
        by_position, model = NO_OTHER_FIELD.search(text), CLASS.search(text)
        keyword = "" if by_position else "kw_only=True, "
        check = CHECK.format(model=model[1]) if by_position and model else ""
        field = rf"    additional_properties: \1 = _attrs_field({keyword}factory=dict){POST_INIT}{check}{COPY}"
        path.write_text(FIELD.sub(field, text), encoding="utf-8")
