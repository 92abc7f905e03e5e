"""A small order API on raw sockets that fails as it is told: it drops, resets, stalls, drips, truncates and lies.

It is no HTTP library's server on purpose: those finish what they began.
"""

from __future__ import annotations

import json
import socket
import time
from collections import Counter
from contextlib import suppress
from math import inf
from threading import Event, Lock, Thread, Timer
from typing import TYPE_CHECKING, Self

from tests.faults.fault_api import OrderApi, operation_of
from tests.faults.fault_turns import HONEST, Operation, Reply, Script, Turn
from tests.faults.fault_wire import Gone, read_request, send

if TYPE_CHECKING:
    from types import EllipsisType

    from tests.faults.fault_store import World

_GRACE = 5.0


class FaultServer:
    """Serves on a loopback port of its own within its `with` block; `url` is the base URL to hand to a client.

    It listens only after `listens_after` seconds and refuses connections until then; infinite, it always does.
    """

    def __init__(self, script: Script, world: World = "refuses", *, listens_after: float = 0.0) -> None:
        self.api = OrderApi(world)
        self.requests: Counter[Operation] = Counter()
        self._script = script
        self._lock = Lock()
        self._stopped = Event()
        self._late: list[Thread] = []
        self._connections: set[socket.socket] = set()
        self._listens_after = listens_after
        self._listener = socket.socket()
        # Bound but not listened on, a port refuses connections, and nobody else can take it meanwhile.
        self._listener.bind(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/api"

    def __enter__(self) -> Self:
        if self._listens_after == 0:
            self._listen()
        elif self._listens_after != inf:
            opening = Timer(self._listens_after, self._listen)
            opening.daemon = True
            opening.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        with suppress(OSError):
            # Closing alone would leave the thread in `accept`, and the port open.
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            open_now = [*self._connections]
        for connection in open_now:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def settle(self) -> None:
        """Wait until all that is to happen late has happened."""
        with self._lock:
            late = [*self._late]
        for one in late:
            one.join(_GRACE)

    def _listen(self) -> None:
        with suppress(OSError):
            self._listener.listen(64)
            Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self._stopped.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            with self._lock:
                self._connections.add(connection)
            Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            while not self._stopped.is_set():
                method, path, body = read_request(connection)
                operation, name = operation_of(method, path)
                turn = self._turn(operation)
                reply = self._act(operation, name, json.loads(body or b"null"), turn)
                self._stopped.wait(turn.pause)
                send(connection, reply, turn.way, self._stopped)
        except (Gone, OSError):
            pass
        finally:
            with self._lock:
                self._connections.discard(connection)
            connection.close()

    def _turn(self, operation: Operation) -> Turn:
        with self._lock:
            number = self.requests[operation]
            self.requests[operation] += 1
        turns = self._script.get(operation, ())
        if turns and turns[-1] is Ellipsis:
            number = min(number, len(turns) - 2)
        turn: Turn | EllipsisType = turns[number] if number < len(turns) else HONEST
        return turn if isinstance(turn, Turn) else HONEST

    def _act(self, operation: Operation, name: str, body: object, turn: Turn) -> Reply:
        honest = Reply(504)
        if turn.acts and turn.acts_after:
            late = Thread(target=self._act_late, args=(operation, name, body, turn), daemon=True)
            with self._lock:
                self._late.append(late)
            late.start()
        elif turn.acts:
            honest = self.api.answer(operation, name, body, hidden=turn.hidden)
        return turn.says or honest

    def _act_late(self, operation: Operation, name: str, body: object, turn: Turn) -> None:
        time.sleep(turn.acts_after)
        self.api.answer(operation, name, body, hidden=turn.hidden)
