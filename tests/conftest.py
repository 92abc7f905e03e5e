"""Shared by all tests: the contract monitor, the numbers of examples, and one Prism for the run."""

import os
import re
import signal
from collections.abc import Generator, Iterator

import pytest
from gelatoconnect_mock.prism import PrismServer
from hypothesis import settings

from tests.contract_monitor import MONITOR, failure_reason, watch_every_client
from tests.network_guard import refuse_the_network
from tests.npm_packages import require_prism, require_redocly

_IS_SETTING = re.compile(r"GELATOCONNECT_.*|.*_proxy|SSL_CERT_(FILE|DIR)|SSLKEYLOGFILE", re.IGNORECASE)

settings.register_profile("fast", max_examples=30, deadline=None)
settings.register_profile("ci", max_examples=200, deadline=None, derandomize=True, database=None, print_blob=True)
settings.register_profile("nightly", max_examples=2_000, deadline=None, print_blob=True)
# --hypothesis-profile is read later and wins.
settings.load_profile("ci" if os.environ.get("CI") else "fast")


@pytest.fixture(scope="session", autouse=True)
def _no_ignored_signals() -> None:
    """Give processes that tests start the usual signals, although nohup or a shell's `&` made this one ignore some.

    A signal that a handler of Python catches is reset in a child; one that is ignored stays so.
    """
    for name in ("SIGHUP", "SIGINT", "SIGQUIT"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_IGN:
            signal.signal(number, signal.default_int_handler if name == "SIGINT" else lambda *_: None)


@pytest.fixture(scope="session")
def prism_installed() -> None:
    """Prism, or the test is skipped."""
    require_prism()


@pytest.fixture(scope="session")
def redocly_installed() -> None:
    """Redocly, or the test is skipped."""
    require_redocly()


@pytest.fixture(scope="session")
def prism(prism_installed: None) -> Iterator[PrismServer]:  # noqa: ARG001 - skips without it
    """Prism on the production paths, started when the first test asks for it."""
    with PrismServer(silent=True) as server:
        yield server


@pytest.fixture(scope="session", autouse=True)
def _this_machine_alone() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        refuse_the_network(monkeypatch)
        yield


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hide the client's settings in the environment: credentials, proxies, certificates."""
    for name in [one for one in os.environ if _IS_SETTING.fullmatch(one)]:
        monkeypatch.delenv(name)


@pytest.fixture(scope="session", autouse=True)
def _every_client_is_watched() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        watch_every_client(MONITOR, monkeypatch)
        yield


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, None, None]:  # noqa: ARG001 - pytest wants the name
    MONITOR.forget()
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Fail a test whose requests or responses break the contract, unless a mark says that they do."""
    result = yield
    meant = {side for marker in item.iter_markers("off_contract") for side in marker.kwargs}
    if unknown := meant - {"requests", "responses"}:
        pytest.fail(f"off_contract takes requests= and responses=, not {', '.join(sorted(unknown))}=.", pytrace=False)
    varied = set(item.callspec.params) - {"kind"} if hasattr(item, "callspec") else set()
    # Some of the tests or cases under one mark may keep the contract.
    own = any(marker.name == "off_contract" for marker in item.own_markers)
    reason = failure_reason(MONITOR.violations, meant, all_must_be_met=own and not varied)
    if reason is not None:
        pytest.fail(reason, pytrace=False)
    return result


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the coverage of each gate: a test sets it by `record_property("gate", ...)`."""
    gates = [
        value for report in terminalreporter.getreports("passed")
        for name, value in report.user_properties if name == "gate"
    ]  # fmt: skip
    if gates:
        terminalreporter.section("gates")
        terminalreporter.write("".join(f"{gate}\n" for gate in sorted(gates)))
