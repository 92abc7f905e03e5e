"""How much of what came in and went out is kept in all: the newest bodies, so many bytes of them over every journal."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING, Final
from weakref import ref

from gelatoconnect_mock.sandbox.api import request_log as journal
from gelatoconnect_mock.sandbox.http.messages import Exchange

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES: Final = 33_554_432
"""Of all the bodies in the journals of a sandbox together."""


class _Kept(ref[Exchange]):
    """A call whose bodies are kept as long as some journal has it; ``turn`` counts all there have been."""

    __slots__ = ("size", "turn")
    size: int
    turn: int


class KeptBodies:
    """The bodies of the calls that are over, ``most`` bytes of them: those of the oldest go first.

    The calls belong to their journals, which may let go of them in any order and in any thread.
    """

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._bytes = 0
        self._turn = 0
        self._calls: OrderedDict[int, _Kept] = OrderedDict()
        self._gone: deque[ref[Exchange]] = deque()
        """Those that a journal has let go of, entered wherever that happens, and counted off where calls are added."""

    def add(self, exchange: Exchange) -> None:
        """Take up a call that is over, cut to what is kept of one, and make room for it."""
        journal.shorten(exchange)
        self._turn += 1
        kept = _Kept(exchange, self._gone.append)
        kept.turn, kept.size = self._turn, len(exchange.request.body)
        if exchange.response is not None:
            kept.size += len(exchange.response.body)
        self._calls[kept.turn] = kept
        self._bytes += kept.size
        for leaving in self._leaving():
            self._bytes -= leaving.size
            if (oldest := leaving()) is not None:
                journal.let_go_of_bodies(oldest)

    def _leaving(self) -> Iterator[_Kept]:
        while self._gone:
            gone = self._gone.popleft()
            assert isinstance(gone, _Kept)  # noqa: S101 - no other is given that callback
            if gone.turn in self._calls:
                yield self._calls.pop(gone.turn)
        while self._bytes > self._most:
            yield self._calls.popitem(last=False)[1]
