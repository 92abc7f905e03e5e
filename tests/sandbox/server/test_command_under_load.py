"""The command answers during and after malformed requests and floods, and prints nothing."""

import signal
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.sandbox.server.bad_requests import ALL, MARKER
from tests.sandbox.server.latency_probe import LatencyProbe
from tests.sandbox.server.raw_client import KEY, connect, exchange, post, receive
from tests.standins.sandbox import SandboxCommand, as_command

_MAX_LATENCY = 5.0
"""Seconds. A quiet machine needs about 50 ms; a server that waits for one of those clients needs 30 s."""
_MANY_DESCRIPTORS = 2_500
_FEW_DESCRIPTORS = 64
_LONG_ORDER = post(b"order", b'{"orderReferenceId":"%s"' % MARKER + b" " * 900_000 + b"}")
_HALF = b"POST /api/demo/order HTTP/1.1\r\n%sContent-Length: 100\r\n\r\n{" % KEY
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@pytest.fixture
def sandbox() -> Iterator[SandboxCommand]:
    with as_command("--rate-limit", "off") as command:
        yield command


def test_bad_requests_do_not_delay_other_clients(sandbox: SandboxCommand, capsys: pytest.CaptureFixture[str]) -> None:
    with LatencyProbe(sandbox.port) as probe:
        for bad in ALL * 5:
            received = exchange(sandbox.port, bad.sent, closes=bad.closes)
            assert [response.status for response in received.responses] == [bad.status], bad.name
    report(capsys, f"beside {len(ALL) * 5} bad requests", probe)
    assert exchange(sandbox.port, post(b"search", b"{}")).responses[0].status == 200
    code, output, log = sandbox.stopped_by(signal.SIGTERM)
    assert (code, output) == (0, "")
    assert [line for line in log.splitlines() if "this is http, not https" not in line] == []


def test_idle_slow_gone_and_flooding_clients_delay_no_other(
    sandbox: SandboxCommand, capsys: pytest.CaptureFixture[str]
) -> None:
    with LatencyProbe(sandbox.port) as probe, ExitStack() as connections:
        for sent, times in ((b"", 500), (_HALF, 50)):
            for _ in range(times):
                connections.enter_context(socket.create_connection(("127.0.0.1", sandbox.port))).sendall(sent)
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", sandbox.port)) as gone:
                gone.sendall(_LONG_ORDER[:500_000])
                gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        for _ in range(50):
            exchange(sandbox.port, b"GET /api/demo/x HTTP/1.1\r\nX: " + b"v" * 200_000, closes=True)
            exchange(sandbox.port, _LONG_ORDER)
    report(capsys, "beside 500 idle, 50 slow, 20 gone and 100 floods", probe)
    assert sandbox.stopped_by(signal.SIGTERM) == (0, "", "")


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    """Raise the limit of this process and its children to 2,500 descriptors."""
    resource = pytest.importorskip("resource")
    before = soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < _MANY_DESCRIPTORS:
        pytest.skip(f"this machine allows only {hard} descriptors")
    if soft != resource.RLIM_INFINITY and soft < _MANY_DESCRIPTORS:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_MANY_DESCRIPTORS, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("many_descriptors")
def test_2_000_idle_connections_are_kept_and_served() -> None:
    with as_command("--rate-limit", "off") as command, ExitStack() as connections:
        idle = [connections.enter_context(connect(command.port)) for _ in range(2_000)]
        for connection in idle:
            connection.sendall(post(b"search", b"{}"))
            assert receive(connection, 1, closes=False).responses[0].status == 200
        assert exchange(command.port, post(b"search", b"{}")).responses[0].status == 200
        assert command.stopped_by(signal.SIGTERM) == (0, "", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits another process")
def test_exhausted_descriptors_become_usable_again(sandbox: SandboxCommand) -> None:
    resource = pytest.importorskip("resource")
    with connect(sandbox.port) as first, ExitStack() as excess:
        first.sendall(post(b"search", b"{}"))
        assert receive(first, 1, closes=False).responses[0].status == 200
        resource.prlimit(sandbox.process.pid, resource.RLIMIT_NOFILE, (_FEW_DESCRIPTORS, _FEW_DESCRIPTORS))
        for _ in range(100):
            excess.enter_context(connect(sandbox.port))
        descriptors = Path(f"/proc/{sandbox.process.pid}/fd")
        while len([*descriptors.iterdir()]) < _FEW_DESCRIPTORS - 1:  # uvloop keeps one for itself
            first.sendall(post(b"search", b"{}"))
            assert receive(first, 1, closes=False).responses[0].status == 200
        first.sendall(post(b"search", b"{}"))
        assert receive(first, 1, closes=False).responses[0].status == 200
        excess.close()
        while not _is_answered(sandbox.port):
            pass
    assert sandbox.stopped_by(signal.SIGTERM)[:2] == (0, "")


def _is_answered(port: int) -> bool:
    with suppress(ConnectionError):
        return bool(exchange(port, post(b"search", b"{}")).responses)
    return False


def report(capsys: pytest.CaptureFixture[str], what: str, probe: LatencyProbe) -> None:
    with capsys.disabled():
        print(f"\n  {what}: {probe}")  # noqa: T201 - shows the measurement
    assert not probe.unexpected
    assert probe.requests > 5
    assert probe.slowest < _MAX_LATENCY
