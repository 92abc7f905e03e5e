"""Rule: the package, `models` and the operations load a name when it is first used, and type checkers see each name.

The generator's `__init__.py` files import everything they export at once. A program that reads two models would pay for
all of them, and for the HTTP library. The operations, which it does not export at all, become names of their package.

`__getattr__` stands where type checkers do not look. A misspelled name is therefore an error for them.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from rewriting.source import RuleError, not_needed

if TYPE_CHECKING:
    from pathlib import Path

MODULE = '''"""{docstring}"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    {imports}
else:
    from importlib import import_module

    {homes}

    def __getattr__(name):
        if name not in {known}:
            raise AttributeError(f"module {{__name__!r}} has no attribute {{name!r}}")
        {load}
        return value

    def __dir__():
        return sorted({{*globals(), *__all__}})


__all__ = (
    {names},
)
'''


def rewrite(package: Path) -> None:
    """Rewrite the three `__init__.py` files; raise RuleError if they are lazy already or export nothing."""
    for folder in (package, package / "models"):
        path = folder / "__init__.py"
        _make_lazy(path, *_exports(path))
    operations = package / "api" / "orders" / "__init__.py"
    _make_lazy(operations, _docstring(operations), dict.fromkeys(_modules_beside(operations), ""))


def _make_lazy(path: Path, docstring: str, homes: dict[str, str]) -> None:
    """Write an `__init__.py` that loads each name from its module; a name without one is itself a module."""
    modules = not any(homes.values())
    names = sorted(homes)
    listed = "\n        ".join(f'"{name}": "{homes[name]}",' for name in names)
    text = MODULE.format(
        docstring=docstring.strip(),
        imports="\n    ".join(f"from .{homes[name].lstrip('.')} import {name}" for name in names),
        homes="" if modules else f"_HOMES = {{\n        {listed}\n    }}",
        known="__all__" if modules else "_HOMES",
        load='value = import_module(f".{name}", __name__)'
        if modules
        else "value = globals()[name] = getattr(import_module(_HOMES[name], __name__), name)",
        names=",\n    ".join(f'"{name}"' for name in names),
    )
    path.write_text(text, encoding="utf-8")


def _exports(path: Path) -> tuple[str, dict[str, str]]:
    """Return the docstring of an `__init__.py`, and the module of each name that it imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if any(isinstance(node, ast.FunctionDef) and node.name == "__getattr__" for node in ast.walk(tree)):
        raise not_needed("lazy_packages", "writes packages that load names on first use")
    homes = {
        alias.name: f".{node.module}"
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }
    if not homes:
        raise RuleError(
            f"rewriting/lazy_packages.py finds no import in {path.parent.name}/__init__.py. Adapt the rule."
        )
    return ast.get_docstring(tree) or "", homes


def _docstring(path: Path) -> str:
    return ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""


def _modules_beside(path: Path) -> list[str]:
    return sorted(one.stem for one in path.parent.glob("*.py") if one != path)
