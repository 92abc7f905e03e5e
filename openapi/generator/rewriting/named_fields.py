"""Rule: the models' `from_dict` takes a dict apart by `gelatoconnect_api/reading.py`, which names model and field.

The generator writes `dict(src_dict)` and `d.pop("id")`. For a wrong argument they raise a bare TypeError, KeyError or
ValueError, such as `'id'` or "dictionary update sequence element #0 has length 1".

    d = dict(src_dict)                          ->  d = read_object(cls, src_dict)
    id = d.pop("id")                            ->  id = read_field(cls, d, "id")
    _items = d.pop("items"), and a loop over it ->  _items = read_list(cls, d, "items")
    _notes = d.pop("notes", UNSET), and a loop  ->  _notes = read_optional_list(cls, d, "notes")

For an item that is one of several models it writes `_parse_items_item`. That tries each model, and its error is the
last one's, or a bare TypeError. `read_choice` takes the model that the item's fields mark.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rewriting.source import RuleError, modules, not_needed

if TYPE_CHECKING:
    from pathlib import Path

IMPORT = "from ..types import UNSET, Unset\n"
NAMES = "read_choice, read_field, read_list, read_object, read_optional_list"
OBJECT = "        d = dict(src_dict)\n"
CHOICE = re.compile(
    r"^( +)def _parse_(\w+)_item\(data: object\) -> [^\n]+:\n((?:\1 [^\n]*\n|\n)+)\1(\w+) = _parse_\2_item\((\w+)\)\n",
    re.MULTILINE,
)
MODEL = re.compile(r" = (\w+)\.from_dict\(data\)$", re.MULTILINE)
LIST = re.compile(r"^( +)_(\w+) = d\.pop\((\"[^\"]+\")\)\n(?=\1for \w+ in \(?_\2\)?:$)", re.MULTILINE)
OPTIONAL_LIST = re.compile(
    r"^( +)_(\w+) = d\.pop\((\"[^\"]+\"), UNSET\)\n(?=\1\2: .*\n\1if _\2 is not UNSET:\n\1    \2 = \[\]$)", re.MULTILINE
)
FIELD = re.compile(r"\bd\.pop\((\"[^\"]+\")\)")


def rewrite(package: Path) -> None:
    """Rewrite each model; raise RuleError if none takes a dict apart as the rule knows it."""
    found = [(path, text) for path, text in modules(package) if "def from_dict(" in text]
    if not any(OBJECT in text for _, text in found):
        raise not_needed("named_fields", "no longer takes dicts apart by `dict(src_dict)`")
    for path, text in found:
        if text.count(OBJECT) != 1 or IMPORT not in text:
            raise RuleError(f"rewriting/named_fields.py finds another from_dict in models/{path.name}. Adapt the rule.")
        path.write_text(_rewritten(text), encoding="utf-8")


def _rewritten(text: str) -> str:
    text = text.replace(OBJECT, "        d = read_object(cls, src_dict)\n")
    text = LIST.sub(r"\1_\2 = read_list(cls, d, \3)\n", text)
    text = OPTIONAL_LIST.sub(r"\1_\2 = read_optional_list(cls, d, \3)\n", text)
    text = CHOICE.sub(_choice, text)
    text = FIELD.sub(r"read_field(cls, d, \1)", text)
    # The formatter removes what a model does not use.
    return text.replace(IMPORT, f"from ..reading import {NAMES}\n{IMPORT}", 1)


def _choice(found: re.Match[str]) -> str:
    """Return the lines that read an item of several models. Other functions for an item stay as they are."""
    indent, name, body, target, item = found.groups()
    models = MODEL.findall(body)
    json_name = re.search(rf"^ +_{name} = read_\w+\(cls, d, (\"[^\"]+\")\)$", found.string, re.MULTILINE)
    if len(models) < 2 or "cast(" in body or json_name is None:  # noqa: PLR2004 - a choice
        return found[0]
    return f"{indent}{target} = read_choice(cls, {json_name[1]}, {item}, {', '.join(models)})\n"
