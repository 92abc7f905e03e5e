"""Prism, pinned by a lock file: serves the contract at its production paths and is restarted when it crashes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gelatoconnect_mock.prism.server import PrismServer

__all__ = ["PrismServer"]


def __getattr__(name: str) -> Any:
    # On first use: the server imports PyYAML, which is slow, and `prism.install` needs none of it.
    if name == "PrismServer":
        from gelatoconnect_mock.prism.server import PrismServer  # noqa: PLC0415 - as above

        return PrismServer
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
