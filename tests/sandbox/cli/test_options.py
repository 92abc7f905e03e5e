"""Each option as a flag and as a variable, and the error for an invalid value."""

import argparse
import os
from pathlib import Path
from typing import Any

import pytest
from gelatoconnect_mock.cli import certify, prism
from gelatoconnect_mock.cli import sandbox as command
from gelatoconnect_mock.cli.command import run
from gelatoconnect_mock.cli.options import read_options
from gelatoconnect_mock.cli.sandbox import OPTIONS
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, Settings

from tests.standins.sandbox import refused

SOCKET = ("--host", "--port", "--ready-json")


@pytest.fixture(autouse=True)
def _no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in OPTIONS:
        monkeypatch.delenv(option.variable, raising=False)


def parse_options(*arguments: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    command.register(parser.add_subparsers())
    parsed = parser.parse_args(["sandbox", *arguments])
    return {option.field: option.value(parsed) for option in OPTIONS}


def settings(*arguments: str) -> Settings:
    return command._settings(parse_options(*arguments))


def test_defaults_match_the_documentation() -> None:
    assert settings() == Settings(
        keys={}, seed=None, magic=True, state=None, control_token=None, host="127.0.0.1",
        rules=Rules(duplicates="conflict", lifecycle="manual", step=None,
                    rate_limit=RateLimit(100, 1.0, "seconds", while_frozen=False)),
    )  # fmt: skip
    assert {name: parse_options()[name] for name in ("port", "ready_json")} == {"port": 4010, "ready_json": False}


CASES = [
    ("--host", "127.0.0.2", "host", "127.0.0.2"),
    ("--port", "0", "port", 0),
    ("--seed", "7", "seed", 7),
    ("--duplicates", "replay", "duplicates", "replay"),
    ("--lifecycle", "time", "lifecycle", "time"),
    ("--step", "2.5", "step", 2.5),
    ("--rate-limit", "off", "rate_limit", "off"),
    ("--rate-limit", "3/10", "rate_limit", (3, 10.0)),
    ("--rate-limit", "5", "rate_limit", (5, 1.0)),
    ("--rate-limit", "5/0.25", "rate_limit", (5, 0.25)),
    ("--visibility-lag", "2.5", "visibility_lag", 2.5),
    ("--state", "a b.db", "state", Path("a b.db")),
    ("--key", "k:s:t", "key", {"k": "s:t"}),
    ("--control-token", "a-t0ken", "control_token", "a-t0ken"),
    ("--cors", "off", "cors", ()),
    ("--cors", "HTTP://LocalHost:3000", "cors", ("http://localhost:3000",)),
    ("--cors", "http://a:80,https://b:443, https://c:80", "cors", ("http://a", "https://b", "https://c:80")),
    (
        "--cors",
        "null,http://[::1]:3000,capacitor://localhost",
        "cors",
        ("null", "http://[::1]:3000", "capacitor://localhost"),
    ),
]


@pytest.mark.parametrize(("flag", "text", "field", "value"), CASES)
def test_option_is_a_flag_and_a_variable_and_the_flag_wins(
    monkeypatch: pytest.MonkeyPatch, flag: str, text: str, field: str, value: object
) -> None:
    assert parse_options(flag, text)[field] == value
    name = f"GELATOCONNECT_MOCK_{flag[2:].upper().replace('-', '_')}"
    monkeypatch.setenv(name, text)
    assert parse_options()[field] == value
    monkeypatch.setenv(name, "\N{BOMB}")
    assert parse_options(flag, text)[field] == value
    monkeypatch.setenv(name, "")
    assert parse_options()[field] == parse_options()[field] != value


SWITCHES = [
    ("--ready-json", "ready_json"),
    ("--no-magic", "no_magic"),
    ("--exit-with-parent", "exit_with_parent"),
    ("--access-log", "access_log"),
]


def test_cases_cover_every_option_with_a_value() -> None:
    assert {option.flag for option in OPTIONS} == {flag for flag, *_ in CASES} | {flag for flag, _ in SWITCHES}


@pytest.mark.parametrize(("flag", "field"), SWITCHES)
def test_switch_is_also_a_variable(monkeypatch: pytest.MonkeyPatch, flag: str, field: str) -> None:
    name = f"GELATOCONNECT_MOCK_{field.upper()}"
    assert (parse_options()[field], parse_options(flag)[field]) == (False, True)
    for text, value in {"1": True, "TRUE": True, "yes": True, "0": False, "off": False, "": False}.items():
        monkeypatch.setenv(name, text)
        assert parse_options()[field] is value
    monkeypatch.setenv(name, "perhaps")
    with pytest.raises(UserError, match=f"{name}: 'perhaps' is neither yes nor no"):
        parse_options()


def test_several_keys_are_several_flags_or_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"a": "1", "b": "2"}
    assert settings("--key", "a:1", "--key", "b:2").keys == both
    monkeypatch.setenv("GELATOCONNECT_MOCK_KEY", "a:1,b:2")
    assert settings().keys == both


def test_several_origins_are_several_flags_or_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    both = ("http://a", "http://b:3000")
    assert settings("--cors", "http://a", "--cors", "http://b:3000").cors == both
    monkeypatch.setenv("GELATOCONNECT_MOCK_CORS", "http://a,http://b:3000")
    assert settings().cors == both
    monkeypatch.delenv("GELATOCONNECT_MOCK_CORS")
    assert settings().cors == settings("--cors", "*").cors == ("*",)


def test_visibility_lag_is_a_rule_of_every_tenant() -> None:
    assert settings().rules.visibility_lag == 0
    assert settings("--visibility-lag", "3").rules.visibility_lag == 3


def test_seed_disables_the_rate_limit_unless_one_is_set() -> None:
    assert settings("--seed", "1").rules.rate_limit is None
    assert settings("--seed", "0").rules.rate_limit is None
    assert settings("--seed", "1", "--rate-limit", "5/1").rules.rate_limit == RateLimit(5, 1.0)
    assert settings("--rate-limit", "off").rules.rate_limit is None
    assert settings("--rate-limit", "100/1").rules.rate_limit == RateLimit() != settings().rules.rate_limit


INVALID = [
    *(
        ("--host", text, "is no host: give a name or an address alone")
        for text in (
            "http://x",
            "//x",
            "x/",
            "[::1]",
            "localhost:4010",
            "127.0.0.1:4010",
            "a b",
            "a\x1b[2Jb",
            "a,b",
            "u@a",
            ":",
            "1::2::3",
            "a\u009bb",
            "a\n",
            "a\\b",
            "?",
            "\u202ea",
            "http://127.0.0.1:4010/",
        )
    ),
    *(
        ("--host", text, "is no address: give four numbers from 0 to 255")
        for text in ("999.1.2.3", "1.2.3.4.5", "256.0.0.1", ".", "1..2", "127.0.0.1.")
    ),
    ("--port", "http", "is no port"),
    ("--port", "65536", "is no port"),
    ("--port", "-1", "is no port"),
    ("--port", "9" * 5_000, "is no port"),
    ("--seed", "one", "is no seed"),
    ("--seed", "-1", "is no seed"),
    ("--seed", "9" * 5_000, "is no seed"),
    ("--duplicates", "refuse", "give conflict, replay, accept"),
    ("--lifecycle", "Manual", "give manual, time, reads, instant"),
    ("--step", "0", "is no step"),
    ("--step", "nan", "is no step"),
    ("--step", "soon", "is no step"),
    ("--visibility-lag", "-1", "is no lag"),
    ("--visibility-lag", "nan", "is no lag"),
    ("--visibility-lag", "86401", "is no lag"),
    ("--visibility-lag", "soon", "is no lag"),
    ("--rate-limit", "0/1", "is no rate"),
    ("--rate-limit", "10/0", "is no rate"),
    ("--rate-limit", "10/", "is no rate"),
    ("--rate-limit", "10/inf", "is no rate"),
    ("--rate-limit", "1.5/1", "is no rate"),
    ("--rate-limit", "many", "is no rate"),
    ("--key", "k", "give the pair as key:secret"),
    ("--key", "k:", "give the pair as key:secret"),
    ("--key", "k:1,k:2", "another secret already"),
    ("--key", "test-key:mine", "another secret already"),
    ("--control-token", "to ken", "a token is plain ASCII without blanks"),
    ("--control-token", "token", "a token has at least 6 characters"),
    *(
        ("--cors", text, "is no origin: give scheme, host and port")
        for text in (
            "localhost:3000",
            "http://localhost:3000/",
            "http://a/b",
            "*,http://a",
            "http://a,off",
            "http://a,,http://b",
            "http://*.a",
            "http://é",
            "http://u@a",
            "http://a:",
            "http://a:65536",
            "http://",
            "http:///a",
            "//a",
            "*.a",
            "http://a?b",
            "http://a#b",
            "http://a\x1b[2J",
            "* ,off",
            "nothing",
        )
    ),
]


def test_empty_token_is_refused_and_empty_variable_means_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(UserError, match="--control-token: an empty token keeps nobody out"):
        settings("--control-token", "")
    monkeypatch.setenv("GELATOCONNECT_MOCK_CONTROL_TOKEN", "")
    assert settings().control_token is None


@pytest.mark.parametrize(("flag", "text", "sentence"), INVALID)
def test_invalid_value_is_refused_with_its_flag_or_variable(
    monkeypatch: pytest.MonkeyPatch, flag: str, text: str, sentence: str
) -> None:
    with pytest.raises(UserError) as caught:
        parse_options(f"{flag}={text}")
    assert str(caught.value).startswith(f"{flag}: ")
    assert sentence in str(caught.value)
    name = f"GELATOCONNECT_MOCK_{flag[2:].upper().replace('-', '_')}"
    monkeypatch.setenv(name, text)
    with pytest.raises(UserError) as caught:
        parse_options()
    assert str(caught.value).startswith(f"{name}: ")
    assert sentence in str(caught.value)


def test_step_of_reads_is_a_whole_number() -> None:
    assert settings("--lifecycle", "reads", "--step", "2").rules.reads_a_step == 2
    with pytest.raises(UserError, match=r"A step of 1\.5 reads cannot be"):
        settings("--lifecycle", "reads", "--step", "1.5")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.9.9.9"])
def test_loopback_host_needs_no_token(host: str) -> None:
    assert settings("--host", host).control_token is None


@pytest.mark.parametrize("host", ["0.0.0.0"])  # noqa: S104 - refused
def test_other_host_needs_a_token_and_a_key(host: str) -> None:
    token, key = ("--control-token", "a-token"), ("--key", "k:s")
    for given, missing in (((), "--control-token and --key"), (token, "--key"), (key, "--control-token")):
        with pytest.raises(UserError, match=f"others could use this sandbox: give {missing}, or listen on"):
            settings("--host", host, *given)
    assert settings("--host", host, *token, *key).keys == {"k": "s"}


def test_invalid_option_prints_one_sentence_and_exits_with_2() -> None:
    assert refused(GELATOCONNECT_MOCK_DUPLICATES="never").startswith(
        "gelatoconnect-mock: GELATOCONNECT_MOCK_DUPLICATES: 'never' is none of its values"
    )
    assert "others could use this sandbox" in refused("--host", "0.0.0.0")  # noqa: S104 - refused


@pytest.mark.parametrize(
    ("variable", "text", "field", "value"),
    [
        ("HOST", "127.0.0.2", "host", "127.0.0.2"),
        ("PORT", "0", "port", 0),
        ("PREFIX", "acme", "prefix", "acme"),
        ("READY_JSON", "1", "ready_json", True),
        ("SILENT", "1", "silent", True),
        ("CONTRACT", "a b.yaml", "contract", Path("a b.yaml")),
    ],
)
def test_prism_reads_its_options_from_variables_too(
    monkeypatch: pytest.MonkeyPatch, variable: str, text: str, field: str, value: object
) -> None:
    monkeypatch.setenv(f"GELATOCONNECT_MOCK_{variable}", text)
    assert parsed(prism)[field] == value


def test_certify_reads_only_its_key_from_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in certify.OPTIONS:
        monkeypatch.setenv(option.variable, "1")
    assert parsed(certify, "--target", "https://example.com/api/x") == {
        "target": "https://example.com/api/x", "key": "1", "customer_reference_id": None, "place_orders": False,
        "junit": None,
    }  # fmt: skip


def parsed(subcommand: Any, *arguments: str) -> dict[str, Any]:
    parser = argparse.ArgumentParser()
    subcommand.register(parser.add_subparsers())
    name = subcommand.__name__.rpartition(".")[2]
    return read_options(parser.parse_args([name, *arguments]), subcommand.OPTIONS)


def test_empty_host_is_refused() -> None:
    with pytest.raises(UserError, match="--host: an empty host: give an address"):
        parse_options("--host", "")


@pytest.mark.parametrize(
    "host", ["127.1", "127.0.0.1", "::1", "localhost", "fe80::1", "b\u00fccher.example", "a_b", "a-b.c"]
)
def test_name_and_address_are_hosts(host: str) -> None:
    assert parse_options("--host", host)["host"] == host


@pytest.mark.parametrize(
    ("host", "sentence"),
    [
        ("no-such-host.invalid", "The host 'no-such-host.invalid' is unknown here"),
        ("x" * 300, "is unknown here"),
        ("192.0.2.1", "The host '192.0.2.1' is no address of this machine"),
        ("999.1.2.3", "--host: '999.1.2.3' is no address"),
        ("http://x", "--host: 'http://x' is no host"),
        ("a\x1b[2J", "--host: 'a\\x1b[2J' is no host"),
    ],
    ids=["unknown", "too long", "of another machine", "numbers", "a URL", "control signs"],
)
def test_unfit_host_is_named_before_a_token_is_asked_for(host: str, sentence: str) -> None:
    message = refused("--host", host)
    assert sentence in message
    assert "--control-token" not in message


ESCAPES = "\x1b]0;x\x07\x9b2J\u202e\nforged"
COMMANDS = {"sandbox": command.OPTIONS, "prism": prism.OPTIONS, "certify": certify.OPTIONS}


@pytest.mark.parametrize(
    ("name", "flag"),
    [(name, option.flag) for name, options in COMMANDS.items() for option in options if option.metavar],
)
def test_control_characters_of_a_value_are_escaped(
    name: str, flag: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    required = ["--target", "http://127.0.0.1:9/api/x"] if name == "certify" and flag != "--target" else []
    value = f"no/{ESCAPES}/x" if flag in {"--state", "--junit", "--contract"} else ESCAPES
    pair = ["--key", "k:s"] if name == "certify" and flag != "--key" else []
    port = ["--port", "0"] if name != "certify" and flag != "--port" else []
    assert run([name, *required, *pair, *port, f"{flag}={value}"], os.getppid()) == 2
    assert_plain(capsys.readouterr().err)


@pytest.mark.parametrize(
    "arguments", [[ESCAPES], ["sandbox", ESCAPES], ["sandbox", f"--{ESCAPES}"], ["sandbox", f"--no-magic={ESCAPES}"]]
)
def test_control_characters_of_an_argument_are_escaped(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(arguments, os.getppid())
    assert caught.value.code == 2
    assert_plain(capsys.readouterr().err.replace("\n  ", ""))


def assert_plain(message: str) -> None:
    assert message
    assert all(line.isprintable() and not line.startswith("forged") for line in message.split("\n")), message
