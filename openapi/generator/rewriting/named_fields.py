"""Rule: the models' `from_dict` takes a dict apart by `gelatoconnect_api/reading.py`, which names model and field.

The generator writes `dict(src_dict)` and `d.pop("id")`. For a wrong argument they raise a bare TypeError, KeyError or
ValueError, such as `'id'` or "dictionary update sequence element #0 has length 1".

    d = dict(src_dict)                          ->  d = read_object(cls, src_dict)
    id = d.pop("id")                            ->  id = read_field(cls, d, "id")
    _items = d.pop("items"), and a loop over it ->  _items = read_list(cls, d, "items")
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rewriting.source import RuleError, modules, not_needed

if TYPE_CHECKING:
    from pathlib import Path

IMPORT = "from ..types import UNSET, Unset\n"
OBJECT = "        d = dict(src_dict)\n"
LIST = re.compile(r"^( +)_(\w+) = d\.pop\((\"[^\"]+\")\)\n(?=\1for \w+ in \(?_\2\)?:$)", re.MULTILINE)
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
    text = FIELD.sub(r"read_field(cls, d, \1)", text)
    # The formatter removes what a model does not use.
    return text.replace(IMPORT, f"from ..reading import read_field, read_list, read_object\n{IMPORT}", 1)
