"""Each rewriting rule makes its change, and stops the generation once the generator makes it itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import generate
import pytest
import rewriting
from rewriting import additional_properties, httpx2_imports, lazy_packages, named_fields, response_dates, unset_copies
from rewriting.source import RuleError

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

CLIENT = """\
import httpx


class Client:
    \"\"\"Wraps an httpx.Client, see the httpx docs\"\"\"

    _httpx_args: dict
    _client: httpx.Client | None

    def get_httpx_client(self) -> httpx.Client: ...
"""
TYPES = """\
class Unset:
    def __bool__(self) -> Literal[False]:
        return False


UNSET: Unset = Unset()
"""
# As the generator writes them: one model with dates, one with unknown fields alone.
DATED = '''\
from ..types import UNSET, Unset

from ..types import UNSET, Unset
import datetime


@_attrs_define
class Parcel:
    """ A parcel.

        Attributes:
            sent_at (datetime.datetime | None | Unset): When it
                was sent.
     """

    sent_at: datetime.datetime | None | Unset = UNSET
    due_on: datetime.date | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)



    def to_dict(self) -> dict[str, Any]:
        sent_at: None | str | Unset
        if isinstance(self.sent_at, Unset):
            sent_at = UNSET
        elif isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

        due_on: None | str | Unset
        if isinstance(self.due_on, Unset):
            due_on = UNSET
        elif isinstance(self.due_on, datetime.date):
            due_on = self.due_on.isoformat()
        else:
            due_on = self.due_on

        return {}

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        def _parse_sent_at(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            try:
                sent_at_type_0 = datetime.datetime.fromisoformat(data)



                return sent_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        sent_at = _parse_sent_at(d.pop("sentAt", UNSET))


        def _parse_due_on(data: object) -> datetime.date | None | Unset:
            try:
                return datetime.date.fromisoformat(data)
            except ValueError:
                pass
            return cast(datetime.date | None | Unset, data)

        due_on = _parse_due_on(d.pop("dueOn", UNSET))


        parcel = cls(
            sent_at=sent_at,
            due_on=due_on,
        )


        parcel.additional_properties = d
        return parcel
'''
ATTRIBUTES = '''
    sent_at: datetime.datetime | None | Unset = UNSET
    """When it was sent. An aware datetime, or None if its text cannot be read."""
    due_on: datetime.date | None | Unset = UNSET
    """A date, or None if its text cannot be read."""
    raw_dates: dict[str, Any] = _attrs_field(kw_only=True, factory=dict, eq=False, repr=False)
    """Each date and time as the API wrote it, by its JSON name."""
    additional_properties: dict[str, Any]'''
BAG = """\
from ..types import UNSET, Unset


@_attrs_define
class Options:
    additional_properties: dict[str, str] = _attrs_field(init=False, factory=dict)

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        options = cls(
        )


        options.additional_properties = d
        return options
"""
FILES = {
    "__init__.py": '""" A client library """\nfrom .client import AuthenticatedClient, Client\n',
    "client.py": CLIENT,
    "types.py": TYPES,
    "models/__init__.py": '""" Models """\n\nfrom .parcel import Parcel\nfrom .options import Options\n',
    "models/parcel.py": DATED,
    "models/options.py": BAG,
    "api/orders/__init__.py": '""" Contains endpoint functions """\n',
    "api/orders/get_order.py": "import httpx\n",
    "api/orders/submit_order.py": "import httpx\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a package as the generator writes it, reduced to the parts that the rules read."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def read(package: Path, name: str) -> str:
    return (package / name).read_text(encoding="utf-8")


def test_httpx_rule_renames_the_word_and_no_part_of_one(package: Path) -> None:
    httpx2_imports.rewrite(package)
    assert read(package, "client.py") == (
        "import httpx2\n\n\nclass Client:\n"
        '    """Wraps an httpx2.Client, see the httpx2 docs"""\n\n'
        "    _httpx_args: dict\n    _client: httpx2.Client | None\n\n"
        "    def get_httpx_client(self) -> httpx2.Client: ...\n"
    )
    assert read(package, "api/orders/get_order.py") == "import httpx2\n"
    assert read(package, "types.py") == TYPES


def test_unset_rule_adds_its_two_methods(package: Path) -> None:
    unset_copies.rewrite(package)
    namespace: dict[str, Any] = {}
    exec("from typing import Literal\n" + read(package, "types.py"), namespace)  # noqa: S102 - our own text
    assert (repr(namespace["UNSET"]), namespace["UNSET"].__reduce__(), bool(namespace["UNSET"])) == (
        "UNSET",
        "UNSET",
        False,
    )


def test_unknown_fields_rule_makes_a_keyword_or_the_only_field(package: Path) -> None:
    additional_properties.rewrite(package)
    field = "additional_properties: dict[str, {}] = _attrs_field({}factory=dict)\n"
    copy = "\n    def __attrs_post_init__(self) -> None:\n"
    check = 'f"Options takes a dict of names and values, not {type(self.additional_properties).__name__}. "'
    assert field.format("Any", "kw_only=True, ") + copy in read(package, "models/parcel.py")
    assert field.format("str", "") + copy in read(package, "models/options.py")
    assert read(package, "models/options.py").count(check) == 1
    assert "raise TypeError" not in read(package, "models/parcel.py")


def test_dates_rule_replaces_reading_and_writing(package: Path) -> None:
    additional_properties.rewrite(package)
    response_dates.rewrite(package)
    text = read(package, "models/parcel.py")
    for line in (
        "from ..dates import parse_date, parse_datetime, read_date, write_date\n",
        '        sent_at = read_date(d, "sentAt", raw_dates, parse_datetime)\n',
        '        due_on = read_date(d, "dueOn", raw_dates, parse_date)\n',
        '        sent_at = write_date(self.sent_at, self.raw_dates.get("sentAt"), parse_datetime)\n',
        '        due_on = write_date(self.due_on, self.raw_dates.get("dueOn"), parse_date)\n',
        "        parcel.raw_dates = raw_dates\n        parcel.additional_properties = d\n",
        ATTRIBUTES,
        "                was sent.\n            raw_dates (dict[str, Any]): Each date",
    ):
        assert text.count(line) == 1, line
    assert "isoformat" not in text
    assert read(package, "models/options.py").count("raw_dates") == 0


def test_named_fields_rule_replaces_each_way_to_take_a_dict_apart(package: Path) -> None:
    name = "models/parcel.py"
    fields = '        id = d.pop("id")\n        _parts = d.pop("parts")\n        for part_data in (_parts):\n'
    head = "        d = dict(src_dict)\n"
    (package / name).write_text(read(package, name).replace(head, head + fields), encoding="utf-8")
    named_fields.rewrite(package)
    text = read(package, name)
    for line in (
        "        d = read_object(cls, src_dict)\n",
        '        id = read_field(cls, d, "id")\n',
        '        _parts = read_list(cls, d, "parts")\n',
        'd.pop("sentAt", UNSET)',
    ):
        assert text.count(line) == 1, line


CHOICE = """\
        parts = []
        _parts = d.pop("allParts")
        for parts_item_data in (_parts):
            def _parse_parts_item(data: object) -> Lid | Box:
                try:
                    if not isinstance(data, dict):
                        raise TypeError()
                    part_type_0 = Lid.from_dict(data)



                    return part_type_0
                except (TypeError, ValueError, AttributeError, KeyError):
                    pass
                {end}

            parts_item = _parse_parts_item(parts_item_data)

            parts.append(parts_item)
"""
NOTES = """\
        _notes = d.pop("notes", UNSET)
        notes: list[Note] | Unset = UNSET
        if _notes is not UNSET:
            notes = []
            for notes_item_data in _notes:
"""


def named(package: Path, lines: str) -> str:
    """Return the model that the rule makes of a model that begins to take a dict apart with these lines."""
    name, head = "models/parcel.py", "        d = dict(src_dict)\n"
    (package / name).write_text(read(package, name).replace(head, head + lines), encoding="utf-8")
    named_fields.rewrite(package)
    return read(package, name)


def test_named_fields_rule_reads_an_item_of_several_models_by_its_marks(package: Path) -> None:
    text = named(package, CHOICE.format(end="part_type_1 = Box.from_dict(data)\n                return part_type_1"))
    assert '            parts_item = read_choice(cls, "allParts", parts_item_data, Lid, Box)\n' in text
    assert "_parse_parts_item" not in text


def test_named_fields_rule_keeps_an_item_that_may_be_anything(package: Path) -> None:
    text = named(package, CHOICE.format(end="return cast(Lid | str, data)"))
    assert "parts_item = _parse_parts_item(parts_item_data)\n" in text
    assert "read_choice(" not in text


def test_named_fields_rule_names_an_optional_list(package: Path) -> None:
    assert '        _notes = read_optional_list(cls, d, "notes")\n' in named(package, NOTES)


def test_lazy_rule_hides_getattr_from_type_checkers(package: Path) -> None:
    lazy_packages.rewrite(package)
    for name in ("__init__.py", "models/__init__.py", "api/orders/__init__.py"):
        seen, hidden = read(package, name).split("\nelse:\n")
        assert "__getattr__" not in seen
        assert "    def __getattr__(name):\n" in hidden
    assert "    from .options import Options\n    from .parcel import Parcel\n" in read(package, "models/__init__.py")
    assert "    from . import get_order\n    from . import submit_order\n" in read(package, "api/orders/__init__.py")
    assert '__all__ = (\n    "get_order",\n    "submit_order",\n)\n' in read(package, "api/orders/__init__.py")


@pytest.mark.parametrize(
    ("rule", "name", "old", "new", "message"),
    [
        (httpx2_imports, "*", "httpx", "httpx2", "no longer writes `import httpx`"),
        (unset_copies, "types.py", "__bool__", "__reduce__", "writes an `Unset` that survives copies"),
        (additional_properties, "*", "init=False", "init=True", "no longer writes `additional_properties`"),
        (response_dates, "*", "fromisoformat", "parse", "no longer parses dates"),
        (named_fields, "*", "dict(src_dict)", "{**src_dict}", "no longer takes dicts apart"),
        (lazy_packages, "__init__.py", "from .client", "def __getattr__(name): ...\nfrom .client", "on first use"),
    ],
)
def test_rule_that_the_generator_has_learned_must_go(
    package: Path, rule: ModuleType, name: str, old: str, new: str, message: str
) -> None:
    for path in package.rglob(name if name != "*" else "*.py"):
        path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=message) as caught:
        rule.rewrite(package)
    assert f"Remove openapi/generator/rewriting/{rule.__name__.rpartition('.')[2]}.py and its test." in str(
        caught.value
    )


@pytest.mark.parametrize(
    ("rule", "name", "old", "new", "message"),
    [
        (unset_copies, "types.py", "class Unset:", "class Unset(Enum):", "finds no `class Unset:`"),
        (lazy_packages, "models/__init__.py", "from .", "from ", "finds no import in"),
        (named_fields, "models/parcel.py", "dict(src_dict)", "{**src_dict}", "finds another from_dict in"),
        (response_dates, "models/parcel.py", "sent_at: None | str", "sent_at: str", "finds other text in"),
        (response_dates, "models/parcel.py", 'd.pop("dueOn", UNSET)', 'd.pop("dueOn")', "does not know a date of"),
    ],
)
def test_rule_that_meets_other_text_stops_the_generation(
    package: Path, rule: ModuleType, name: str, old: str, new: str, message: str
) -> None:
    additional_properties.rewrite(package)
    assert old in read(package, name)
    (package / name).write_text(read(package, name).replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError, match=message):
        rule.rewrite(package)


def test_all_rules_together_give_valid_python(package: Path) -> None:
    rewriting.rewrite(package)
    for path in package.rglob("*.py"):
        compile(path.read_text(encoding="utf-8"), path.name, "exec")


def test_generate_reports_a_rule_that_must_go_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def learned(target: Path) -> None:
        target.mkdir()
        (target / "client.py").write_text("import httpx2\n", encoding="utf-8")

    monkeypatch.setattr(generate, "_run_generator", learned)
    assert generate.main(["--check"]) == 2
    assert capsys.readouterr().err == (
        "The generator no longer writes `import httpx`. "
        "Remove openapi/generator/rewriting/httpx2_imports.py and its test.\n"
    )


def test_long_docstring_of_a_date_is_wrapped() -> None:
    text = response_dates._docstring("When the parcel " + "very " * 20 + "last left.", "A date")
    *lines, end = text.splitlines()
    assert end == '    """'
    assert [len(line) <= 120 for line in lines] == [True, True]
    assert lines[1].endswith("A date, or None if its text cannot be read.")
