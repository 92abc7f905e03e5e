"""A client of the control plane that validates every response against the plane's own OpenAPI document."""

import json
import re
from typing import Any

import httpx2
import jsonschema_rs
from gelatoconnect_mock.sandbox.control import schema

DOCUMENT: dict[str, Any] = json.loads(schema.DOCUMENT.read_bytes())


class ControlClient:
    """The control plane of one tenant."""

    def __init__(self, client: httpx2.Client, prefix: str) -> None:
        self.client, self.prefix = client, prefix

    def get(self, path: str, **parameters: Any) -> Any:
        return self.call("GET", path, **parameters)

    def put(self, path: str, body: Any, **parameters: Any) -> Any:
        return self.call("PUT", path, body, **parameters)

    def post(self, path: str, body: Any = None, **parameters: Any) -> Any:
        return self.call("POST", path, body, **parameters)

    def call(self, method: str, path: str, body: Any = None, /, **parameters: Any) -> Any:
        """Return the content of a successful response."""
        response = self.send(method, path, body, **parameters)
        assert response.is_success, response.text
        return response.json()

    def error(self, status: int, method: str, path: str, body: Any = None, /, **parameters: Any) -> Any:
        """Return the content of an error response with this status."""
        response = self.send(method, path, body, **parameters)
        assert response.status_code == status, response.text
        return response.json()

    def send(self, method: str, path: str, body: Any = None, /, **parameters: Any) -> httpx2.Response:
        template, operation = find_operation(method, path)
        takes_prefix = operation is None or {"$ref": "#/components/parameters/prefix"} in operation.get(
            "parameters", []
        )
        parameters = ({"prefix": self.prefix} if takes_prefix else {}) | parameters
        content = {} if body is None else {"json": body}
        response = self.client.request(method, path, params=parameters, **content)
        assert_described(response, template, operation)
        return response

    def newest_request(self, **parameters: Any) -> Any:
        """Return the newest entry of the request log."""
        return self.get("/requests", limit=1, **parameters)["requests"][0]

    def save_snapshot(self) -> bytes:
        """Return the snapshot to the byte."""
        response = self.send("GET", "/snapshot")
        assert response.status_code == 200
        return response.content

    def load_snapshot(self, content: bytes) -> httpx2.Response:
        """Load a snapshot to the byte."""
        headers = {"Content-Type": "application/json"}
        return self.client.put("/snapshot", params={"prefix": self.prefix}, content=content, headers=headers)


def find_operation(method: str, path: str) -> tuple[str, Any]:
    for template, methods in DOCUMENT["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), f"/_sandbox{path}"):
            return template, methods.get(method.lower())
    return "", None


def assert_described(received: httpx2.Response, template: str, operation: Any) -> None:
    responses: dict[str, Any] = (
        {"4XX": {"$ref": "#/components/responses/Error"}} if operation is None else operation["responses"]
    )
    response = responses.get(str(received.status_code)) or responses.get(f"{received.status_code // 100}XX")
    assert response is not None, f"{template} declares no {received.status_code}: {received.text}"
    if "$ref" in response:
        response = DOCUMENT["components"]["responses"][response["$ref"].rpartition("/")[2]]
    content_schema = {
        **response["content"]["application/json"]["schema"], "components": DOCUMENT["components"]
    }  # fmt: skip
    validator = jsonschema_rs.Draft202012Validator(content_schema)
    assert [error.message for error in validator.iter_errors(received.json())] == []
    assert received.headers["content-type"] == "application/json"
    assert re.fullmatch("[0-9a-f]{32}", received.headers["x-request-id"])
    assert not [name for name in received.headers if name.startswith("access-control-")]
