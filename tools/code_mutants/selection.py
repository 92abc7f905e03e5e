"""Which tests a mutant is run against, in which order: those that run what is changed, the quick ones first."""

from __future__ import annotations

import ast
from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tools.code_mutants.mutant import Mutant


class Selection:
    """The tests of one module, measured without a mutant."""

    def __init__(self, profile: dict[str, Any], module: str, source: str) -> None:
        self._tests: list[str] = profile["tests"]
        self._seconds: dict[str, float] = profile["seconds"]
        self._runs: dict[str, dict[str, list[int]]] = profile["runs"]
        self._opaque: list[int] = profile["opaque"]
        self._at_import = {name for path, name in profile["at_import"] if path == module}
        self._own = self._runs.get(module, {})
        self._tree = ast.parse(source)
        self._noticed: Counter[int] = Counter()
        self._numbers = {test: number for number, test in enumerate(self._tests)}

    def tests(self, mutant: Mutant) -> tuple[list[str], bool]:
        """Return the tests to run, in their order, and whether the mutant needs a fresh import."""
        function = self._function(mutant)
        if function is not None and function not in self._at_import:
            return self._ordered([self._own[function]]), False
        readers = self._readers(mutant)
        users = {test for tests in self._own.values() for test in tests}
        return self._ordered([sorted(readers), sorted(users), list(range(len(self._tests)))]), True

    def noticed(self, test: str) -> None:
        """Let a test that noticed a mutant come early."""
        if test in self._numbers:
            self._noticed[self._numbers[test]] += 1

    def _function(self, mutant: Mutant) -> str | None:
        """Return the outermost function around a change."""
        parts = mutant.function.split(".")
        names = (".".join(parts[: count + 1]) for count in range(len(parts)))
        return next((name for name in names if name in self._own), None)

    def _readers(self, mutant: Mutant) -> set[int]:
        """Return the tests that run a function which names what a changed statement of the module defines."""
        names = {part for part in mutant.function.split(".") if part != "<module>"}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.lineno <= mutant.line <= (node.end_lineno or 0):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {one.id for one in targets if isinstance(one, ast.Name)}
        found = {test for name, tests in self._own.items() if names & set(name.split(".")) for test in tests}
        for function in ast.walk(self._tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and _names_one(function, names):
                found |= {test for name, tests in self._own.items() if name.endswith(function.name) for test in tests}
        return found

    def _ordered(self, groups: list[list[int]]) -> list[str]:
        wanted: dict[int, None] = {}
        for group in (*groups, self._opaque):
            wanted.update(dict.fromkeys(sorted(group, key=self._likelihood)))
        return [self._tests[one] for one in wanted]

    def _likelihood(self, test: int) -> tuple[int, float]:
        return -self._noticed[test], self._seconds.get(self._tests[test], 0.0)


def _names_one(function: ast.AST, names: set[str]) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id in names) or (isinstance(node, ast.Attribute) and node.attr in names)
        for node in ast.walk(function)
    )
