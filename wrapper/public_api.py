"""Records the public surface of the library in public_api.txt, one line a name, and judges how the code now differs.

Run it with a Python that has the library and griffe: `public_api.py` compares, and names what breaks users apart from
what only adds; `public_api.py record` rewrites the file. `nox -s lint` and `nox -s record_api` do.
"""

from __future__ import annotations

import argparse
import enum
import importlib
import inspect
import sys
from functools import cache
from pathlib import Path
from types import UnionType
from typing import TYPE_CHECKING, Any, ForwardRef, NamedTuple

import griffe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

RECORD = Path(__file__).resolve().with_name("public_api.txt")
PACKAGE = "gelatoconnect"
# A class that two of them offer is written out in the first, and as another name of it in the others.
MODULES = ("errors", "history", "submission", "options", "models", "types", "orders", "otel", "")
# Their methods are public; only the clients make one.
MADE_BY_CLIENTS = {"Orders", "AsyncOrders"}
PACKAGES = (PACKAGE, "gelatoconnect_api")
# Special methods that people call by their syntax.
SYNTAX = {"__enter__", "__exit__", "__aenter__", "__aexit__", "__getitem__", "__setitem__", "__contains__"}


class Difference(NamedTuple):
    """One name whose surface changed: `how` is "breaks", "adds", or "changes" where only a reader can tell."""

    how: str
    name: str
    what: str

    def __str__(self) -> str:
        return f"  {self.how} {self.name}: {self.what}"


def surface() -> list[str]:
    """Return the public surface of the library as it is now, sorted: a line for each name, with its signature."""
    modules = [importlib.import_module(f"{PACKAGE}.{name}".rstrip(".")) for name in MODULES]
    offered = {f"{module.__name__}.{name}": getattr(module, name) for module in modules for name in _offered(module)}
    homes = {value: path for path, value in reversed(offered.items()) if inspect.isclass(value)}
    lines = [f"module {module.__name__}" for module in modules]
    for path, value in offered.items():
        if inspect.isclass(value):
            lines += _class(path, value, homes)
        elif inspect.isfunction(value):
            lines.append(_function(path, value))
        elif not inspect.ismodule(value):
            lines.append(f"value {path} = {_default(value)}")
    return sorted(lines, key=_name)


def differences(recorded: Sequence[str], current: Sequence[str]) -> list[Difference]:
    """Return how a surface differs from the recorded one, what breaks first; each name once."""
    old, new = ({_name(line): line for line in lines} for lines in (recorded, current))
    found = list[Difference]()
    for name in old.keys() - new.keys():
        if name.rpartition(".")[0] not in old.keys() - new.keys():
            found.append(Difference("breaks", name, "was removed"))
    for breakage in griffe.find_breaking_changes(_stub(tuple(recorded)), _stub(tuple(current))):
        name = breakage.obj.path.partition("(")[0]
        if name in old.keys() & new.keys():
            found.append(Difference("breaks", name, _said(breakage)))
    reported = {one.name for one in found}
    for name in old.keys() & new.keys() - reported:
        was, now = (lines[name].replace(name, "", 1) for lines in (old, new))
        if was != now:
            found.append(Difference("breaks" if _is_broken(was, now) else "changes", name, f"was {was}; is {now}"))
    found += [Difference("adds", name, new[name]) for name in new.keys() - old.keys()]
    order = ("breaks", "changes", "adds")
    return sorted(set(found), key=lambda one: (order.index(one.how), one))


def main(arguments: list[str] | None = None) -> int:
    """Compare with the record, or write it; return 0 for good, 1 where they differ."""
    parser = argparse.ArgumentParser(description="Hold the library to its recorded public surface.")
    parser.add_argument("task", nargs="?", choices=["check", "record"], default="check")
    parser.add_argument("--file", type=Path, default=RECORD, help="the recorded surface")
    options = parser.parse_args(arguments)
    current = surface()
    recorded = options.file.read_text(encoding="utf-8").splitlines() if options.file.exists() else []
    found = differences(recorded, current) if recorded else []
    if options.task == "record":
        options.file.write_text("\n".join(current) + "\n", encoding="utf-8")
    elif recorded != current:
        print(f"The public surface is not what {options.file.name} records.", file=sys.stderr)
    for difference in found:
        print(difference, file=sys.stderr)
    if options.task == "record" or recorded == current:
        return 0
    print("Undo what was not meant; for the rest run: python3 noxfile.py record_api", file=sys.stderr)
    return 1


def _offered(module: Any) -> list[str]:
    if hasattr(module, "__all__"):
        return sorted(module.__all__)
    own = (name for name, value in vars(module).items() if getattr(value, "__module__", "") == module.__name__)
    return sorted(name for name in own if not name.startswith("_"))


def _class(path: str, cls: type, homes: dict[type, str]) -> Iterator[str]:
    home = homes[cls]
    if home != path:
        yield f"value {path} = {home}"
        return
    bases = ", ".join(homes.get(base, base.__name__) for base in cls.__bases__ if base is not object)
    yield f"class {path}({bases})" if bases else f"class {path}"
    written = {"__init__"}
    maker = vars(cls).get("__init__", vars(cls).get("__new__"))
    if maker is not None and not issubclass(cls, enum.Enum) and cls.__name__ not in MADE_BY_CLIENTS:
        yield _function(f"{path}.__init__", maker)
    for part in (one for one in cls.__mro__ if one.__module__.split(".")[0] in PACKAGES):
        if part is not cls and part in homes:
            break
        for name, line in (*_members(path, part), *_instance_attributes(path, part)):
            if name not in written:
                written.add(name)
                yield line


def _members(path: str, cls: type) -> Iterator[tuple[str, str]]:
    """Yield what a class itself offers: enum members, annotated fields, methods and properties."""
    if issubclass(cls, enum.Enum):
        yield from ((one.name, f"value {path}.{one.name} = {one.value!r}") for one in cls)
    fields = inspect.get_annotations(cls) if not issubclass(cls, enum.Enum) else {}
    for name, annotation in fields.items():
        if not name.startswith("_"):
            yield name, f"value {path}.{name}: {_annotation(annotation)}"
    for name, value in vars(cls).items():
        if name.startswith("_") and name not in SYNTAX:
            continue
        method = value.__func__ if isinstance(value, classmethod | staticmethod) else value
        if inspect.isfunction(method):
            yield name, _function(f"{path}.{name}", method)
        elif isinstance(value, property) and value.fget is not None:
            yield name, f"value {path}.{name}: {_annotation(inspect.signature(value.fget).return_annotation)}"


def _instance_attributes(path: str, cls: type) -> Iterator[tuple[str, str]]:
    """Yield the attributes that a class sets in its `__init__`, which only its source shows."""
    seen = _read(cls.__module__).members[cls.__name__]
    for name, member in sorted(seen.members.items()):
        if not name.startswith("_") and "instance-attribute" in member.labels:
            annotation = getattr(member, "annotation", None)
            yield name, f"value {path}.{name}" + (f": {annotation}" if annotation is not None else "")


@cache
def _read(module: str) -> griffe.Module:
    source = Path(str(sys.modules[module].__file__))
    return griffe.visit(module, filepath=source, code=source.read_text(encoding="utf-8"))


def _function(path: str, function: Any) -> str:
    signature = inspect.signature(function)
    shown = [
        one.replace(
            name=one.name.replace("_cls", "self"),
            annotation=_Shown(_annotation(one.annotation)) if one.annotation is not one.empty else one.empty,
            default=_Shown(_default(one.default)) if one.default is not one.empty else one.empty,
        )
        for one in signature.parameters.values()
    ]
    kind = "async def" if inspect.iscoroutinefunction(function) or inspect.isasyncgenfunction(function) else "def"
    bare = str(signature.replace(parameters=shown, return_annotation=inspect.Signature.empty))
    answers = signature.return_annotation
    return f"{kind} {path}{bare}" + (f" -> {_annotation(answers)}" if answers is not inspect.Signature.empty else "")


class _Shown:
    """Text that a signature prints as it is."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def _is_broken(was: str, now: str) -> bool:
    """Whether a line that griffe lets pass breaks users: another kind of thing, a base less, another constant."""
    if was.partition(" ")[0] != now.partition(" ")[0]:
        return True
    if was.startswith("class"):
        bases = (set(line.partition("(")[2].rstrip(")").split(", ")) for line in (was, now))
        return bool(next(bases) - next(bases) - {""})
    return was.startswith("value  = ")


def _annotation(annotation: Any) -> str:
    if isinstance(annotation, ForwardRef):
        return annotation.__forward_arg__
    return annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)


def _said(breakage: griffe.Breakage) -> str:
    """Return what griffe says of a change, without the path of a file that no user has."""
    was, now = (str(getattr(value, "name", value)) for value in (breakage.old_value, breakage.new_value))
    changed = {"None": now, now: was}.get(was, f"{was} -> {now}" if now != "None" else was)
    return f"{breakage.kind.value.lower()}: {changed}"


def _default(value: object) -> str:
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, UnionType):
        return " | ".join(one.__name__ for one in value.__args__)
    text = repr(value)
    return text if text.isidentifier() or isinstance(value, str | int | float | tuple | frozenset) else "..."


def _name(line: str) -> str:
    words = line.removeprefix("async ").split(" ", 1)[1]
    return words.partition("(")[0].partition(":")[0].partition(" ")[0]


@cache
def _stub(lines: tuple[str, ...]) -> griffe.Module:
    """Read recorded lines as the source of one module, in which modules are classes: what griffe compares."""
    inside: dict[str, list[str]] = {}
    for line in lines:
        inside.setdefault(_name(line).rpartition(".")[0], []).append(line)

    def source(holder: str, indent: str) -> Iterator[str]:
        for line in inside.get(holder, ()):
            name = _name(line)
            own = line.replace(name, name.rpartition(".")[2], 1)
            kind, _, rest = own.partition(" ")
            if kind in {"class", "module"}:
                yield f"{indent}class {rest}:"
                yield f"{indent}    '''.'''"
                yield from source(name, f"{indent}    ")
            elif kind == "value":
                yield f"{indent}{rest}" + ("" if set(rest) & set(":=") else ": object")
            else:
                yield f"{indent}{own}: ..."

    return griffe.visit(PACKAGE, filepath=RECORD, code="\n".join(source(PACKAGE, "")))


if __name__ == "__main__":
    sys.exit(main())
