"""Known secrets are masked wherever they stand, not only under names that tell: in the log and in the access log."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from gelatoconnect_mock.runtime.secret_values import SecretValues
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.sandbox_orders import an_order
from tests.standins.sandbox import http_client, plain_client, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

TOKEN, SECRET, OTHER = "t0ken-of-control", "hush/hush+\"quoted'", "another-secret"
PAIRS = {"mine": SECRET, "other": OTHER, "short": "abc"}


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return []


@pytest.fixture(scope="module")
def server(lines: list[str]) -> Iterator[SandboxServer]:
    with SandboxServer(settings(seed=1, keys=PAIRS, control_token=TOKEN), access_log=lines.append) as server:
        yield server


@pytest.fixture
def client(server: SandboxServer, lines: list[str]) -> Iterator[httpx2.Client]:
    lines.clear()
    with http_client(server) as client:
        yield client


def entry(server: SandboxServer, response: httpx2.Response) -> tuple[dict[str, Any], str]:
    """Return the entry of a request in the log, and everything that is shown of it."""
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with plain_client(base_url=f"{server.origin}/_sandbox", headers=headers) as control:
        query = {"id": response.headers["x-request-id"], "unmatched": str(int(response.status_code == 401))}
        answer = control.get("/requests", params=query)
    return answer.json()["requests"][0], answer.text


def quoted(text: str, *characters: str) -> str:
    """Percent-encode some characters."""
    return "".join(f"%{ord(each):02X}" if each in characters else each for each in text)


PLAIN = {"a default secret": "test-secret", "another key's": OTHER, "the token": TOKEN, "a short pair": "short:abc"}
FORMS = {**PLAIN, "encoded": quoted(SECRET, "/", "+", '"', "'"), "all encoded": quoted(OTHER, *OTHER)}


@pytest.mark.parametrize("secret", FORMS.values(), ids=FORMS)
def test_secret_in_a_path_or_a_query_is_masked(
    server: SandboxServer, client: httpx2.Client, lines: list[str], secret: str
) -> None:
    for target in (f"/x-{secret}", f"/x?{secret}", f"/x?a=1&b=x{secret}" if ":" not in secret else "/x?a=short:abc"):
        response = client.get(f"{client.base_url}".rstrip("/") + target)
        found, shown = entry(server, response)
        assert secret not in shown
        assert "***" in found["request"]["path"] + found["request"]["query"]
        assert "SECRET" in found["curl"]
    assert secret not in str(lines)
    assert "/x-***" in lines[0]


@pytest.mark.parametrize("name", ["Referer", "X-Odd", "User-Agent", "Customer-Reference-ID", "Origin"])
@pytest.mark.parametrize("secret", [*PLAIN.values(), SECRET])
def test_secret_in_a_header_is_masked(server: SandboxServer, client: httpx2.Client, name: str, secret: str) -> None:
    response = client.get("/x", headers={name: f"http://x/{secret}"})
    found, shown = entry(server, response)
    assert secret not in str(found)
    assert secret not in shown
    assert dict(found["request"]["headers"])[name.lower()] == "http://x/***"


@pytest.mark.parametrize("secret", [*PLAIN.values(), SECRET])
def test_secret_in_a_body_is_masked(server: SandboxServer, client: httpx2.Client, secret: str) -> None:
    order = an_order(f"ref {secret}", extra={secret: [secret]}, currency=secret)
    response = client.post("/order", json=order)
    assert response.status_code == 400
    found, _ = entry(server, response)
    assert secret not in str(found)
    assert found["request"]["body"]["json"]["orderReferenceId"] == "ref ***"
    assert found["request"]["body"]["json"]["extra"] == {"***": ["***"]}
    assert found["request"]["body"]["size"] == len(response.request.content)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (b'["\\u0061nother-secret", "a\\nb"]', {"size": 31, "json": ["***", "a\nb"]}),
        (b'["hush\\/hush+\\"quoted\'"]', {"size": 24, "json": ["***"]}),
        (b"a=another-secret&b=hush%2Fhush%2B%22quoted%27", {"size": 45, "text": "a=***&b=***"}),
        (b"\xffanother-secret", {"size": 15, "text": "\N{REPLACEMENT CHARACTER}***"}),
        (b'["xshort:abc", "short:abcd", "short:abc"]', {"size": 41, "json": ["x***", "***d", "***"]}),
    ],
)
def test_escaped_secret_in_a_body_is_masked(
    server: SandboxServer, client: httpx2.Client, body: bytes, shown: dict[str, Any]
) -> None:
    response = client.post("/order", content=body, headers={"Content-Type": "application/json"})
    assert entry(server, response)[0]["request"]["body"] == shown


def test_secret_in_a_truncated_body_and_in_a_failing_field_is_masked(
    server: SandboxServer, client: httpx2.Client, lines: list[str]
) -> None:
    body = f'{{"{OTHER}":"{OTHER}","x":"{"x" * 70_000}"}}'
    response = client.post("/order", content=body, headers={"Content-Type": "application/json"})
    found, shown = entry(server, response)
    assert found["request"]["body"]["truncated"]
    assert OTHER not in shown + str(lines)


def test_verify_shows_no_secret(server: SandboxServer, client: httpx2.Client) -> None:
    client.post("/order", json=an_order(f"seen-{OTHER}", unknown=OTHER))
    content = {"operation": "submitOrder", "count": 9, "where": {"orderReferenceId": "other"}}
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with plain_client(base_url=f"{server.origin}/_sandbox", headers=headers) as control:
        answer = control.post("/verify", json=content)
    assert answer.json()["near_misses"]
    assert "seen-***" in answer.text
    assert OTHER not in answer.text


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
def test_curl_line_repeats_a_request_with_secrets_everywhere(server: SandboxServer, client: httpx2.Client) -> None:
    order = an_order(f"curl-{SECRET}", comment=OTHER)
    headers = {"X-Odd": f"a {SECRET} b", "X-API-KEY": f"mine:{SECRET}"}
    first = client.post(f"/order?{OTHER}&x={quoted(SECRET, '/', '+')}", json=order, headers=headers)
    with plain_client(base_url=f"{server.origin}/_sandbox", headers={"Authorization": f"Bearer {TOKEN}"}) as control:
        line = control.get("/requests", params={"key": "mine", "limit": "1"}).json()["requests"][0]["curl"]
    assert SECRET not in line
    assert OTHER not in line
    assert first.status_code == 200
    names = sorted({part.partition(":?")[0] for part in line.split('"${')[1:]})
    assert names == ["GELATOCONNECT_API_SECRET", "SECRET", "SECRET_2", "SECRET_3"]
    escaped = SECRET.replace('"', '\\"')
    values = {"SECRET": OTHER, "SECRET_2": quoted(SECRET, "/", "+", '"'), "SECRET_3": escaped}
    environment = {"PATH": "/usr/bin:/bin", "GELATOCONNECT_API_SECRET": SECRET, **values}
    done = subprocess.run(["/bin/sh", "-c", line], capture_output=True, text=True, check=True, env=environment)  # noqa: S603
    assert "reference" in done.stdout or "already" in done.stdout, done.stdout  # the second order of this reference


class TestSearch:
    def test_every_secret_is_found_beside_many(self) -> None:
        values = SecretValues()
        secrets = [f"secret-{number:05}-{'x' * (number % 7)}" for number in range(10_000)]
        for secret in secrets:
            values.add(secret)
        assert values.masked(" ".join(secrets)).replace("x", "") == " ".join(["***"] * 10_000)
        assert values.masked("secret-00007") == "secret-00007"

    @pytest.mark.parametrize(
        "secrets",
        [
            [f"aaaaaaaaaaaa{number:05}" for number in range(5_000)],
            ["a" * length for length in range(6, 1_000)],
            ["a" * length for length in range(6, 20)],
            ["aaaaaa", "bbbbbb", *(f"ab{number:06}" for number in range(100))],
        ],
        ids=["one length", "every length", "few lengths", "few secrets"],
    )
    @pytest.mark.parametrize("text", ["a", "ab", 'a"', "a%61", "a\\/", "ab000001"])
    def test_looks_grow_with_the_text_and_not_with_the_secrets(self, secrets: list[str], text: str) -> None:
        looks = 0

        class Counted(dict[str, list[str]]):
            def get(self, key: str, default: Any = None) -> Any:
                nonlocal looks
                looks += 1
                return super().get(key, default)

        values = SecretValues()
        for secret in secrets:
            values.add(secret)
        values._alike = Counted(values._alike)
        long = text * (30_000 // len(text))
        assert len(values.spans(long)) <= len(long)
        assert looks <= 2 * len(values._lengths) * len(long)
        assert len(values._lengths) <= 5

    def test_of_secrets_that_begin_alike_the_rest_of_the_word_is_masked(self) -> None:
        values = SecretValues()
        for number in range(20):
            values.add(f"secret-{'x' * number}-end")
        assert values.masked('{"a":"secret-xxxxxxxxxxxxxx-end tail"}') == '{"a":"*** tail"}'
        assert values.masked("secret-") == "secret-"

    def test_secrets_that_overlap_are_one_mask(self) -> None:
        values = SecretValues()
        for secret in ("abcdef", "defghi", "hijklm"):
            values.add(secret)
        assert values.masked("xabcdefghijklmx abcdef") == "x***x ***"

    def test_names_of_an_object_stay(self) -> None:
        values = SecretValues()
        values.add("pointer")
        assert values.masked_data([{"pointer": "a pointer"}]) == [{"pointer": "a ***"}]

    @pytest.mark.parametrize(
        ("text", "shown"),
        [("", ""), ("abcdef", "***"), ("abcdefabcdef", "******"), ("xabcdefx", "x***x"), ("abcde", "abcde"),
         ("tok", "***"), ("token", "token"), ("a tok.", "a ***."), ("%61bcdef", "***"), ("a%62c%64ef%", "***%"),
         ("%%61bcdef", "%***"), ("\\u0061bcdef\\", "***\\"), ("bcdefgh", "***"), ("abcdefgh", "***")],
    )  # fmt: skip
    def test_text_is_masked(self, text: str, shown: str) -> None:
        values = SecretValues()
        for secret in ("abcdef", "tok", "bcdefgh"):
            values.add(secret)
        assert values.masked(text) == shown
