"""`--access-log` of the command: on standard error, never at the cost of a response."""

from __future__ import annotations

import os
import re
import signal
import threading

import pytest
from gelatoconnect_mock.runtime.line_writer import MAX_LENGTH, LineWriter

from tests.standins.sandbox import as_command
from tests.waiting import PATIENCE, until

LINE = re.compile(r"GET /api/demo/x+ 404 \d+\.\d [0-9a-f]{32} -")
LONG = "x" * 250
ENOUGH = 3_000
"""Lines that no pipe and no queue takes together."""


def test_it_is_off_by_default() -> None:
    with as_command() as sandbox, sandbox.client() as client:
        client.get("/x")
        assert sandbox.stopped_by(signal.SIGTERM) == (0, "", "")


@pytest.mark.parametrize("how", ["flag", "variable"])
def test_each_request_is_a_line_on_standard_error(monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    monkeypatch.setenv("GELATOCONNECT_MOCK_ACCESS_LOG", "1")
    options = {} if how == "flag" else {"env": dict(os.environ)}
    with as_command(*["--access-log"] * (how == "flag"), **options) as sandbox, sandbox.client() as client:
        for _ in range(3):
            client.get("/x")
        code, output, log = sandbox.stopped_by(signal.SIGTERM)
    assert (code, output) == (0, "")
    assert [LINE.fullmatch(line) is not None for line in log.splitlines()] == [True] * 3


def test_full_pipe_drops_lines_says_how_many_and_blocks_nothing() -> None:
    with as_command("--access-log", "--rate-limit", "off") as sandbox, sandbox.client() as client:
        for _ in range(ENOUGH):  # nobody reads standard error meanwhile
            assert client.get(f"/{LONG}").status_code == 404
        assert sandbox.process.stderr is not None
        first = [sandbox.process.stderr.readline() for _ in range(500)]
        assert all(LINE.fullmatch(line.rstrip("\n")) for line in first)
        client.get("/x")
        sandbox.process.send_signal(signal.SIGTERM)
        rest = sandbox.process.stderr.read().splitlines()
        assert sandbox.process.wait(PATIENCE) == 0
    dropped = [int(match[1]) for line in rest if (match := re.match(r"\((\d+) lines were dropped", line))]
    assert dropped
    assert len(first) + len(rest) - len(dropped) + sum(dropped) == ENOUGH + 1, "each request is a line, or counted"


def test_full_pipe_does_not_hinder_the_stop() -> None:
    with as_command("--access-log", "--rate-limit", "off") as sandbox, sandbox.client() as client:
        for _ in range(ENOUGH):
            client.get(f"/{LONG}")
        sandbox.process.send_signal(signal.SIGTERM)
        assert sandbox.process.wait(PATIENCE) == 0


def test_reader_that_has_left_hinders_nothing() -> None:
    with as_command("--access-log", "--rate-limit", "off") as sandbox, sandbox.client() as client:
        assert sandbox.process.stderr is not None
        sandbox.process.stderr.close()
        for _ in range(50):
            assert client.get("/x").status_code == 404
        sandbox.process.send_signal(signal.SIGTERM)
        assert sandbox.process.wait(PATIENCE) == 0
        sandbox.process.stderr = None


def test_writer_keeps_order_bounds_and_counts() -> None:
    reading, writing = os.pipe()
    try:
        os.set_blocking(writing, False)
        while True:
            try:
                os.write(writing, b"f" * 4_096)
            except BlockingIOError:
                break
        writer = LineWriter(writing, max_lines=5)
        for number in range(20):
            writer.write(f"{number} {'x' * 10_000}")
        assert len(writer._lines) <= 5
        pieces: list[bytes] = []
        reader = threading.Thread(target=lambda: pieces.extend(iter(lambda: os.read(reading, 65_536), b"")))
        reader.start()
        until(lambda: not writer._lines)
        writer.close(PATIENCE)
        writer.write("too late")
        os.close(writing)
        reader.join(PATIENCE)
    finally:
        os.close(reading)
    lines = b"".join(pieces).lstrip(b"f").decode().splitlines()
    numbers = [int(line.split()[0]) for line in lines if not line.startswith("(")]
    assert numbers == sorted(numbers)
    assert max(map(len, lines)) <= MAX_LENGTH
    (dropped,) = [int(line[1:].split()[0]) for line in lines if line.startswith("(")]
    assert len(numbers) + dropped == 20
