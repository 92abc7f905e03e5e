"""All mutants of a file, always the same in the same order."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from tools.code_mutants.bytecode import fingerprint
from tools.code_mutants.mutant import Mutant, shortened
from tools.code_mutants.operators import Change, changes, text
from tools.code_mutants.stage import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_MODULE: Final = "<module>"
# Names whose values only type checkers and import statements read.
_UNREAD: Final = frozenset({"__all__", "__slots__", "__match_args__"})
_NOT_EXECUTED: Final = (
    cst.Annotation, cst.Import, cst.ImportFrom, cst.Assert, cst.AssignTarget, cst.TypeAlias,
)  # fmt: skip
_STRIPS: Final = frozenset({"strip", "lstrip", "rstrip"})
_TYPE_CALLS: Final = frozenset({"TypeVar", "ParamSpec", "NewType"})


def all_mutants(modules: Iterable[str]) -> list[Mutant]:
    """Return the mutants of several files, from the root of the checkout. Two processes make them."""
    with ProcessPoolExecutor(2) as pool:
        return [one for made in pool.map(_of_file, modules) for one in made]


def _of_file(module: str) -> list[Mutant]:
    return mutants(module, (ROOT / module).read_text("utf-8"))


def mutants(module: str, source: str) -> list[Mutant]:
    """Return the mutants of a file. One that compiles to the code of the file, or of another mutant, is left out."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    positions = wrapper.resolve(PositionProvider)
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
    known = {fingerprint(compile(source, module, "exec", dont_inherit=True))}
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for function, statement, node, change in _walk(wrapper.module, _Place()):
        place = node if change.place is None else change.place
        code = _spliced(source, starts, positions[place], place, change.node)
        if code is None:
            code = wrapper.module.deep_replace(place, change.node).code
        try:
            compiled = compile(code, module, "exec", dont_inherit=True)
        except SyntaxError:  # an operator does not see where a node stands
            continue
        doing = fingerprint(compiled)
        if doing in known:
            continue
        known.add(doing)
        before, after = shortened(change.before, change.after)
        key = (function, change.operator, before, after)
        seen[key] += 1
        found.append(
            Mutant(module, *key, seen[key], positions[node].start.line, _lines(positions, statement, node), code)
        )
    return found


def _spliced(source: str, starts: list[int], span: Any, node: Any, other: Any) -> str | None:
    """Return the file with the text of one node replaced: much faster than to write all nodes anew.

    Returns None for what has parts outside its span: statements with blocks.
    """
    if isinstance(node, cst.BaseCompoundStatement):
        return None
    start, end = (starts[at.line - 1] + at.column for at in (span.start, span.end))
    if "".join(source[start:end].split()) != "".join(_bare(node).split()):
        return None
    return source[:start] + _bare(other) + source[end:]


def _bare(node: Any) -> str:
    """Return a node as it is written, without the parentheses around it, which are no part of its span."""
    if not getattr(node, "lpar", ()) or (isinstance(node, cst.Tuple) and not node.elements):
        return text(node)
    return text(node.with_changes(lpar=[], rpar=[]))


def _lines(positions: Any, statement: Any, node: Any) -> range:
    """Return the lines of a simple statement, or those of the head of a compound one up to the change."""
    first = positions[statement].start.line
    last = positions[node if isinstance(statement, cst.BaseCompoundStatement) else statement].end.line
    return range(first, last + 1)


class _Place(NamedTuple):
    """Where a node stands."""

    scope: tuple[str, ...] = ()
    statement: Any = None
    parent: Any = None


def _walk(node: Any, place: _Place) -> Iterator[tuple[str, Any, Any, Change]]:
    if _is_skipped(node):
        return
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        place = place._replace(scope=(*place.scope, node.name.value))
    if isinstance(node, cst.SimpleStatementLine | cst.BaseCompoundStatement):
        place = place._replace(statement=node)
    for change in changes(node):
        if _applies(change, node, place):
            yield ".".join(place.scope) or _MODULE, place.statement, node, change
    for child in _children(node):
        yield from _walk(child, place._replace(parent=node))


def _children(node: Any) -> list[Any]:
    """Return the parts of a node that may be changed."""
    match node:
        case cst.FunctionDef():
            parts = [node.params, node.body]
        case cst.ClassDef():
            parts = [*node.keywords, node.body]
        case cst.Assign():
            parts = [node.value]
        case cst.AnnAssign():
            parts = [node.value] if node.value is not None else []
        case cst.Call() if text(node.func) == "cast":
            parts = list(node.args[1:])
        case cst.Call(func=cst.Attribute(attr=cst.Name(value=name))) if name in _STRIPS:
            # Their argument is a set of signs: one more in it changes next to nothing.
            parts = [node.func]
        case _:
            parts = list(node.children)
    return parts


def _is_skipped(node: Any) -> bool:
    """Return True for what is not executed, or only for type checkers."""
    if isinstance(node, _NOT_EXECUTED):
        return True
    match node:
        case cst.If():
            skipped = text(node.test) == "TYPE_CHECKING"
        case cst.FunctionDef():
            skipped = any(text(one.decorator).endswith("overload") for one in node.decorators)
        case cst.Assign():
            skipped = bool(_UNREAD.intersection(text(one.target) for one in node.targets)) or _is_type(node.value)
        case cst.AnnAssign():
            skipped = text(node.target) in _UNREAD or "TypeAlias" in text(node.annotation.annotation)
        case cst.Subscript():
            skipped = text(node.value) in {"Literal", "Callable", "Annotated"}
        case cst.SimpleStatementLine():
            skipped = isinstance(node.body[0], cst.Expr) and isinstance(node.body[0].value, cst.BaseString)
        case _:
            skipped = False
    return skipped


def _is_type(value: Any) -> bool:
    return isinstance(value, cst.Call) and text(value.func) in _TYPE_CALLS


def _applies(change: Change, node: Any, place: _Place) -> bool:
    """Return False for changes that break an unpacking whatever the tests do."""
    if isinstance(node, cst.Tuple) and change.operator == "entry dropped":
        is_constant = isinstance(place.parent, cst.Assign | cst.AnnAssign) and not place.scope
        return is_constant or not isinstance(
            place.parent,
            cst.Return | cst.Yield | cst.For | cst.CompFor | cst.Index | cst.Assign | cst.AnnAssign,
        )
    return True
