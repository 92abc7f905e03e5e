"""The sandbox for tests: what the pytest fixtures are made of, for other test runners and for own fixtures.

Names load on first use: importing this package costs nothing.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.server.server import SandboxServer as SandboxServer
    from gelatoconnect_mock.sandbox.settings import RateLimit as RateLimit
    from gelatoconnect_mock.sandbox.settings import Rules as Rules
    from gelatoconnect_mock.sandbox.settings import Settings as Settings
    from gelatoconnect_mock.testing.sandbox import InProcessSandbox as InProcessSandbox
    from gelatoconnect_mock.testing.sandbox import SandboxForTests as SandboxForTests
    from gelatoconnect_mock.testing.sandbox import ServedSandbox as ServedSandbox
else:
    _HOMES = {
        "InProcessSandbox": "testing.sandbox",
        "RateLimit": "sandbox.settings",
        "Rules": "sandbox.settings",
        "SandboxForTests": "testing.sandbox",
        "SandboxServer": "sandbox.server.server",
        "ServedSandbox": "testing.sandbox",
        "Settings": "sandbox.settings",
    }

    def __getattr__(name: str) -> Any:
        """Import a public name from the module that defines it."""
        from importlib import import_module  # noqa: PLC0415 - only if a name is used

        if name not in _HOMES:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module(f"gelatoconnect_mock.{_HOMES[name]}"), name)

    def __dir__() -> list[str]:
        """Return the public names."""
        return sorted(_HOMES)
