"""Which tests a mutant is run against, in which order: those that run what is changed, the quick ones first."""

from __future__ import annotations

import ast
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.code_mutants.mutant import Mutant


class Selection:
    """The tests of one module, measured without a mutant.

    `cases` is how many cases of one parametrized test are enough: all, unless it is given.
    """

    def __init__(self, profile: dict[str, Any], module: str, source: str, cases: int | None = None) -> None:
        self._cases = cases
        self._tests: list[str] = profile["tests"]
        self._seconds: dict[str, float] = profile["seconds"]
        self._opaque: list[int] = profile["opaque"]
        lines = {int(line): found for line, found in profile["runs"][module].items()}
        self._runs: dict[int, list[int]] = {line: found["tests"] for line, found in lines.items()}
        self._at_import = {line for line, found in lines.items() if found["at_import"]}
        self._tree = ast.parse(source)
        self._noticed: Counter[int] = Counter()
        self._numbers = {test: number for number, test in enumerate(self._tests)}

    def tests(self, mutant: Mutant) -> tuple[list[str], bool]:
        """Return the tests to run, in their order, and whether the mutant needs a fresh import."""
        running = self._running(mutant.lines)
        if mutant.function != "<module>" and not self._at_import.intersection(mutant.lines):
            return self._ordered([running]), False
        readers = chain.from_iterable(self._running(lines) for lines in self._readers(mutant))
        users = chain.from_iterable(self._runs.values())
        return self._ordered([running, readers, users, range(len(self._tests))]), True

    def noticed(self, test: str) -> None:
        """Let a test that noticed a mutant come early."""
        if test in self._numbers:
            self._noticed[self._numbers[test]] += 1

    def _running(self, lines: Iterable[int]) -> set[int]:
        return {test for line in lines for test in self._runs.get(line, ())}

    def _readers(self, mutant: Mutant) -> list[range]:
        """Return the lines of the functions that name what a changed statement of the module defines."""
        names = {part for part in mutant.function.split(".") if part != "<module>"}
        for node in ast.walk(self._tree):
            if isinstance(node, ast.Assign | ast.AnnAssign) and node.lineno <= mutant.line <= (node.end_lineno or 0):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {one.id for one in targets if isinstance(one, ast.Name)}
        return [
            range(node.body[0].lineno, (node.end_lineno or node.lineno) + 1)
            for node in ast.walk(self._tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and (node.name in names or _reads(node, names))
        ]

    def _ordered(self, groups: list[Iterable[int]]) -> list[str]:
        wanted: dict[int, None] = {}
        for group in (*groups, self._opaque):
            wanted.update(dict.fromkeys(sorted(set(group), key=self._likelihood)))
        tests = [self._tests[one] for one in wanted]
        if self._cases is None:
            return tests
        taken: Counter[str] = Counter()
        few = []
        for test in tests:
            function = test.partition("[")[0]
            taken[function] += 1
            few += [test] if taken[function] <= self._cases else []
        return few

    def _likelihood(self, test: int) -> tuple[int, float]:
        return -self._noticed[test], self._seconds.get(self._tests[test], 0.0)


def _reads(function: ast.AST, names: set[str]) -> bool:
    return any(
        (isinstance(node, ast.Name) and node.id in names) or (isinstance(node, ast.Attribute) and node.attr in names)
        for node in ast.walk(function)
    )
