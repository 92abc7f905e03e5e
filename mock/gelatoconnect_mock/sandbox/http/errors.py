"""Responses in the contract's shapes: JSON for a success, the two error envelopes for an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from gelatoconnect_mock.contract.field_errors import MAX_DETAILS
from gelatoconnect_mock.sandbox.http.messages import Response

if TYPE_CHECKING:
    from gelatoconnect_mock.contract.field_errors import Detail
    from gelatoconnect_mock.sandbox.http.messages import Headers

_CODES = {
    400: "BAD_REQUEST", 401: "UNAUTHORIZED", 403: "FORBIDDEN", 404: "NOT_FOUND", 405: "METHOD_NOT_ALLOWED",
    408: "REQUEST_TIMEOUT", 409: "CONFLICT", 413: "PAYLOAD_TOO_LARGE", 415: "UNSUPPORTED_MEDIA_TYPE",
    429: "TOO_MANY_REQUESTS", 431: "HEADERS_TOO_LARGE", 500: "INTERNAL_SERVER_ERROR",
    502: "BAD_GATEWAY", 503: "SERVICE_UNAVAILABLE", 504: "GATEWAY_TIMEOUT",
}  # fmt: skip
UNAUTHORIZED = Response(401, b'{"status":"Unauthorized."}')


class ApiError(Exception):
    """An error response instead of a success."""

    def __init__(self, status: int, message: str, details: list[Detail] | None = None, headers: Headers = ()) -> None:
        super().__init__(message)
        self.status, self.message, self.details, self.headers = status, message, details, headers

    def response(self) -> Response:
        """Return the response."""
        return error_response(self.status, self.message, self.details, self.headers)


def success(content: Any) -> Response:
    """Return a 200 with ``content`` as its JSON body."""
    return Response(200, orjson.dumps(content))


def error_response(status: int, message: str, details: list[Detail] | None = None, headers: Headers = ()) -> Response:
    """Return an error in the contract's shape: its `Error`, or its `Unauthorized` for a 401."""
    if status == 401:  # noqa: PLR2004 - the one error of its own shape
        return UNAUTHORIZED
    content: dict[str, Any] = {"code": _CODES.get(status, f"HTTP_{status}"), "message": message}
    if details:
        content["details"] = details
    return Response(status, orjson.dumps(content), headers)


def invalid_fields(details: list[Detail], message: str = "There are errors in submitted data") -> ApiError:
    """Return the 400 that lists failing fields, with a remark if it does not list them all."""
    limit = f" (the first {MAX_DETAILS} are listed)" if len(details) > MAX_DETAILS else ""
    return ApiError(400, message + limit, details[:MAX_DETAILS])
