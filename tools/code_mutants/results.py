"""The verdicts of all runs on this machine, each with the content of the checkout that it is about."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from tools.code_mutants.stage import HOME, digest
from tools.code_mutants.worker import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tools.code_mutants.mutant import Mutant

_FILE: Final = HOME / "results.jsonl"


class Results:
    """The stored verdicts."""

    def __init__(self) -> None:
        HOME.mkdir(parents=True, exist_ok=True)
        text = _FILE.read_text("utf-8") if _FILE.is_file() else ""
        self._lines: dict[str, dict[str, Any]] = {one["name"]: one for one in map(json.loads, text.splitlines())}
        self._digest = digest()

    @property
    def killers(self) -> dict[str, str]:
        """The test that noticed each mutant last, by the mutant's name."""
        return {name: one["by"] for name, one in self._lines.items() if one["by"]}

    def add(self, verdict: Verdict) -> None:
        """Store a verdict."""
        line = {"name": verdict.mutant.name, "digest": self._digest, **verdict._asdict()}
        line["mutant"] = f"{verdict.mutant.module}:{verdict.mutant.line}"
        self._lines[verdict.mutant.name] = line
        with _FILE.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def of_this_checkout(self, mutants: Iterable[Mutant]) -> list[Verdict]:
        """Return the verdicts on these mutants that are about the checkout as it is."""
        found = ((one, self._lines.get(one.name)) for one in mutants)
        return [
            Verdict(mutant, line["verdict"], line["by"], line["took"])
            for mutant, line in found
            if line is not None and line.get("digest") == self._digest
        ]
