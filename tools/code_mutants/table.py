"""The table of modules: which tests are a module's own, and in which area it is counted."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).resolve().parents[2]
TABLE: Final = Path(__file__).with_name("modules.toml")


class Module(NamedTuple):
    """A module with its tests: files and folders, from the root of the checkout."""

    path: str
    area: str
    tests: tuple[str, ...]
    marker: str

    @property
    def suite(self) -> Suite:
        """The tests as pytest is asked for them."""
        return Suite(self.tests, self.marker)


class Suite(NamedTuple):
    """Tests that are run together: files and folders, and what chooses among their tests: marks, and a list if any."""

    files: tuple[str, ...]
    marker: str
    only: tuple[str, ...] = ()


class Area(NamedTuple):
    """Modules that are counted together.

    Attributes:
        name: The name in the table and on the page.
        goal: The share of its mutants that is to be noticed, in percent.
        modules: The modules, in the order of the table.
    """

    name: str
    goal: int
    modules: tuple[Module, ...]


@cache
def areas() -> tuple[Area, ...]:
    """Return the table."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    return tuple(_area(name, entry) for name, entry in table["areas"].items())


def complaints() -> list[str]:
    """Return a sentence for each module without tests of its own, and for each test file that does not exist."""
    table = tomllib.loads(TABLE.read_text("utf-8"))
    modules = [module for area in areas() for module in area.modules]
    listed = {module.path for module in modules} | set(table["left_out"])
    there = {
        path.relative_to(ROOT).as_posix()
        for folder in table["folders"]
        for path in (ROOT / folder, *(ROOT / folder).rglob("*.py"))
        if path.suffix == ".py" and "node_modules" not in path.parts and path.read_text("utf-8").strip()
    }
    return [
        *(f"{one} is not in {TABLE.name}: add it with its tests" for one in sorted(there - listed)),
        *(f"{one} is in {TABLE.name} and does not exist" for one in sorted(listed - there)),
        *(
            f"{module.path} has the tests {test}, which do not exist"
            for module in modules
            for test in module.tests
            if not (ROOT / test).exists()
        ),
        *(f"{module.path} has no tests" for module in modules if not module.tests),
    ]


def _area(name: str, entry: dict[str, Any]) -> Area:
    modules = []
    for path, tests in entry["modules"].items():
        marker = "not whole" if path in entry.get("real_time", ()) else "not real_time and not whole"
        modules.append(Module(path, name, (*tests, *entry["tests"]), marker))
    return Area(name, entry["goal"], tuple(modules))
