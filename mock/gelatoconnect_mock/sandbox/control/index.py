"""The index of a sandbox, with its start options and links, and the OpenAPI document of the control plane."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.runtime.version import installed_version
from gelatoconnect_mock.sandbox.control import landing, schema
from gelatoconnect_mock.sandbox.http.errors import success
from gelatoconnect_mock.sandbox.http.messages import Response
from gelatoconnect_mock.sandbox.settings import rules_to_dict

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.control.request import ControlRequest, Paths
    from gelatoconnect_mock.sandbox.settings import Settings

_ROOT: Final = "/_sandbox/"


def get_index(request: ControlRequest) -> Response:
    """Return the version, the start options, the accepted keys, and a link to each resource; to a browser, a text."""
    if landing.is_read_by_a_person(request.received):
        return landing.directions(request.received)
    sandbox = request.sandbox
    names = [path.removeprefix(_ROOT) for path in schema.document()["paths"] if path.startswith(_ROOT)]
    return success(
        {
            "name": "GelatoConnect sandbox",
            "version": installed_version(),
            "settings": _settings(sandbox.settings),
            "keys": sandbox.credentials.keys(),
            "start": landing.links(request.received),
            "links": {name: _ROOT + name for name in names if "/" not in name},
        }
    )


def get_document(_request: ControlRequest) -> Response:
    """Return the OpenAPI document."""
    return Response(200, schema.DOCUMENT.read_bytes())


PATHS: Final[Paths] = {"/_sandbox": {"GET": get_index}, "/_sandbox/openapi.json": {"GET": get_document}}


def _settings(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host, "cors": list(settings.cors), "seed": settings.seed, "magic": settings.magic,
        "state": None if settings.state is None else str(settings.state),
        "control_token": settings.control_token is not None, "max_orders": settings.max_orders,
        "request_log_size": settings.request_log_size, "rules": rules_to_dict(settings.rules),
    }  # fmt: skip
