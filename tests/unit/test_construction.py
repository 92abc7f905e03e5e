"""A client reads its settings from arguments and the environment. An error names the missing or invalid one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx2
import pytest
from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options, errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.standins.scripted import ScriptedApi
    from tests.unit.clients import Calls, Connect

ORDER = {"id": "id-1", "orderReferenceId": "ref-1", "fulfillmentStatus": "created"}
VARIABLES = {
    "GELATOCONNECT_PARTNER_PREFIX": "from-env",
    "GELATOCONNECT_API_KEY": "env-key",
    "GELATOCONNECT_API_SECRET": "env-secret",
    "GELATOCONNECT_CUSTOMER_REFERENCE_ID": "env-customer",
}
both = pytest.mark.parametrize("client", [GelatoConnect, AsyncGelatoConnect])


async def request_of(calls: Calls, api: ScriptedApi) -> httpx2.Request:
    api.respond(httpx2.Response(200, json=ORDER))
    await calls.get("id-1")
    return api.requests[-1]


async def test_client_without_arguments_reads_the_environment(
    connect: Connect, api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    calls = connect(partner_prefix=None, api_key=None, api_secret=None)
    sent = await request_of(calls, api)
    assert str(sent.url) == "https://api.partner-connect.io/api/from-env/id-1"
    assert sent.headers["x-api-key"] == "env-key:env-secret"
    assert sent.headers["customer-reference-id"] == "env-customer"


async def test_argument_overrides_the_environment(
    connect: Connect, api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {**VARIABLES, "GELATOCONNECT_BASE_URL": "https://env.example"}.items():
        monkeypatch.setenv(name, value)
    sent = await request_of(connect(customer_reference_id="own"), api)
    assert str(sent.url) == "https://api.partner-connect.io/api/acme/id-1"
    assert sent.headers["x-api-key"] == "key:secret"
    assert sent.headers["customer-reference-id"] == "own"


async def test_base_url_variable_overrides_the_prefix_variable(
    connect: Connect, api: ScriptedApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GELATOCONNECT_PARTNER_PREFIX", "from-env")
    monkeypatch.setenv("GELATOCONNECT_BASE_URL", "https://env.example/root/")
    sent = await request_of(connect(partner_prefix=None), api)
    assert str(sent.url) == "https://env.example/root/id-1"


async def test_base_url_argument_needs_no_prefix(connect: Connect, api: ScriptedApi) -> None:
    calls = connect(base_url="https://own.example/x")
    assert str((await request_of(calls, api)).url) == "https://own.example/x/id-1"


@both
@pytest.mark.parametrize("name", ["api_key", "api_secret", "partner_prefix"])
def test_missing_setting_is_named_with_its_variable(client: Callable[..., Any], name: str) -> None:
    given = {"api_key": "key", "api_secret": "secret", "partner_prefix": "acme", name: None}
    with pytest.raises(errors.ConfigError, match=rf"{name}=\.\.\. or set GELATOCONNECT_{name.upper()}"):
        client(**given)


@both
def test_all_missing_settings_are_named_at_once(client: Callable[..., Any]) -> None:
    with pytest.raises(errors.ConfigError, match="Missing settings: api_key, api_secret and partner_prefix") as raised:
        client()
    for name in ("api_key", "api_secret", "partner_prefix"):
        assert f"pass {name}=... or set GELATOCONNECT_{name.upper()}" in str(raised.value)
    with pytest.raises(errors.ConfigError, match=r"Missing settings?: api_secret\.") as raised:
        client(api_key="key", base_url="https://own.example")
    assert "partner_prefix" not in str(raised.value)


@both
def test_key_variable_with_a_colon_is_not_called_a_missing_secret(
    client: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GELATOCONNECT_API_KEY", "key:PLANTED")
    with pytest.raises(
        errors.ConfigError, match=r"GELATOCONNECT_API_KEY contains a colon.*the part before the colon as api_key"
    ) as raised:
        client("acme")
    assert "PLANTED" not in str(raised.value)


@both
@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("BASE_URL", "http://api.example/x"),
        ("BASE_URL", "api.example"),
        ("PARTNER_PREFIX", "a/b"),
        ("API_SECRET", "sec\nret"),
        ("CUSTOMER_REFERENCE_ID", "ä"),
    ],
)
def test_invalid_setting_is_named_by_its_variable(
    client: Callable[..., Any], variable: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, good in {**VARIABLES, f"GELATOCONNECT_{variable}": value}.items():
        monkeypatch.setenv(name, good)
    with pytest.raises(errors.ConfigError, match=f"GELATOCONNECT_{variable} must be"):
        client()


@both
@pytest.mark.parametrize("name", ["api_key", "api_secret", "customer_reference_id"])
def test_empty_argument_raises_and_ignores_the_environment(
    client: Callable[..., Any], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in VARIABLES.items():
        monkeypatch.setenv(variable, value)
    with pytest.raises(errors.ConfigError, match=name):
        client(**{name: ""})


@both
def test_key_with_a_colon_is_rejected_with_the_reason(client: Callable[..., Any]) -> None:
    with pytest.raises(errors.ConfigError, match=r"api_key contains a colon\. The client sends key:secret") as raised:
        client("acme", "key:S3CRET", "x")
    assert "S3CRET" not in str(raised.value)


def test_secret_with_a_colon_is_accepted() -> None:
    GelatoConnect("acme", "key", "sec:ret").close()


@both
@pytest.mark.parametrize("value", [" PLANTED", "PLANTED ", "PLAN\nTED", "PLAN\r\nTED", "PLANTEDé", "\x7fPLANTED", 7])
@pytest.mark.parametrize("name", ["api_key", "api_secret", "customer_reference_id"])
def test_credential_invalid_in_a_header_is_rejected_unquoted(
    client: Callable[..., Any], name: str, value: object
) -> None:
    with pytest.raises(errors.ConfigError, match=f"{name} must be a non-empty string of printable ASCII") as raised:
        client(**{"partner_prefix": "acme", "api_key": "key", "api_secret": "secret", name: value})
    assert "PLAN" not in str(raised.value)


@both
@pytest.mark.parametrize("prefix", ["a/b", "../x", "a b", "https://x.example", "ä", "a?b", "-a", 5, "a\n", "a%2Fb"])
def test_invalid_prefix_is_rejected(client: Callable[..., Any], prefix: object) -> None:
    with pytest.raises(errors.ConfigError, match="partner_prefix must be the bare token"):
        client(prefix, "key", "secret")


def test_credential_given_as_prefix_is_not_quoted() -> None:
    with pytest.raises(errors.ConfigError) as raised:
        GelatoConnect("key:PLANTED", "acme", "x")
    assert "PLANTED" not in str(raised.value)


@both
@pytest.mark.parametrize("wrong", [{"options": {"deadline": 3}}, {"endpoints": ["https://x.example"]}])
def test_argument_of_the_wrong_type_is_named(client: Callable[..., Any], wrong: dict[str, Any]) -> None:
    (name,) = wrong
    with pytest.raises(errors.ConfigError, match=f"{name} must be"):
        client("acme", "key", "secret", **wrong)


@pytest.mark.parametrize("name", ["deadline", "connect_timeout", "read_timeout", "requests_per_second"])
@pytest.mark.parametrize("value", [0, -1, float("nan"), float("inf"), 1e9, "5", True])
def test_invalid_number_in_options_is_rejected(name: str, value: Any) -> None:
    with pytest.raises(errors.ConfigError, match=rf"Options\.{name} must be a number above 0"):
        Options(**{name: value})


@pytest.mark.parametrize("name", ["connect_timeout", "read_timeout"])
def test_timeout_of_none_is_rejected(name: str) -> None:
    with pytest.raises(errors.ConfigError, match=name):
        Options(**{name: None})  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [0, -1, 1.5, "2", True, None])
def test_invalid_max_connections_is_rejected(value: Any) -> None:
    with pytest.raises(errors.ConfigError, match="max_connections must be a whole number of at least 1"):
        Options(max_connections=value)


@pytest.mark.parametrize("value", ["on", None, "", ["off"]])
def test_unknown_preflight_mode_is_rejected(value: Any) -> None:
    with pytest.raises(errors.ConfigError, match='must be "refuse", "warn" or "off"'):
        Options(preflight=value)


def test_assignment_to_an_option_raises() -> None:
    with pytest.raises(AttributeError):
        Options().deadline = 5  # type: ignore[misc]
