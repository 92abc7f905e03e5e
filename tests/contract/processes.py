"""Helpers to inspect other processes of this machine."""

import subprocess


def children(pid: int) -> list[int]:
    """Return the process ids of a process's children."""
    command = ["ps", "-A", "-o", "pid=,ppid="]
    table = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - as everywhere
    return [int(child) for child, parent in map(str.split, table.splitlines()) if int(parent) == pid]


def alive(pid: int) -> bool:
    """Return True if a process runs. A zombie does not."""
    command = ["ps", "-o", "stat=", "-p", str(pid)]
    state = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603 - as above
    return bool(state.strip()) and not state.startswith("Z")
