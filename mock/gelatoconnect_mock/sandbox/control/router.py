"""Routes a request to its resource of the control plane, after the access check. A HEAD goes where a GET does."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import orjson

from gelatoconnect_mock.sandbox.api.router import MethodNotAllowed, allowed_methods, decoded
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
from gelatoconnect_mock.sandbox.control.request import ControlRequest
from gelatoconnect_mock.sandbox.http.date import own_headers
from gelatoconnect_mock.sandbox.http.errors import ApiError
from gelatoconnect_mock.sandbox.http.messages import Response

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.api.sandbox import Sandbox
    from gelatoconnect_mock.sandbox.control.request import Handler, Paths
    from gelatoconnect_mock.sandbox.http.messages import Request

_RESOURCES: Final = (
    index, tenants, orders, clock, rate_limit, plans, magic, requests, verify, reset, snapshot, assumptions
)  # fmt: skip
PATHS: Final[Paths] = {path: methods for resource in _RESOURCES for path, methods in resource.PATHS.items()}
_PATTERNS: Final = {
    template: re.compile(re.sub(r"\\{\w+\\}", "([^/]*)", re.escape(template)).encode()) for template in PATHS
}
_MAX_SHOWN: Final = 200


class ControlPlane:
    """The control plane of one sandbox."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def handle(self, request: Request) -> Response:
        """Handle a request below ``/_sandbox``. All its effects have happened when this returns."""
        try:
            access.check(request, self._sandbox.settings)
            response = self._execute(request)
        except ApiError as error:
            response = _error_response(error)
        return response._replace(headers=(*own_headers(self._sandbox.other_ids.next()), *response.headers))

    def _execute(self, request: Request) -> Response:
        template, name = _match(request.path)
        method, handler = _handler(template, request.method)
        return handler(ControlRequest(self._sandbox, request._replace(method=method), template, decoded(name)))


def needs_body(method: str, path: bytes) -> bool:
    """Return False for a method and a path that are refused, whatever the body is."""
    try:
        template, name = _match(path)
        _handler(template, method)
        decoded(name)
    except ApiError:
        return False
    return True


def _handler(template: str, method: str) -> tuple[str, Handler]:
    """Return the method that is served, and its handler. Raises ApiError: 405."""
    methods = PATHS[template]
    served = "GET" if method == "HEAD" and "GET" in methods else method  # the edge leaves the body out
    handler = methods.get(served)
    if handler is None:
        raise MethodNotAllowed(method, allowed_methods(methods))
    return served, handler


def _match(path: bytes) -> tuple[str, bytes]:
    """Return the template that a path matches, and the segment that stands for its ``{...}``. Raises ApiError: 404."""
    for template, pattern in _PATTERNS.items():
        if match := pattern.fullmatch(path.removesuffix(b"/")):
            return template, b"".join(match.groups())
    shown = path[:_MAX_SHOWN].decode("latin-1")
    raise ApiError(404, f"No such path: {shown}. The control plane has {', '.join(PATHS)}.")


def _error_response(error: ApiError) -> Response:
    if error.status != 401:  # noqa: PLR2004 - the API's own 401 has another shape, and no message
        return error.response()
    return Response(401, orjson.dumps({"code": "UNAUTHORIZED", "message": error.message}), error.headers)
