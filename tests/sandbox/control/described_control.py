"""A client of the control plane that validates every answer against the plane's own OpenAPI document."""

import json
import re
from typing import Any

import httpx2
import jsonschema_rs
from gelatoconnect_mock.sandbox.control.schema import DOCUMENT

DESCRIBED: dict[str, Any] = json.loads(DOCUMENT.read_bytes())


class Control:
    """The control plane as one tenant sees it."""

    def __init__(self, client: httpx2.Client, prefix: str) -> None:
        self.client, self.prefix = client, prefix

    def get(self, path: str, **parameters: Any) -> Any:
        return self.done("GET", path, **parameters)

    def put(self, path: str, body: Any, **parameters: Any) -> Any:
        return self.done("PUT", path, body, **parameters)

    def post(self, path: str, body: Any = None, **parameters: Any) -> Any:
        return self.done("POST", path, body, **parameters)

    def done(self, method: str, path: str, body: Any = None, /, **parameters: Any) -> Any:
        response = self.asked(method, path, body, **parameters)
        assert response.is_success, response.text
        return response.json()

    def refused(self, status: int, method: str, path: str, body: Any = None, /, **parameters: Any) -> Any:
        response = self.asked(method, path, body, **parameters)
        assert response.status_code == status, response.text
        return response.json()

    def asked(self, method: str, path: str, body: Any = None, /, **parameters: Any) -> httpx2.Response:
        template, operation = described(method, path)
        takes_prefix = operation is None or {"$ref": "#/components/parameters/prefix"} in operation.get(
            "parameters", []
        )
        parameters = ({"prefix": self.prefix} if takes_prefix else {}) | parameters
        content = {} if body is None else {"json": body}
        response = self.client.request(method, path, params=parameters, **content)
        assert_described(response, template, operation)
        return response


def described(method: str, path: str) -> tuple[str, Any]:
    for template, methods in DESCRIBED["paths"].items():
        if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), f"/_sandbox{path}"):
            return template, methods.get(method.lower())
    return "", None


def assert_described(received: httpx2.Response, template: str, operation: Any) -> None:
    answers: dict[str, Any] = (
        {"4XX": {"$ref": "#/components/responses/Refused"}} if operation is None else operation["responses"]
    )
    response = answers.get(str(received.status_code)) or answers.get(f"{received.status_code // 100}XX")
    assert response is not None, f"{template} declares no {received.status_code}: {received.text}"
    if "$ref" in response:
        response = DESCRIBED["components"]["responses"][response["$ref"].rpartition("/")[2]]
    schema = {**response["content"]["application/json"]["schema"], "components": DESCRIBED["components"]}
    assert [error.message for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(received.json())] == []
    assert received.headers["content-type"] == "application/json"
    assert re.fullmatch("[0-9a-f]{32}", received.headers["x-request-id"])
    assert not [name for name in received.headers if name.startswith("access-control-")]
