"""Variables that no option reads: those of Kubernetes and docker links are passed over, others are warned of."""

from __future__ import annotations

import subprocess
from typing import Final

import pytest
from gelatoconnect_mock.cli import certify, prism
from gelatoconnect_mock.cli import sandbox as command
from gelatoconnect_mock.cli.options import VARIABLES, unknown_variables

from tests.standins.sandbox import COMMAND, environment
from tests.waiting import PATIENCE

ADDRESS: Final = "tcp://10.0.0.1:4010"
LINKS: Final = {
    "PORT": ADDRESS,
    "SERVICE_HOST": "10.0.0.1",
    "SERVICE_PORT": "4010",
    "SERVICE_PORT_HTTP": "4010",
    "PORT_4010_TCP": ADDRESS,
    "PORT_4010_TCP_ADDR": "10.0.0.1",
    "PORT_4010_TCP_PORT": "4010",
    "PORT_4010_TCP_PROTO": "tcp",
    "PORT_53_UDP_ADDR": "10.0.0.1",
    "PORT_4010_TCP_START": ADDRESS,
    "PORT_4010_TCP_PORT_END": "4011",
    "NAME": "/web/gelatoconnect-mock",
    "ENV_PATH": "/usr/bin",
    "ENV_SECRET": "s3cret",
    # A service or a link of a longer name, and one that is named like an option.
    "SANDBOX_PORT": ADDRESS,
    "SANDBOX_SERVICE_HOST": "10.0.0.1",
    "1_PORT_4010_TCP_ADDR": "10.0.0.1",
    "STATE_NAME": "/web/state",
    "KEY_PORT": "udp://10.0.0.1:53",
}
MISSPELT: Final = [
    ("LIFECYLCE", "LIFECYCLE"),
    ("PROT", "PORT"),
    ("RATELIMIT", "RATE_LIMIT"),
    ("KEYS", "KEY"),
    ("CONTROLTOKEN", "CONTROL_TOKEN"),
    ("NOMAGIC", "NO_MAGIC"),
    ("CERTIFY_KEYS", "CERTIFY_KEY"),
    ("port", "PORT"),
    ("SERVICE_HOSTS", "HOST"),
    ("PORT_TCP", "PORT"),
]
OPTIONS: Final = [*command.OPTIONS, *prism.OPTIONS, *certify.OPTIONS]
COMMANDS: Final = {
    "sandbox": ("sandbox", "--port", "0", "--host", "198.51.100.1", "--control-token", "a-token", "--key", "k:s"),
    "prism": ("prism", "--port", "0", "--contract", "absent.yaml"),
    "certify": ("certify", "--target", "http://127.0.0.1:9/api/x", "--key", "k:s"),
}


def lines(command: str, variables: dict[str, str]) -> list[str]:
    """Return what a command that cannot start prints to standard error."""
    named = {f"{VARIABLES}{name}": value for name, value in variables.items()}
    done = subprocess.run(  # noqa: S603 - the command under test
        [*COMMAND[:-1], *COMMANDS[command]],
        capture_output=True, text=True, timeout=PATIENCE, check=False, env=environment(**named),
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr.splitlines()


@pytest.mark.parametrize("name", COMMANDS)
def test_link_variables_are_passed_over_by_every_command(name: str) -> None:
    assert lines(name, LINKS) == lines(name, {})


@pytest.mark.parametrize("name", COMMANDS)
def test_misspelt_variable_prints_one_line_with_the_right_name(name: str) -> None:
    warning = (
        "gelatoconnect-mock: GELATOCONNECT_MOCK_LIFECYLCE is no known variable and has no effect. The nearest is "
        "GELATOCONNECT_MOCK_LIFECYCLE."
    )
    assert lines(name, {"LIFECYLCE": "s3cret", "SEED": ""}) == [warning, *lines(name, {})]


@pytest.mark.parametrize("name", LINKS)
def test_each_link_variable_is_passed_over(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(f"{VARIABLES}{name}", LINKS[name])
    assert unknown_variables(OPTIONS) == []


@pytest.mark.parametrize(("wrong", "right"), MISSPELT)
def test_misspelt_variable_is_warned_of_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, wrong: str, right: str
) -> None:
    name = f"{VARIABLES}{wrong}" if wrong.isupper() else f"{VARIABLES}{wrong}".lower()
    monkeypatch.setenv(name, "s3cret")
    (sentence,) = unknown_variables(OPTIONS)
    assert sentence == f"{name} is no known variable and has no effect. The nearest is {VARIABLES}{right}."


def test_every_known_variable_is_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    for option in OPTIONS:
        if option.has_variable:
            monkeypatch.setenv(option.variable, "x")
    assert unknown_variables(OPTIONS) == []


def test_port_that_is_no_link_is_still_read() -> None:
    assert "GELATOCONNECT_MOCK_PORT: 'http' is no port" in lines_of_port("http")
    assert "GELATOCONNECT_MOCK_PORT: 'tcp:4010' is no port" in lines_of_port("tcp:4010")


def lines_of_port(value: str) -> str:
    done = subprocess.run(  # noqa: S603 - as above
        COMMAND, capture_output=True, text=True, timeout=PATIENCE, check=False,
        env=environment(GELATOCONNECT_MOCK_PORT=value),
    )  # fmt: skip
    assert done.returncode == 2
    return done.stderr


def test_many_and_odd_variables_stay_a_few_short_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(50):
        monkeypatch.setenv(f"{VARIABLES}ODD_{number:02}\n\x1b[31m{'x' * 5_000}", "s3cret")
    sentences = unknown_variables(OPTIONS)
    assert len(sentences) == 11
    assert sentences[-1] == "40 more such variables are unknown."
    for sentence in sentences:
        assert sentence.isprintable()
        assert "s3cret" not in sentence
        assert len(sentence) < 250
