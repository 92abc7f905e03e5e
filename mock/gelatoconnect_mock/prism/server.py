"""A supervised Prism on the contract's production paths: a context manager, and the core of the command."""

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
from gelatoconnect_mock.runtime.files import cache_folder
from gelatoconnect_mock.runtime.network import origin, port_taken, require_free_port

_STARTS_WITHOUT_ANSWER = 5
_PORT_TAKEN = "EADDRINUSE"
_MODULE_MISSING = "Cannot find module"


@dataclass(frozen=True, slots=True)
class _End:
    """How one run of Prism ended that nobody had asked to end."""

    code: int
    trace: Trace
    answered: bool


class PrismServer:
    """Prism serving ``/api/{prefix}/...`` of the contract, kept alive by a thread.

    ``with PrismServer() as prism:`` answers real HTTP at ``prism.url`` from the first line of the block. When Prism
    ends itself it is started again on the same port and ``say`` is given a line with the reason. Leaving the block
    leaves no process and no port; neither does the death of this process, however it comes.

    ``port`` 0 lets the system choose. ``say`` takes this server's own lines, ``log`` each line that Prism prints.
    ``contract`` is another OpenAPI file than the shipped one.
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
        self._guard = threading.Lock()
        self._process: PrismProcess | None = None
        self._starts = 0
        self._failure: UserError | None = None
        self._stopping, self._settled = threading.Event(), threading.Event()
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
        """The process id of the Prism that runs now; None between two of them."""
        process = self._process
        return process.pid if process else None

    @property
    def restarts(self) -> int:
        """How often Prism had to be started again."""
        return max(0, self._starts - 1)

    def start(self) -> None:
        """Return once Prism answers HTTP; raise UserError where it cannot be brought to."""
        self._thread.start()
        try:
            while not self._settled.wait(0.5):  # a wait without an end cannot be interrupted on Windows
                pass
        except BaseException:
            self.stop()
            raise
        if self._failure is not None:
            self.stop()
            raise self._failure

    def wait(self) -> None:
        """Return when the supervision has ended; raise UserError where it gave Prism up."""
        while self._thread.is_alive():
            self._thread.join(0.5)
        if self._failure is not None:
            raise self._failure

    def stop(self) -> None:
        """Stop Prism and its supervision within about a second; safe to call again."""
        self._stopping.set()
        with self._guard:
            process = self._process
        if process is not None:
            process.stop()
        if self._thread.ident is not None:
            self._thread.join()

    def _supervise(self) -> None:
        try:
            launch = self._prepare()
            unanswered = 0
            while (end := self._run(launch)) is not None:
                unanswered = 0 if end.answered else unanswered + 1
                self._judge(end, unanswered, launch.entry)
        except UserError as refusal:
            self._failure = refusal
        except Exception as error:  # noqa: BLE001 - a thread has no other way to report to who waits for it
            self._failure = UserError(f"The supervision of Prism failed: {error!r}.", exit_code=EXIT_GAVE_UP)
        finally:
            self._settled.set()

    def _prepare(self) -> Launch:
        """Find or make all that a start needs, cheap refusals first."""
        require_free_port(self._host, self._port)
        text = as_json(with_prefix(load_contract(self._contract), self._prefix))
        node = find_node()
        entry = installed_prism(stopping=self._stopping, say=self._say)
        return Launch(node, entry, _kept(text), self._host, self._silent)

    def _run(self, launch: Launch) -> _End | None:
        """Run Prism once, from start to end, and say how it ended; None where it was stopped."""
        with self._guard:
            if self._stopping.is_set():
                return None
            process = self._process = PrismProcess(launch, self._port)
            self._starts += 1
        trace, answered = Trace(), False
        try:
            for line in process.lines():
                if process.port and not answered:
                    answered = process.answers()
                    self._port = process.port
                    self._settled.set()
                else:
                    trace.read(line)
                    if self._log is not None:
                        self._log(line)
        finally:
            self._process = None
            code = process.ended()
        return None if self._stopping.is_set() else _End(code, trace, answered)

    def _judge(self, end: _End, unanswered: int, entry: Path) -> None:
        """Announce the next start, or raise UserError where another would be of no use."""
        if self._starts == 1 and not end.answered and _PORT_TAKEN in end.trace.error:
            raise port_taken(self._host, self._port)
        if self._starts == 1 and end.trace.refused:
            raise UserError(f"Prism cannot serve the contract: {end.trace.error}. Correct it, then start again.")
        if not end.answered and _MODULE_MISSING in end.trace.error:
            raise UserError(
                f"The installed Prism is damaged ({end.trace.error}): "
                f"delete {folder_of(entry)} to have it installed anew."
            )
        if unanswered == _STARTS_WITHOUT_ANSWER:
            raise UserError(
                f"Prism ended {unanswered} times in a row before it answered anything and is not started again: "
                f"{end.trace.account()}.",
                exit_code=EXIT_GAVE_UP,
            )
        place = f" on port {self._port}" if self._port else ""
        self._say(f"Prism ended by itself (exit code {end.code}): {end.trace.account()}. Starting it again{place}.")


def _kept(text: str) -> Path:
    """Return a file in the cache that holds ``text``, named by its content: nothing is left to clean up."""
    data = text.encode()
    file = cache_folder() / f"contract-{hashlib.sha256(data).hexdigest()[:16]}.json"
    if not file.is_file():
        partial = file.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
        partial.write_bytes(data)
        partial.replace(file)
    return file
