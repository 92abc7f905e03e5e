"""A sandbox with a state file that tests kill and start again."""

from pathlib import Path
from typing import Any

from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.harness import Harness


class DurableSandbox:
    """A sandbox with a state file. ``rules`` are those that differ from the default."""

    def __init__(self, file: Path, *, seed: int | None = 1, **rules: Any) -> None:
        self.file, self.seed, self.rules = file, seed, rules
        self.harness = self._start()

    def _start(self) -> Harness:
        return Harness(Settings(seed=self.seed, state=self.file), **self.rules)

    def restart(self, **rules: Any) -> Harness:
        """End the sandbox as a kill does, and return the one that follows it. ``rules`` change its start options."""
        close_unsaved(self.harness)
        self.rules |= rules
        self.harness = self._start()
        return self.harness


def close_unsaved(harness: Harness) -> None:
    """Close the state file without saving anything."""
    storage, harness.sandbox.storage = harness.sandbox.storage, None
    assert storage is not None
    storage.close()
