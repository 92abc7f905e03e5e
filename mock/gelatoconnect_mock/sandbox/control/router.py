"""Finds the resource of the control plane that a request is for, once it is known that it may ask at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import orjson

from gelatoconnect_mock.sandbox.api.router import decoded
from gelatoconnect_mock.sandbox.control import (
    access,
    assumptions,
    clock,
    index,
    magic,
    orders,
    plans,
    rate_limit,
    requests,
    reset,
    snapshot,
    tenants,
    verify,
)
from gelatoconnect_mock.sandbox.control.request import Asked
from gelatoconnect_mock.sandbox.http.errors import ApiError
from gelatoconnect_mock.sandbox.http.messages import Response

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.http.messages import Request

    Resource = Callable[[Asked], Response]

_RESOURCES: Final = (
    index, tenants, orders, clock, rate_limit, plans, magic, requests, verify, reset, snapshot, assumptions
)  # fmt: skip
PATHS: Final[dict[str, dict[str, Resource]]] = {
    template: methods for resource in _RESOURCES for template, methods in resource.PATHS.items()
}
"""What answers each method of each path; ``{...}`` in a template stands for one segment."""
_LONGEST: Final = 200


class ControlPlane:
    """The control plane of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._routes = {tuple(template.split("/")): template for template in PATHS}

    def handle(self, request: Request) -> Response:
        """Handle a request below ``/_sandbox``. Everything that it asks for has happened when this returns."""
        try:
            access.check(request, self._sandbox.settings)
            response = self._find(request)
        except ApiError as error:
            response = _error_response(error)
        request_id = (b"x-request-id", self._sandbox.other_ids.next().encode())
        return response._replace(headers=(request_id, *response.headers))

    def _find(self, request: Request) -> Response:
        segments = request.path.split(b"/")
        if len(segments) > 2 and not segments[-1]:  # noqa: PLR2004 - a final slash means the same path
            segments.pop()
        found = self._template(segments)
        if found is None:
            path = request.path[:_LONGEST].decode("latin-1")
            raise ApiError(404, f"No such path: {path}. The control plane has {', '.join(PATHS)}.")
        template, named = found
        methods = PATHS[template]
        resource = methods.get(request.method)
        if resource is None:
            allowed = ", ".join(methods)
            raise ApiError(405, f"Method not allowed. Allowed: {allowed}.", headers=((b"allow", allowed.encode()),))
        return resource(Asked(self._sandbox, request, template, named, tuple(PATHS)))

    def _template(self, segments: list[bytes]) -> tuple[str, str] | None:
        plain = tuple(segment.decode("latin-1") for segment in segments)
        if plain in self._routes:
            return self._routes[plain], ""
        for shape, template in self._routes.items():
            if len(shape) == len(plain) and all(a == b or a.startswith("{") for a, b in zip(shape, plain, strict=True)):
                place = next(index for index, part in enumerate(shape) if part.startswith("{"))
                return template, decoded(segments[place])
        return None


def _error_response(error: ApiError) -> Response:
    if error.status == 401:  # noqa: PLR2004 - the API's own 401 has another shape, and says less
        content: dict[str, Any] = {"code": "UNAUTHORIZED", "message": error.message}
        return Response(401, orjson.dumps(content), error.headers)
    return error.response()
