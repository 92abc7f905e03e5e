"""All mutants of a file, always the same in the same order."""

from __future__ import annotations

from collections import Counter
from itertools import accumulate
from typing import TYPE_CHECKING, Any, Final

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider

from tools.code_mutants.bytecode import fingerprint
from tools.code_mutants.mutant import Mutant, shortened
from tools.code_mutants.operators import Change, changes, text

if TYPE_CHECKING:
    from collections.abc import Iterator

_MODULE: Final = "<module>"
# Names whose values only type checkers and import statements read.
_UNREAD: Final = frozenset({"__all__", "__slots__", "__match_args__"})
_TYPE_CALLS: Final = frozenset({"TypeVar", "ParamSpec", "NewType"})


def mutants(module: str, source: str) -> list[Mutant]:
    """Return the mutants of a file. One that compiles to the code of the file, or of another mutant, is left out."""
    wrapper = MetadataWrapper(cst.parse_module(source))
    positions = wrapper.resolve(PositionProvider)
    starts = [0, *accumulate(map(len, source.splitlines(keepends=True)))]
    known = {fingerprint(compile(source, module, "exec", dont_inherit=True))}
    seen: Counter[tuple[str, ...]] = Counter()
    found = []
    for function, node, change in _walk(wrapper.module, (), None):
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
        found.append(Mutant(module, *key, seen[key], positions[node].start.line, code))
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


def _walk(node: Any, scope: tuple[str, ...], parent: Any) -> Iterator[tuple[str, Any, Change]]:
    if _is_skipped(node):
        return
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        scope = (*scope, node.name.value)
    for change in changes(node):
        if _applies(change, node, scope, parent):
            yield ".".join(scope) or _MODULE, node, change
    for child in _children(node):
        yield from _walk(child, scope, node)


def _children(node: Any) -> list[Any]:
    if isinstance(node, cst.FunctionDef):
        return [node.params, node.body]
    if isinstance(node, cst.ClassDef):
        return [*node.keywords, node.body]
    if isinstance(node, cst.Assign):
        return [node.value]
    if isinstance(node, cst.AnnAssign):
        return [node.value] if node.value is not None else []
    if isinstance(node, cst.Call) and text(node.func) == "cast":
        return list(node.args[1:])
    return list(node.children)


def _is_skipped(node: Any) -> bool:
    """Return True for what is not executed, or only for type checkers."""
    match node:
        case cst.Annotation() | cst.Import() | cst.ImportFrom() | cst.Assert() | cst.AssignTarget() | cst.TypeAlias():
            return True
        case cst.If():
            return text(node.test) == "TYPE_CHECKING"
        case cst.FunctionDef():
            return any(text(one.decorator).endswith("overload") for one in node.decorators)
        case cst.Assign():
            return bool(_UNREAD.intersection(text(one.target) for one in node.targets)) or _is_type(node.value)
        case cst.AnnAssign():
            return text(node.target) in _UNREAD or "TypeAlias" in text(node.annotation.annotation)
        case cst.Subscript():
            return text(node.value) in {"Literal", "Callable", "Annotated"}
        case cst.SimpleStatementLine():
            only = node.body[0]
            return isinstance(only, cst.Expr) and isinstance(only.value, cst.BaseString)
        case _:
            return False


def _is_type(value: Any) -> bool:
    return isinstance(value, cst.Call) and text(value.func) in _TYPE_CALLS


def _applies(change: Change, node: Any, scope: tuple[str, ...], parent: Any) -> bool:
    """Return False for changes that break an import or an unpacking whatever the tests do."""
    if isinstance(node, cst.Tuple):
        return not isinstance(parent, cst.Return | cst.Yield | cst.For | cst.CompFor | cst.Index | cst.Assign) or (
            isinstance(parent, cst.Assign) and not scope
        )
    if isinstance(node, cst.If) and change.operator == "condition":
        return text(node.test) != "TYPE_CHECKING"
    return True
