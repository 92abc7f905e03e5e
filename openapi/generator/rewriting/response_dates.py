"""Rule: the models read and write dates and times through `gelatoconnect_api/dates.py`, and keep their text.

The generator parses `format: date-time` and `format: date` with `fromisoformat`. A text that it cannot read stays in a
field typed as a datetime, a text without an offset becomes a naive datetime, and `to_dict` rewrites both.

Under this rule a field of an answer is an aware datetime, or None for a text that cannot be read. `raw_dates` holds the
text of each such field by its JSON name. `to_dict` writes that text again while the field means the same. Each date and
`raw_dates` get a docstring, which an editor shows: the type alone does not say what None means.

    def _parse_created_at(data): ...            ->  created_at = read_date(d, "createdAt", raw_dates, parse_datetime)
    created_at = _parse_created_at(d.pop(...))
    if isinstance(self.created_at, Unset): ...  ->  created_at = write_date(self.created_at, ..., parse_datetime)
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from rewriting.source import RuleError, modules, not_needed

if TYPE_CHECKING:
    from pathlib import Path

READ = re.compile(
    r"^        def _parse_(?P<field>\w+)\(data: object\) -> datetime\.(?P<kind>datetime|date) \| None \| Unset:\n"
    r".*?^        (?P=field) = _parse_(?P=field)\(d\.pop\((?P<name>\"[^\"]+\"), UNSET\)\)$",
    re.MULTILINE | re.DOTALL,
)
WRITE = """\
        {field}: None | str | Unset
        if isinstance(self.{field}, Unset):
            {field} = UNSET
        elif isinstance(self.{field}, datetime.{kind}):
            {field} = self.{field}.isoformat()
        else:
            {field} = self.{field}
"""
IMPORT = "from ..types import UNSET, Unset\n"
FIRST_LINE = "        d = dict(src_dict)\n"
UNKNOWN_FIELDS = re.compile(r"^( +)(\w+)\.additional_properties = d$", re.MULTILINE)
ATTRIBUTE = "    {field}: datetime.{kind} | None | Unset = UNSET\n"
MEANING = {"datetime": "An aware datetime", "date": "A date"}
FIELD = "    additional_properties: "
COPY = "        self.additional_properties = dict(self.additional_properties)\n"
ATTRIBUTES = re.compile(r'^( +)Attributes:\n.*?(?=\n *""")', re.MULTILINE | re.DOTALL)
RAW_DATES = "Each date and time as the API wrote it, by its JSON name."
EXPLAINED = f"raw_dates (dict[str, Any]): {RAW_DATES}"
# An attribute's description goes on in lines that are indented further than its name.
DESCRIPTION = r"^( +){field} \([^)]*\):(.*(?:\n\1 +\S.*)*)"


def rewrite(package: Path) -> None:
    """Rewrite each model with dates; raise RuleError if there is none, or one has a date of another shape."""
    found = [(path, text) for path, text in modules(package) if "fromisoformat" in text]
    if not found:
        raise not_needed("response_dates", "no longer parses dates with `fromisoformat`")
    for path, text in found:
        path.write_text(_rewritten(text, path.name), encoding="utf-8")


def _rewritten(text: str, module: str) -> str:
    reads = list(READ.finditer(text))
    for read in reads:
        field, kind, name = read["field"], read["kind"], read["name"]
        text = text.replace(read[0], f"        {field} = read_date(d, {name}, raw_dates, parse_{kind})")
        text = _replaced(
            text,
            WRITE.format(field=field, kind=kind),
            f"        {field} = write_date(self.{field}, self.raw_dates.get({name}), parse_{kind})\n",
            module,
        )
        attribute = ATTRIBUTE.format(field=field, kind=kind)
        text = _replaced(text, attribute, attribute + _docstring(_description(text, field), MEANING[kind]), module)
    if "isoformat(" in text:
        raise RuleError(
            f"rewriting/response_dates.py does not know a date of models/{module}. It reads optional, nullable dates."
        )
    kinds = ", ".join(sorted({f"parse_{read['kind']}" for read in reads}))
    text = _replaced(text, IMPORT, f"from ..dates import {kinds}, read_date, write_date\n{IMPORT}", module, times=2)
    text = _replaced(text, FIRST_LINE, f"{FIRST_LINE}        raw_dates: dict[str, Any] = {{}}\n", module)
    field = "    raw_dates: dict[str, Any] = _attrs_field(kw_only=True, factory=dict, eq=False, repr=False)\n"
    field += f'    """{RAW_DATES}"""\n'
    text = _replaced(text, FIELD, field + FIELD, module)
    text = _replaced(text, COPY, f"        self.raw_dates = dict(self.raw_dates)\n{COPY}", module)
    text = UNKNOWN_FIELDS.sub(r"\1\2.raw_dates = raw_dates\n\g<0>", text)
    return ATTRIBUTES.sub(rf"\g<0>\n\1    {EXPLAINED}", text, count=1)


def _description(text: str, field: str) -> str:
    """Return what the docstring of the model says about a field, on one line; "" without a description."""
    found = re.search(DESCRIPTION.format(field=field), text, re.MULTILINE)
    return " ".join(found[2].split()) if found else ""


def _docstring(description: str, meaning: str) -> str:
    """Return the docstring of a date, in lines that fit the generated package."""
    text = f"{description} {meaning}, or None if its text cannot be read.".lstrip()
    lines = textwrap.wrap(f'"""{text}', 116)
    end = '"""' if len(lines) == 1 and len(lines[0]) <= 113 else '\n"""'  # noqa: PLR2004 - the end takes three
    return textwrap.indent("\n".join(lines) + end, "    ") + "\n"


def _replaced(text: str, old: str, new: str, module: str, times: int = 1) -> str:
    """Return the text with `old` replaced once; raise RuleError if it does not stand there `times` times."""
    if text.count(old) != times:
        raise RuleError(f"rewriting/response_dates.py finds other text in models/{module}. Adapt the rule to:\n{old}")
    return text.replace(old, new, 1)
