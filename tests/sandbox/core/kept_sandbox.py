"""A sandbox with a state file, killed and started again."""

from pathlib import Path
from typing import Any

from gelatoconnect_mock.sandbox.settings import Settings

from tests.sandbox.core.sandbox_at_hand import SandboxAtHand


class Kept:
    """A sandbox with a state file; ``again`` ends it without a goodbye, as a kill does, and starts another."""

    def __init__(self, file: Path, *, seed: int | None = 1, **rules: Any) -> None:
        self.file, self.seed, self.rules = file, seed, rules
        self.sandbox = self._start()

    def _start(self) -> SandboxAtHand:
        return SandboxAtHand(Settings(seed=self.seed, state=self.file), **self.rules)

    def again(self, **rules: Any) -> SandboxAtHand:
        let_go(self.sandbox)
        self.rules |= rules
        self.sandbox = self._start()
        return self.sandbox


def let_go(sandbox: SandboxAtHand) -> None:
    """Close the file as it is, with nothing saved by that."""
    storage, sandbox.sandbox.storage = sandbox.sandbox.storage, None
    assert storage is not None
    storage.close()
