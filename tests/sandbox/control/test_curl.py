"""The curl line of a logged request repeats that request, and contains no secret."""

import shutil
import subprocess

import httpx2
import pytest
from gelatoconnect_mock.sandbox.api.credentials import Credentials
from gelatoconnect_mock.sandbox.control.curl import curl_line
from gelatoconnect_mock.sandbox.http.messages import Request
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.control.control_client import ControlClient
from tests.standins.sandbox import plain_client


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
@pytest.mark.parametrize(
    ("method", "path", "content", "headers"),
    [
        (
            "POST",
            "/order",
            b'{"orderReferenceId": "it\'s $HOME `x` \\" \\u00e9"}',
            {"Content-Type": "application/json"},
        ),
        ("POST", "/order", b"@/etc/hostname\nand\r\n more", {"Content-Type": "text/plain"}),
        ("POST", "/search", "é%d\\n'\"".encode(), {"Content-Type": "application/json; charset=utf-8"}),
        ("POST", "/search", b"{}", {}),
        ("PUT", "/it's%20{a}[1]$HOME?x=[1]&y='", b"{}", {"Content-Type": "application/json", "X-Empty": ""}),
        ("GET", "/a%2Fb", b"", {"Customer-Reference-ID": "o'hara; $(id)"}),
        ("POST", "/x/cancel", b"", {}),
    ],
)
def test_curl_line_repeats_the_same_request(
    running: SandboxServer, control: ControlClient, method: str, path: str, content: bytes, headers: dict[str, str]
) -> None:
    target = f"{running.origin}/api/{control.prefix}{path}"
    with plain_client() as plain:
        request = plain.build_request(
            method, target, content=content, headers={**headers, "X-API-KEY": "test-key:test-secret"}
        )
        response = plain.send(request)
    first = control.newest_request()
    assert "test-secret" not in first["curl"]
    environment = {"PATH": "/usr/bin:/bin", "GELATOCONNECT_API_SECRET": "test-secret", "HOME": "/nowhere"}
    result = subprocess.run(["sh", "-c", first["curl"]], capture_output=True, check=True, timeout=20, env=environment)  # noqa: S603, S607
    second = control.newest_request()
    assert second["number"] == first["number"] + 1
    assert result.stdout == response.content
    for part in ("method", "path", "query", "body"):
        assert second["request"][part] == first["request"][part]
    names = ("content-type", "customer-reference-id", "x-api-key", "x-empty")
    assert sorted(header for header in second["request"]["headers"] if header[0] in names) == sorted(
        header for header in first["request"]["headers"] if header[0] in names
    )


@pytest.mark.parametrize("content", [b"\x00\xff%d\\n'\"", b'{"a": "\xff"}', b'{"a": "\0"}'])
def test_body_that_is_not_text_has_no_curl_line(api: httpx2.Client, control: ControlClient, content: bytes) -> None:
    api.post("/search", content=content, headers={"Content-Type": "application/json; charset=utf-8"})
    entry = control.newest_request()
    assert entry["curl"] is None
    assert (entry["request"]["body"]["size"], "truncated" in entry["request"]["body"]) == (len(content), False)


def test_curl_line_of_an_unknown_pair_contains_no_part_of_it(api: httpx2.Client, control: ControlClient) -> None:
    request_id = api.get("/x", headers={"X-API-KEY": "real-key:real-secret"}).headers["x-request-id"]
    (entry,) = control.get("/requests", unmatched=1, id=request_id)["requests"]
    assert "real" not in entry["curl"]
    assert "${GELATOCONNECT_API_KEY:?set it to an API key}" in entry["curl"]
    assert "${GELATOCONNECT_API_SECRET:?set it to its secret}" in entry["curl"]


def test_curl_line_without_its_variable_says_what_to_set(api: httpx2.Client, control: ControlClient) -> None:
    api.get("/x")
    line = control.newest_request()["curl"]
    result = subprocess.run(  # noqa: S603 - a line of our own
        ["/bin/sh", "-c", line], capture_output=True, check=False, text=True, env={"PATH": "/usr/bin:/bin"}
    )
    assert result.returncode != 0
    assert "set it to the secret of test-key" in result.stderr


OMITTED = (
    "host", "content-length", "connection", "accept-encoding", "user-agent", "accept", "transfer-encoding", "expect",
    "keep-alive",
)  # fmt: skip


def line_of(*headers: tuple[bytes, bytes], method: str = "GET", body: bytes = b"") -> str | None:
    request = Request(method, b"/api/demo/x", b"", headers, body)
    return curl_line(request, "http://here", Credentials({}))


@pytest.mark.parametrize("name", OMITTED)
def test_header_that_curl_sends_itself_is_omitted(name: str) -> None:
    assert line_of((name.encode(), b"one"), (b"x-other", b"two")) == (
        "curl -sS http://here/api/demo/x -H 'X-Other: two'"
    )


@pytest.mark.parametrize(
    "name",
    ["customer-reference-id", "x-sandbox-fault", "content-type", "content-encoding", "traceparent", "accept-language"],
)
def test_any_other_header_is_in_the_line(name: str) -> None:
    assert line_of((name.encode(), b"one")) == f"curl -sS http://here/api/demo/x -H '{name.title()}: one'"


@pytest.mark.parametrize(
    ("method", "body", "words"),
    [("GET", b"", ""), ("GET", b"x", "-X GET "), ("HEAD", b"", "--head "), ("PUT", b"", "-X PUT "),
     ("POST", b"x", "-X POST ")],
)  # fmt: skip
def test_method_is_named_where_curl_would_take_another(method: str, body: bytes, words: str) -> None:
    data = " -H Content-Type: --data-raw x" if body else ""
    assert line_of(method=method, body=body) == f"curl -sS {words}http://here/api/demo/x{data}"
