"""What this sandbox is, how it was started, and where everything is; and the document that describes it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.runtime.version import installed_version
from gelatoconnect_mock.sandbox.control.schema import DOCUMENT
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.sandbox.settings import written_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.control.request import Asked
    from gelatoconnect_mock.sandbox.settings import Settings

_ROOT: Final = "/_sandbox/"


def index(asked: Asked) -> Response:
    """Answer the index."""
    return success(
        {
            "name": "GelatoConnect sandbox",
            "version": installed_version(),
            "settings": _settings(asked.sandbox.settings),
            "keys": asked.sandbox.credentials.keys(),
            "links": {path.removeprefix(_ROOT): path for path in asked.paths if path.count("/") == _ROOT.count("/")},
        }
    )


def describe(_asked: Asked) -> Response:
    """Answer the OpenAPI document."""
    return Response(200, DOCUMENT.read_bytes())


PATHS: Final[dict[str, dict[str, Callable[[Asked], Response]]]] = {
    "/_sandbox": {"GET": index},
    "/_sandbox/openapi.json": {"GET": describe},
}


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host, "seed": settings.seed, "magic": settings.magic,
        "state": None if settings.state is None else str(settings.state),
        "control_token": settings.control_token is not None, "max_orders": settings.max_orders,
        "request_log_size": settings.request_log_size, "rules": written_rules(settings.rules),
    }  # fmt: skip
