"""Stands between the client and whatever answers it, in every test, and remembers each break of the contract it saw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import httpx2
from gelatoconnect._config import Credential
from gelatoconnect._engine.commands import Response, Send
from gelatoconnect._transport import async_driver, sync_driver
from gelatoconnect._transport.adapter import build_request

from tests.verdicts import JSON, Contract

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator

    import pytest
    from gelatoconnect._engine.commands import Request

Side = Literal["requests", "responses"]


class Violation(NamedTuple):
    """One break of the contract: by the client's request, or by what answered it."""

    side: Side
    exchange: str
    fault: str

    def __str__(self) -> str:
        return f"{self.side}: {self.exchange}: {self.fault}"


class ContractWitness:
    """Judges what it is shown, and never stands in its way: a test is told at its end."""

    def __init__(self, contract: Contract) -> None:
        self._contract = contract
        self.seen = 0
        self.violations: list[Violation] = []

    def sees_request(self, request: httpx2.Request) -> None:
        self.seen += 1
        self._note("requests", request, None, self._contract.faults_of_request(request))

    def sees_answer(self, request: httpx2.Request, response: httpx2.Response, raw: bytes) -> None:
        """Judge a whole answer; `raw` is its body as it came, which may be compressed."""
        try:
            body = httpx2.Response(response.status_code, headers=response.headers, content=raw).content
        except httpx2.DecodingError:
            self._note("responses", request, response, ["its body is not what its content-encoding says"])
        else:
            self.sees_text(request, response, body)

    def sees_text(self, request: httpx2.Request, response: httpx2.Response, body: bytes) -> None:
        """Judge an answer whose body is read already."""
        faults = self._contract.faults_of_answer(request, response.status_code, response.headers, body)
        self._note("responses", request, response, faults)

    def sees_call(self, request: Request, outcome: object) -> None:
        """Judge what a call sent, and was answered, where something else than a transport runs it."""
        sent = build_request(Send(request, connect=1.0, read=1.0, total=1.0), Credential("key", "secret"))
        self.sees_request(sent)
        if isinstance(outcome, Response):
            headers = {"content-type": outcome.headers.get("content-type", JSON)}
            response = httpx2.Response(outcome.status, headers=headers, content=outcome.body)
            self.sees_text(sent, response, response.content)

    def forget(self) -> None:
        self.seen = 0
        self.violations.clear()

    def _note(self, side: Side, request: httpx2.Request, response: httpx2.Response | None, faults: list[str]) -> None:
        exchange = f"{request.method} {request.url.path}" + ("" if response is None else f" -> {response.status_code}")
        self.violations += [Violation(side, exchange, fault) for fault in faults]


WITNESS = ContractWitness(Contract.committed())
"""The witness of this process: what runs a client by other means than a transport shows it there what it sends."""


class WitnessTransport(httpx2.BaseTransport, httpx2.AsyncBaseTransport):
    """Wraps any httpx2 transport, of either kind, and shows a witness what passes through it."""

    def __init__(self, wrapped: Any, witness: ContractWitness) -> None:
        self._wrapped = wrapped
        self._witness = witness

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self._witness.sees_request(request)
        return self._overheard(request, self._wrapped.handle_request(request))

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self._witness.sees_request(request)
        return self._overheard(request, await self._wrapped.handle_async_request(request))

    def close(self) -> None:
        self._wrapped.close()

    async def aclose(self) -> None:
        await self._wrapped.aclose()

    def _overheard(self, request: httpx2.Request, response: httpx2.Response) -> httpx2.Response:
        if response.is_closed:
            self._witness.sees_text(request, response, response.content)
            return response
        response.stream = _OverheardStream(
            response.stream, heard=lambda raw: self._witness.sees_answer(request, response, raw)
        )
        return response


class _OverheardStream(httpx2.SyncByteStream, httpx2.AsyncByteStream):
    """Passes a body on, and tells it to `heard` once it is whole; one that breaks off is a lost answer, and none."""

    def __init__(self, stream: Any, *, heard: Callable[[bytes], None]) -> None:
        self._stream = stream
        self._heard = heard

    def __iter__(self) -> Iterator[bytes]:
        pieces = []
        for piece in self._stream:
            pieces.append(piece)
            yield piece
        self._heard(b"".join(pieces))

    async def __aiter__(self) -> AsyncIterator[bytes]:
        pieces = []
        async for piece in self._stream:
            pieces.append(piece)
            yield piece
        self._heard(b"".join(pieces))

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


def complaint(violations: Iterable[Violation], meant: set[str], *, all_must_be_met: bool) -> str | None:
    """Return why a test fails that means to break the contract on these sides alone; None where it does as it says."""
    seen = dict.fromkeys(violations)
    broken = [violation for violation in seen if violation.side not in meant]
    if broken:
        return "The contract was broken:\n" + "\n".join(f"  {one}" for one in broken)
    idle = meant - {violation.side for violation in seen}
    if idle and all_must_be_met:
        return f"The test says off_contract for {', '.join(sorted(idle))}, which kept the contract: take the mark off."
    return None


def watch_every_client(witness: ContractWitness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the witness around each transport that a client uses, its own or one it was given."""
    _watch(witness, monkeypatch, sync_driver._ProcessState, sync_driver.SyncDriver)
    _watch(witness, monkeypatch, async_driver._LoopState, async_driver.AsyncDriver)


def _watch(witness: ContractWitness, monkeypatch: pytest.MonkeyPatch, state: Any, driver: Any) -> None:
    own, made = state.transport, driver.__init__

    def given(self: Any, credential: Any, options: Any, transport: Any) -> None:
        made(self, credential, options, None if transport is None else WitnessTransport(transport, witness))

    monkeypatch.setattr(state, "transport", lambda self, *url: WitnessTransport(own(self, *url), witness))
    monkeypatch.setattr(driver, "__init__", given)
