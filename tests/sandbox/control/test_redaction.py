"""Secrets in headers and in the query are masked, in the request log and in the curl line."""

import shutil
import subprocess
from collections.abc import Iterator

import httpx2
import pytest
from gelatoconnect_mock.sandbox.control.redaction import (
    _PUBLIC,
    _SECRET_NAMES,
    _SECRET_WORDS,
    API_KEY,
    is_secret,
    masked_query,
)
from gelatoconnect_mock.sandbox.server.server import SandboxServer

from tests.sandbox.control.control_client import ControlClient
from tests.standins.sandbox import at_socket, plain_client

SECRET = "hush-hush"
NAMES = (
    "sig", "pass", "X-Pass", "X-Jwt", "db_pwd",
    "X-Auth-Token", "Authorization", "Proxy-Authorization", "Cookie", "X-Session-Id", "X-Signature", "X-Api-Secret",
    "X-Bearer", "X-Api-Pass", "api_pass", "passphrase", "passcode", "otp", "X-Totp", "pin", "user-pin",
    "X-Password", "Api-Key", "X-Amz-Security-Token", "X-Credential", "apikey", "ACCESS_TOKEN",
)  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[SandboxServer]:
    """A sandbox that knows no secret of another test: one is masked wherever it stands, in names of headers too."""
    with at_socket(seed=1) as server:
        yield server


@pytest.mark.parametrize("name", NAMES)
def test_secret_header_is_shown_nowhere(api: httpx2.Client, control: ControlClient, name: str) -> None:
    api.get("/x", headers={name: SECRET, "X-Plain": "shown"})
    entry = control.newest_request()
    assert [name.lower(), "***"] in entry["request"]["headers"]
    assert ["x-plain", "shown"] in entry["request"]["headers"]
    assert SECRET not in str(entry)
    assert "set it to the value of" in entry["curl"]


@pytest.mark.parametrize("name", [*NAMES, "apiPass", "%74oken", "to%6Ben", "my%20key", "a[token]"])
def test_secret_parameter_is_shown_nowhere(api: httpx2.Client, control: ControlClient, name: str) -> None:
    api.get(f"/x?a=1&{name}={SECRET}&b=2;{name}={SECRET}")
    entry = control.newest_request()
    assert entry["request"]["query"] == f"a=1&{name}=***&b=2;{name}=***"
    assert SECRET not in str(entry)
    assert "set it to the parameter" in entry["curl"]


@pytest.mark.parametrize("pair", ["test-key:test-secret", "real:hush-hush"])
def test_repeated_key_header_is_masked_each_time(api: httpx2.Client, control: ControlClient, pair: str) -> None:
    headers = [("X-API-KEY", "test-key:test-secret"), ("X-API-KEY", pair)]
    request = httpx2.Request("GET", f"{api.base_url}x", headers=headers)
    request_id = api.send(request).headers["x-request-id"]
    (entry,) = control.get("/requests", unmatched=1, id=request_id)["requests"]
    assert not any(secret in str(entry) for secret in ("test-secret", SECRET, "real"))


@pytest.mark.parametrize("value", ["Bearer hush-hush", "bearer hush-hush", "Basic aHVzaC1odXNo", "BASIC  hush-hush"])
def test_value_of_an_authorization_is_shown_in_no_header(
    api: httpx2.Client, control: ControlClient, value: str
) -> None:
    api.get("/x", headers={"X-Custom": value, "X-Plain": "Bearers basic"})
    entry = control.newest_request()
    assert ["x-custom", "***"] in entry["request"]["headers"]
    assert ["x-plain", "Bearers basic"] in entry["request"]["headers"]
    assert value.split()[1] not in str(entry)
    assert "set it to the value of" in entry["curl"]


@pytest.mark.parametrize("name", ["Referer", "X-Original-URL", "X-Forwarded-Uri"])
@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("http://x/?token=hush-hush", "http://x/?token=***"),
        ("/a?b=1&otp=hush-hush;c=2", "/a?b=1&otp=***;c=2"),
        ("/a?token=x?hush-hush", "/a?token=***"),
        ("/a?b=1#access_token=hush-hush&c=2", "/a?b=1#access_token=***&c=2"),
        ("/a#key=hush-hush", "/a#key=***"),
    ],
)
def test_secret_in_the_query_of_a_header_is_shown_nowhere(
    api: httpx2.Client, control: ControlClient, name: str, url: str, shown: str
) -> None:
    api.get("/x", headers={name: url})
    entry = control.newest_request()
    assert [name.lower(), shown] in entry["request"]["headers"]
    assert SECRET not in str(entry)
    assert "set it to the parameter" in entry["curl"]


@pytest.mark.parametrize("value", ["/a?b=1&c=%20#d", "why? a=b", "#1", "?", "text/html; q=1"])
def test_header_without_a_secret_is_shown_as_it_is(api: httpx2.Client, control: ControlClient, value: str) -> None:
    api.get("/x", headers={"Referer": value})
    entry = control.newest_request()
    assert ["referer", value] in entry["request"]["headers"]
    assert value in entry["curl"]


@pytest.mark.parametrize(
    ("query", "shown"),
    [(b"", ""), (b"a", "a"), (b"token", "token"), (b"token=", "token="), (b"=x", "=x"), (b"a=1&b=2", "a=1&b=2"),
     (b"key=1", "key=***"), (b"&&key=1&&", "&&key=***&&"), (b"key=a=b", "key=***"), (b"a=key=1", "a=key=1")],
)  # fmt: skip
def test_rest_of_a_query_stays_as_it_is(query: bytes, shown: str) -> None:
    assert masked_query(query) == shown


@pytest.mark.parametrize(
    "name",
    [
        b"idempotency-key",
        b"content-type",
        b"host",
        b"customer-reference-id",
        b"a",
        b"passenger",
        b"design",
        b"shipping",
        b"compass",
        b"bypass",
        b"spin",
        b"pinned",
        b"Passed",
        b"byPassed",
    ],
)
def test_other_names_are_no_secrets(name: bytes) -> None:
    assert not is_secret(name)


SECRET_WORDS = (
    b"token", b"secret", b"key", b"auth", b"password", b"passwd", b"signature", b"cookie", b"session", b"credential",
    b"jwt", b"pwd", b"bearer", b"passphrase", b"passcode",
)  # fmt: skip


@pytest.mark.parametrize("word", SECRET_WORDS)
@pytest.mark.parametrize("form", [b"%s", b"x-%s", b"%s-id", b"my%ss", b"a_%s_b"])
def test_each_secret_word_makes_a_name_secret(form: bytes, word: bytes) -> None:
    assert is_secret(form % word)
    assert is_secret((form % word).upper())
    assert not is_secret(form % word[:-1]), "no other word makes this name a secret"


@pytest.mark.parametrize("name", [b"sig", b"pass", b"otp", b"totp", b"pin"])
def test_each_secret_name_is_secret_as_a_whole_word_alone(name: bytes) -> None:
    for form in (b"%s", b"x-%s", b"a_%s_b", b"a[%s]", b"my %s"):
        assert is_secret(form % name)
        assert is_secret((form % name).title())
        assert is_secret((form % name).upper())
    assert is_secret(b"my" + name.title())
    assert is_secret(b"my" + name.title() + b"Id")
    assert not is_secret(name + b"x")
    assert not is_secret(b"a" + name)


@pytest.mark.parametrize("name", [b"idempotency-key", b"x-idempotency-key"])
def test_idempotency_key_is_shown(name: bytes) -> None:
    assert not is_secret(name)
    assert not is_secret(name.title())
    assert is_secret(name + b"x")


def test_every_entry_of_the_lists_has_a_case() -> None:
    assert set(_SECRET_WORDS) == set(SECRET_WORDS)
    assert set(_SECRET_NAMES) == {b"sig", b"pass", b"otp", b"totp", b"pin"}
    assert set(_PUBLIC) == {b"idempotency-key", b"x-idempotency-key"}
    assert API_KEY == b"x-api-key"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is missing")
@pytest.mark.parametrize(
    "query", ["access_token=hush-hush", "a='1'&token=hush-hush&b=%C3%A9", "key=hush-hush&2key=hush-hush"]
)
def test_curl_line_takes_its_secrets_from_the_environment(
    running: SandboxServer, control: ControlClient, query: str
) -> None:
    headers = {
        "X-API-KEY": "test-key:test-secret", "X-Auth-Token": SECRET, "x.odd!token": SECRET,
        "Referer": "http://x/it's?a='1'&token=hush-hush&b=%C3%A9",
    }  # fmt: skip
    with plain_client() as plain:
        response = plain.get(f"{running.origin}/api/{control.prefix}/x?{query}", headers=headers)
    first = control.newest_request()
    assert SECRET not in first["curl"]
    names = ("X_AUTH_TOKEN", "X_ODD_TOKEN", "ACCESS_TOKEN", "TOKEN", "KEY", "SECRET_2KEY")
    environment = {"PATH": "/usr/bin:/bin", "GELATOCONNECT_API_SECRET": "test-secret", **dict.fromkeys(names, SECRET)}
    result = subprocess.run(["/bin/sh", "-c", first["curl"]], capture_output=True, check=True, env=environment)  # noqa: S603
    second = control.newest_request()
    assert result.stdout == response.content
    assert second["number"] == first["number"] + 1
    assert second["request"]["query"] == first["request"]["query"]
    with_secrets = running.call(
        lambda sandbox: [
            (each.request.query, sorted(h for h in each.request.headers if b"token" in h[0] + h[1]))
            for each in sandbox.request_log.of(sandbox.tenant(control.prefix, "test-key"))
        ]
    )
    assert with_secrets[-1] == with_secrets[-2]
