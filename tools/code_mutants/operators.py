"""The ways to change one node of a file: those of mutmut that say something here, and our own.

Each takes a node of libcst and yields the changes: the kind, the text before, the text after, and the new node.
Prose is left alone: the tests of messages hold it to facts, not to its wording. None for an argument or for a variable
is not tried: it fails every test that gets there, so it tells no more than coverage does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

import libcst as cst
from mutmut.mutation import mutators

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Node = Any
"""A node of libcst, which is not installed where types are checked."""

_EMPTY: Final = cst.Module([])
_OPPOSITES: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}


class Change(NamedTuple):
    """One way to change a node, or one of its children: `place` gives way to `node`."""

    operator: str
    before: str
    after: str
    node: Node
    place: Node = None


def text(node: Node) -> str:
    """Return a node as it is written."""
    return str(_EMPTY.code_for_node(node)).strip()


def changes(node: Node) -> Iterator[Change]:
    """Return every change of a node, those of its children apart."""
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            yield from operator(node)


def _mutmut(name: str, operator: Callable[[Any], Any]) -> Callable[[Node], Iterator[Change]]:
    def apply(node: Node) -> Iterator[Change]:
        for other in operator(node):
            yield Change(name, text(node), text(other), other)

    return apply


def _symbol(node: Node) -> Iterator[Change]:
    """Change one comparison or arithmetic sign, in mutmut's way."""
    for other in mutators.operator_swap_op(node):
        yield Change("operator", text(node), text(other), other)


def _string(node: Node) -> Iterator[Change]:
    """Change a string that is a name or a key. A string with a blank in it is prose."""
    if " " not in text(node):
        for other in list(mutators.operator_string(node))[:1]:
            yield Change("string", text(node), text(other), other)


def _arguments(node: Node) -> Iterator[Change]:
    """Leave a keyword argument out."""
    called = text(node.func)
    for index, argument in enumerate(node.args):
        before, after = node.args[:index], node.args[index + 1 :]
        if argument.keyword is not None:
            other = node.with_changes(args=[*before, *after])
            yield Change("argument dropped", f"{called}(... {text(argument).rstrip(', ')})", "", other)


def _opposite(node: Node) -> Iterator[Change]:
    if isinstance(node.func, cst.Name) and (other := _OPPOSITES.get(node.func.value)):
        name = node.func.with_changes(value=other)
        yield Change("opposite", text(node), other, node.with_changes(func=name))


def _entries(node: Node) -> Iterator[Change]:
    """Leave out one entry of a list, a set, a dict or a tuple."""
    for index, entry in enumerate(node.elements):
        rest = [*node.elements[:index], *node.elements[index + 1 :]]
        dropped = text(entry).rstrip(", ")
        if rest or isinstance(node, cst.List | cst.Dict):
            yield Change("entry dropped", dropped, "", _with_entries(node, rest))
        elif isinstance(node, cst.Tuple):
            yield Change("entry dropped", dropped, "", cst.Tuple([]))
        else:
            yield Change("entry dropped", dropped, "", cst.Call(cst.Name("set")))


def _with_entries(node: Node, entries: list[Node]) -> Node:
    if isinstance(node, cst.Tuple) and len(entries) == 1 and not isinstance(entries[0], cst.StarredElement):
        # Else the one that is left would be no tuple.
        return node.with_changes(elements=[entries[0].with_changes(comma=cst.Comma())])
    return node.with_changes(elements=entries)


def _condition(node: Node) -> Iterator[Change]:
    """Negate the condition of an `if` or of a `while`."""
    yield Change("condition", text(node.test), "negated", _negated(node.test), node.test)


def _filter(node: Node) -> Iterator[Change]:
    """Drop the condition of a comprehension."""
    yield Change("filter dropped", text(node.test), "True", cst.Name("True"), node.test)


def _negated(test: Node) -> Node:
    inner = test.with_changes(lpar=[cst.LeftParen()], rpar=[cst.RightParen()])
    return cst.UnaryOperation(cst.Not(), inner)


def _statement(node: Node) -> Iterator[Change]:
    """Leave out a statement that is there for its effect."""
    if len(node.body) != 1:
        return
    (only,) = node.body
    if _has_effect(only):
        yield Change("statement dropped", text(only), "", node.with_changes(body=[cst.Pass()]))


def _has_effect(statement: Node) -> bool:
    if isinstance(statement, cst.Expr):
        return not isinstance(statement.value, cst.SimpleString | cst.ConcatenatedString | cst.Ellipsis)
    if isinstance(statement, cst.Assign):
        return all(isinstance(one.target, cst.Attribute | cst.Subscript) for one in statement.targets)
    return isinstance(statement, cst.Raise | cst.Del | cst.AugAssign)


def _lock(node: Node) -> Iterator[Change]:
    """Enter a block without its lock."""
    held = [one for one in node.items if "lock" in text(one.item).lower()]
    if held and len(held) == len(node.items):
        other = cst.If(cst.Name("True"), node.body, leading_lines=node.leading_lines)
        yield Change("lock dropped", text(held[0].item), "", other)


OPERATORS: Final[list[tuple[Any, Callable[[Node], Iterator[Change]]]]] = [
    (cst.BaseNumber, _mutmut("number", mutators.operator_number)),
    (cst.SimpleString, _string),
    (cst.Name, _mutmut("name", mutators.operator_name)),
    (cst.AugAssign, _mutmut("assignment", mutators.operator_augmented_assignment)),
    (cst.UnaryOperation, _mutmut("sign", mutators.operator_remove_unary_ops)),
    (cst.Call, _mutmut("method", mutators.operator_symmetric_string_methods_swap)),
    (cst.Call, _mutmut("method", mutators.operator_unsymmetrical_string_methods_swap)),
    (cst.Lambda, _mutmut("lambda", mutators.operator_lambda)),
    (cst.CSTNode, _mutmut("keyword", mutators.operator_keywords)),
    (cst.CSTNode, _symbol),
    (cst.Match, _mutmut("case dropped", mutators.operator_match)),
    (cst.IfExp, _mutmut("either way", mutators.operator_if_exp)),
    (cst.Call, _arguments),
    (cst.Call, _opposite),
    (cst.List | cst.Set | cst.Dict | cst.Tuple, _entries),
    (cst.If | cst.While, _condition),
    (cst.CompIf, _filter),
    (cst.SimpleStatementLine, _statement),
    (cst.With, _lock),
]
