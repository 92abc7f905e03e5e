"""Prism, pinned by a lock file, run on the contract at its production paths, and started again when it ends itself."""

from gelatoconnect_mock.prism.server import PrismServer

__all__ = ["PrismServer"]
