"""New code for functions that are imported already."""

from __future__ import annotations

import gc
import importlib
import warnings
from collections import defaultdict
from contextlib import suppress
from types import CodeType, FunctionType

from tools.code_mutants.bytecode import changed_functions


class Functions:
    """All functions of this process, by the file, the name and the line they are written at."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, str, int], list[FunctionType]] = defaultdict(list)
        for one in gc.get_objects():
            if type(one) is FunctionType:
                self._known[_key(one.__code__)].append(one)

    def patches(self, path: str, original: str, mutant: str) -> list[tuple[FunctionType, CodeType]] | None:
        """Return the functions to exchange, each with its new code. Returns None where that is not enough."""
        before, after = (compile(text, path, "exec", dont_inherit=True) for text in (original, mutant))
        changed = changed_functions(before, after)
        if changed is None:
            return None
        found = []
        for old, new in changed:
            functions = self._known.get(_key(old), [])
            if not functions or old.co_freevars != new.co_freevars:
                return None
            found += [(one, new) for one in functions]
        return found


def apply(patches: list[tuple[FunctionType, CodeType]]) -> None:
    """Exchange the code of functions, wherever they are referred to from."""
    for function, code in patches:
        function.__code__ = code


def import_quietly(name: str) -> None:
    """Import a module of others if it can be imported."""
    with warnings.catch_warnings(), suppress(Exception):
        warnings.simplefilter("ignore")
        importlib.import_module(name)


def _key(code: CodeType) -> tuple[str, str, int]:
    return code.co_filename, code.co_qualname, code.co_firstlineno
