"""Prism as a proxy in front of a sandbox: it passes every request on and validates every response."""

from __future__ import annotations

import re
import subprocess
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.contract.document import contract_file
from gelatoconnect_mock.prism.install import installed_prism
from gelatoconnect_mock.prism.node import find_node
from gelatoconnect_mock.testing.sandbox import ServedSandbox

from tools.proof.lifecycle.sandbox_beside_model import SandboxBesideModel
from tools.proof.lifecycle.sandbox_machine import SandboxMachine

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gelatoconnect_mock.sandbox.server.server import SandboxServer

    from tools.proof.lifecycle.coverage import Coverage

# The proxy validates responses only, so that invalid requests reach the sandbox.
_FLAGS: Final = ("--errors", "--validate-request=false", "--multiprocess=false", "-p", "0", "--verboseLevel", "info")


@contextmanager
def prism_in_front_of(upstream: str) -> Iterator[str]:
    """Run the proxy for the block and give its base URL."""
    entry = installed_prism(stopping=threading.Event(), say=lambda _line: None)
    command = [find_node(), str(entry), "proxy", str(contract_file()), upstream, *_FLAGS]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        found = next(
            (re.search(r"listening on (http://\S+)", line) for line in process.stdout if "listening" in line), None
        )
        assert found is not None
        # Its log must be read, or it blocks at a full pipe.
        drain = threading.Thread(target=process.stdout.read, daemon=True)
        drain.start()
        try:
            yield found[1]
        finally:
            process.terminate()
            drain.join()


def refereed(server: SandboxServer, proxy: str) -> type[SandboxMachine]:
    """Return the machine with the referee between its client and a sandbox at a socket."""

    class RefereedMachine(SandboxMachine):
        faulty = False

        def opened(self) -> SandboxBesideModel:
            RefereedMachine.tenants += 1
            return behind_the_referee(server, proxy, f"refereed-{RefereedMachine.tenants}", self.coverage)

    return RefereedMachine


def behind_the_referee(server: SandboxServer, proxy: str, key: str, coverage: Coverage) -> SandboxBesideModel:
    """Return a tenant of a sandbox at a socket, reached through the referee, and its model."""
    return SandboxBesideModel(ServedSandbox(server, key), coverage, proxy)
