"""The command still answers after everything that a network can send, and prints nothing."""

import signal
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.sandbox.server.bad_requests import ALL, MARK
from tests.sandbox.server.latency_probe import LatencyProbe
from tests.sandbox.server.raw_client import KEY, connected, exchange, listen, post
from tests.standins.sandbox import SandboxCommand, as_command

_GENEROUS = 5.0
"""Seconds. A quiet machine needs some 50 ms, and a server that waits for one of those clients 30 s."""
_MANY_DESCRIPTORS = 2_500
_FEW_DESCRIPTORS = 64
_LONG_ORDER = post(b"order", b'{"orderReferenceId":"%s"' % MARK + b" " * 900_000 + b"}")
_HALF = b"POST /api/demo/order HTTP/1.1\r\n%sContent-Length: 100\r\n\r\n{" % KEY
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@pytest.fixture
def sandbox() -> Iterator[SandboxCommand]:
    with as_command("--rate-limit", "off") as command:
        yield command


def test_no_bad_request_ends_it_or_is_noticed_by_another_client(
    sandbox: SandboxCommand, capsys: pytest.CaptureFixture[str]
) -> None:
    with LatencyProbe(sandbox.port) as bystander:
        for bad in ALL * 5:
            heard = exchange(sandbox.port, bad.sent, closes=bad.closes)
            assert [response.status for response in heard.answers] == [bad.status], bad.name
    tell(capsys, f"beside {len(ALL) * 5} bad requests", bystander)
    assert exchange(sandbox.port, post(b"search", b"{}")).answers[0].status == 200
    assert sandbox.stopped_by(signal.SIGTERM) == (0, "", "")


def test_nobody_waits_for_the_idle_the_slow_the_gone_and_the_flooding(
    sandbox: SandboxCommand, capsys: pytest.CaptureFixture[str]
) -> None:
    with LatencyProbe(sandbox.port) as bystander, ExitStack() as open_ones:
        for sent, times in ((b"", 500), (_HALF, 50)):
            for _ in range(times):
                open_ones.enter_context(socket.create_connection(("127.0.0.1", sandbox.port))).sendall(sent)
        for _ in range(20):
            with socket.create_connection(("127.0.0.1", sandbox.port)) as gone:
                gone.sendall(_LONG_ORDER[:500_000])
                gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        for _ in range(50):
            exchange(sandbox.port, b"GET /api/demo/x HTTP/1.1\r\nX: " + b"v" * 200_000, closes=True)
            exchange(sandbox.port, _LONG_ORDER)
    tell(capsys, "beside 500 idle, 50 slow, 20 gone and 100 floods", bystander)
    assert sandbox.stopped_by(signal.SIGTERM) == (0, "", "")


@pytest.fixture
def many_descriptors() -> Iterator[None]:
    """Let this process and the command have 2,500 descriptors each."""
    resource = pytest.importorskip("resource")
    before = soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < _MANY_DESCRIPTORS:
        pytest.skip(f"this machine allows no more than {hard} descriptors")
    if soft != resource.RLIM_INFINITY and soft < _MANY_DESCRIPTORS:
        resource.setrlimit(resource.RLIMIT_NOFILE, (_MANY_DESCRIPTORS, hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, before)


@pytest.mark.usefixtures("many_descriptors")
def test_2_000_idle_connections_are_kept_and_answered() -> None:
    with as_command("--rate-limit", "off") as command, ExitStack() as open_ones:
        idle = [open_ones.enter_context(connected(command.port)) for _ in range(2_000)]
        for connection in idle:
            connection.sendall(post(b"search", b"{}"))
            assert listen(connection, 1, closes=False).answers[0].status == 200
        assert exchange(command.port, post(b"search", b"{}")).answers[0].status == 200
        assert command.stopped_by(signal.SIGTERM) == (0, "", "")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits another process")
def test_used_up_descriptors_end_nothing_and_come_back(sandbox: SandboxCommand) -> None:
    resource = pytest.importorskip("resource")
    with connected(sandbox.port) as first, ExitStack() as too_many:
        first.sendall(post(b"search", b"{}"))
        assert listen(first, 1, closes=False).answers[0].status == 200
        resource.prlimit(sandbox.process.pid, resource.RLIMIT_NOFILE, (_FEW_DESCRIPTORS, _FEW_DESCRIPTORS))
        for _ in range(100):
            too_many.enter_context(connected(sandbox.port))
        descriptors = Path(f"/proc/{sandbox.process.pid}/fd")
        while len([*descriptors.iterdir()]) < _FEW_DESCRIPTORS - 1:  # uvloop keeps one for itself
            first.sendall(post(b"search", b"{}"))
            assert listen(first, 1, closes=False).answers[0].status == 200
        first.sendall(post(b"search", b"{}"))
        assert listen(first, 1, closes=False).answers[0].status == 200
        too_many.close()
        while not _is_answered(sandbox.port):
            pass
    assert sandbox.stopped_by(signal.SIGTERM)[:2] == (0, "")


def _is_answered(port: int) -> bool:
    with suppress(ConnectionError):
        return bool(exchange(port, post(b"search", b"{}")).answers)
    return False


def tell(capsys: pytest.CaptureFixture[str], what: str, bystander: LatencyProbe) -> None:
    with capsys.disabled():
        print(f"\n  {what}: {bystander}")  # noqa: T201 - a figure to be seen
    assert not bystander.wrong
    assert bystander.asked > 5
    assert bystander.worst < _GENEROUS
