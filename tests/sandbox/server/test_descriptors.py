"""A sandbox without a file descriptor left says so, and goes on once there is one."""

import sys
from itertools import count
from pathlib import Path

import pytest

from tests.sandbox.server.raw_client import connect, exchange, receive, request
from tests.standins.sandbox import as_command
from tests.waiting import until

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc and prlimit are Linux's")
CONTROL = b"GET /_sandbox/%s HTTP/1.1\r\nHost: localhost\r\n\r\n"


@pytest.mark.parametrize("path", [b"clock", b"assumptions", b"openapi.json", b""])
def test_first_control_request_without_a_descriptor_gets_503(path: bytes) -> None:
    with as_command() as sandbox:
        pid = sandbox.process.pid
        with connect(sandbox.port) as connection:
            connection.sendall(request(b"GET /api/demo/x"))
            receive(connection, 1, closes=False)  # this connection is accepted before there is no descriptor left
            before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
            resource.prlimit(pid, resource.RLIMIT_NOFILE, (first_free_descriptor(pid), before[1]))
            connection.sendall(CONTROL % path)
            (refused,) = receive(connection, 1, closes=False).responses
            assert refused.status == 503, refused.body
            assert "file descriptor" in refused.json()["message"]
            assert "bug" not in refused.json()["message"]
            connection.sendall(request(b"GET /api/demo/x") + request(b"GET /_sandbox/health"))
            served = receive(connection, 2, closes=False).responses
            assert [response.status for response in served] == [404, 200]
            resource.prlimit(pid, resource.RLIMIT_NOFILE, before)
            until(lambda: exchange(sandbox.port, CONTROL % path).responses[0].status == 200)
        sandbox.process.terminate()
        _, complained = sandbox.process.communicate()
        assert "Traceback" not in complained
        assert complained.count("ulimit -n") == 1


def first_free_descriptor(pid: int) -> int:
    used = {int(entry.name) for entry in Path(f"/proc/{pid}/fd").iterdir()}
    return next(number for number in count() if number not in used)
