"""Prism, pinned by a lock file, run on the contract at its production paths, and started again when it ends itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gelatoconnect_mock.prism.server import PrismServer

__all__ = ["PrismServer"]


def __getattr__(name: str) -> Any:
    # On demand: the command line asks for this package in each start of the sandbox, and reading YAML costs it dear.
    if name == "PrismServer":
        from gelatoconnect_mock.prism.server import PrismServer  # noqa: PLC0415 - as above

        return PrismServer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
