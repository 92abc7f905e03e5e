"""A supervised Prism on the contract's production paths, as a context manager."""

import hashlib
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from gelatoconnect_mock.contract.document import as_json, checked_prefix, load_contract, with_prefix
from gelatoconnect_mock.prism.install import folder_of, installed_prism
from gelatoconnect_mock.prism.node import find_node
from gelatoconnect_mock.prism.process import Launch, PrismProcess
from gelatoconnect_mock.prism.trace import Trace
from gelatoconnect_mock.runtime.console import to_stderr
from gelatoconnect_mock.runtime.errors import EXIT_GAVE_UP, UserError
from gelatoconnect_mock.runtime.files import cache_folder, write_private
from gelatoconnect_mock.runtime.network import origin, port_taken, require_free_port

_MAX_FAILED_STARTS = 5
_PORT_TAKEN = "EADDRINUSE"
_MODULE_MISSING = "Cannot find module"


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a Prism process that this server did not stop."""

    code: int
    trace: Trace
    was_ready: bool


class PrismServer:
    """Prism serving ``/api/{prefix}/...`` of the contract, kept alive by a thread.

    ``with PrismServer() as prism:`` serves HTTP at ``prism.url`` from the first line of the block. If Prism crashes,
    it starts again on the same port, and ``say`` gets a line with the reason. Prism ends with the block, and also if
    this process is killed.

    Args:
        host: The host to listen on.
        port: The port; 0 lets the system choose.
        prefix: The partner prefix.
        silent: Prism logs no requests.
        contract: An OpenAPI file to serve instead of the shipped one.
        say: Takes the lines of this server.
        log: Takes each line that Prism prints.
    """

    def __init__(
        self,
        *,
        host: str = "127.0.0.1",
        port: int = 0,
        prefix: str = "demo",
        silent: bool = False,
        contract: Path | None = None,
        say: Callable[[str], None] = to_stderr,
        log: Callable[[str], None] | None = None,
    ) -> None:
        self._host, self._port, self._prefix, self._silent = host, port, checked_prefix(prefix), silent
        self._contract, self._say, self._log = contract, say, log
        self._lock = threading.Lock()
        self._process: PrismProcess | None = None
        self._starts = 0
        self._failure: UserError | None = None
        self._stopping, self._is_settled = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._supervise, name="prism-supervisor", daemon=True)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def origin(self) -> str:
        """``http://host:port`` without a path, as a client on this machine reaches it."""
        return origin(self._host, self._port)

    @property
    def url(self) -> str:
        """The base URL to hand to a client, prefix included; the same across restarts."""
        return f"{self.origin}/api/{self._prefix}"

    @property
    def port(self) -> int:
        """The port that Prism listens on, the same across restarts."""
        return self._port

    @property
    def pid(self) -> int | None:
        """The process id of the running Prism; None between two runs."""
        process = self._process
        return process.pid if process else None

    @property
    def restarts(self) -> int:
        """The number of times that Prism was started again."""
        return max(0, self._starts - 1)

    def start(self) -> None:
        """Start Prism and return once it responds to HTTP; raise UserError if it never does."""
        self._thread.start()
        try:
            while not self._is_settled.wait(0.5):  # on Windows a signal does not interrupt an endless wait
                pass
        except BaseException:
            self.stop()
            raise
        if self._failure is not None:
            self.stop()
            raise self._failure

    def wait(self) -> None:
        """Wait until Prism is stopped; raise UserError if the supervisor gave up."""
        while self._thread.is_alive():
            self._thread.join(0.5)
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Stop Prism and its supervisor within about a second. Safe to call again."""
        self._stopping.set()
        with self._lock:
            process = self._process
        if process is not None:
            process.stop()
        if self._thread.ident is not None:
            self._thread.join()

    def _supervise(self) -> None:
        try:
            launch = self._prepare()
            failed_starts = 0
            while (end := self._run(launch)) is not None:
                failed_starts = 0 if end.was_ready else failed_starts + 1
                self._announce_restart(end, failed_starts, launch.entry)
        except UserError as error:
            self._failure = error
        except Exception as error:  # noqa: BLE001 - `start` and `wait` raise it in the caller's thread
            self._failure = UserError(f"The supervisor of Prism failed: {error!r}.", exit_code=EXIT_GAVE_UP)
        finally:
            self._is_settled.set()

    def _prepare(self) -> Launch:
        """Find or make everything that a start needs. The cheap checks come first."""
        require_free_port(self._host, self._port)
        text = as_json(with_prefix(load_contract(self._contract), self._prefix))
        node = find_node()
        entry = installed_prism(stopping=self._stopping, say=self._say)
        return Launch(node, entry, _cached(text), self._host, self._silent)

    def _run(self, launch: Launch) -> _End | None:
        """Run Prism once and return how it ended; return None if this server stopped it."""
        with self._lock:
            if self._stopping.is_set():
                return None
            process = self._process = PrismProcess(launch, self._port)
            self._starts += 1
        trace, is_ready = Trace(), False
        try:
            for line in process.lines():
                if process.port and not is_ready:
                    is_ready = process.wait_until_ready()
                    self._port = process.port
                    self._is_settled.set()
                else:
                    trace.read(line)
                    if self._log is not None:
                        self._log(line)
        finally:
            self._process = None
            code = process.close()
        return None if self._stopping.is_set() else _End(code, trace, is_ready)

    def _announce_restart(self, end: _End, failed_starts: int, entry: Path) -> None:
        """Announce the next start; raise UserError if another start cannot succeed."""
        if self._starts == 1 and not end.was_ready and _PORT_TAKEN in end.trace.error:
            raise port_taken(self._host, self._port)
        if self._starts == 1 and end.trace.is_fatal:
            raise UserError(f"Prism cannot serve the contract: {end.trace.error}. Correct it, then start again.")
        if not end.was_ready and _MODULE_MISSING in end.trace.error:
            raise UserError(
                f"The installed Prism is damaged ({end.trace.error}): "
                f"delete {folder_of(entry)} to have it installed again."
            )
        if failed_starts == _MAX_FAILED_STARTS:
            raise UserError(
                f"Prism ended {failed_starts} times in a row before it was ready and is not started again: "
                f"{end.trace.summary()}.",
                exit_code=EXIT_GAVE_UP,
            )
        port = f" on port {self._port}" if self._port else ""
        self._say(f"Prism ended by itself (exit code {end.code}): {end.trace.summary()}. Starting it again{port}.")


def _cached(text: str) -> Path:
    """Return a file in the cache with this text. Its name is its digest, so that starts share it."""
    data = text.encode()
    file = cache_folder() / f"contract-{hashlib.sha256(data).hexdigest()[:16]}.json"
    if file.is_symlink() or not file.is_file() or file.read_bytes() != data:
        partial = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        write_private(partial, data)
        partial.replace(file)
    return file
