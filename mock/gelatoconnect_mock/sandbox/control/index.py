"""What this sandbox is, how it was started, and where everything is; and the document that describes it."""

from __future__ import annotations

import importlib.metadata
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.sandbox.answers import success
from gelatoconnect_mock.sandbox.control.description import DOCUMENT
from gelatoconnect_mock.sandbox.exchange import Answer
from gelatoconnect_mock.sandbox.rules_as_json import written_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.asked import Asked
    from gelatoconnect_mock.sandbox.settings import Settings

_LINKS: Final = (
    "openapi.json", "tenants", "orders", "clock", "rate-limit", "plans", "magic", "requests", "verify", "reset",
    "snapshot", "assumptions",
)  # fmt: skip


def index(asked: Asked) -> Answer:
    """Answer the index."""
    return success(
        {
            "name": "GelatoConnect sandbox",
            "version": _version(),
            "settings": _settings(asked.desk.settings),
            "keys": asked.desk.credentials.keys(),
            "links": {name: f"/_sandbox/{name}" for name in _LINKS},
        }
    )


def describe(_asked: Asked) -> Answer:
    """Answer the OpenAPI document."""
    return Answer(200, DOCUMENT.read_bytes())


PATHS: Final[dict[str, dict[str, Callable[[Asked], Answer]]]] = {
    "/_sandbox": {"GET": index},
    "/_sandbox/openapi.json": {"GET": describe},
}


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host, "seed": settings.seed, "magic": settings.magic,
        "state": None if settings.state is None else str(settings.state),
        "control_token": settings.control_token is not None, "most_orders": settings.most_orders,
        "journal_size": settings.journal_size, "rules": written_rules(settings.rules),
    }  # fmt: skip


def _version() -> str | None:
    try:
        return importlib.metadata.version("gelatoconnect")
    except importlib.metadata.PackageNotFoundError:
        return None
