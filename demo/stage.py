# ruff: noqa: INP001, T201 - scripts beside each other, not a package; a stage prints
"""Run the steps of the tour; for each print a sentence, the lines of code that run, and what they printed.

The code is read from its own source file. A step names the words that its output must contain, so the tour fails
when a step no longer does what it says.
"""

from __future__ import annotations

import asyncio
import contextlib
import inspect
import io
import os
import sys
import textwrap
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect import AsyncGelatoConnect, GelatoConnect, Options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from servers import Server

WIDTH: Final = 100


class StepFailed(Exception):
    """A step that did not do what the tour says; the text says which step and how it failed."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to show.

    Attributes:
        title: A few words.
        function: Does it. It is called with a client and, if it takes two arguments, with the server.
        claims: The words that its output must contain.
        source: A function whose source is printed as well, such as the order that is submitted.
        options: The options of the client; None means the defaults.

    """

    title: str
    function: Callable[..., Any]
    claims: Sequence[str]
    source: Callable[..., object] | None = None
    options: Options | None = None

    def code(self) -> str:
        """Return the source of `source` and the body of `function`, without the docstring."""
        source = "" if self.source is None else f"{inspect.getsource(self.source)}\n"
        body = inspect.getsource(self.function).split('"""', maxsplit=2)[2]
        return source + textwrap.dedent(body.removeprefix("\n")).rstrip()

    def run(self, server: Server) -> str:
        """Call the function with a client of its own for `server`; return what it printed."""
        printed = io.StringIO()
        settings: dict[str, Any] = {
            "api_key": server.api_key,
            "api_secret": server.api_secret,
            "base_url": server.base_url,
            "options": self.options,
        }
        arguments = [server][: len(inspect.signature(self.function).parameters) - 1]
        with contextlib.redirect_stdout(printed):
            if inspect.iscoroutinefunction(self.function):
                asyncio.run(self._run_async(settings, arguments))
            else:
                with GelatoConnect(**settings) as client:
                    self.function(client, *arguments)
        return printed.getvalue()

    async def _run_async(self, settings: dict[str, Any], arguments: list[Server]) -> None:
        async with AsyncGelatoConnect(**settings) as client:
            await self.function(client, *arguments)


def perform(steps: Sequence[Step], server: Server, *, first: int = 1) -> None:
    """Print and run every step in order, numbered from `first`; raise StepFailed at the first that fails."""
    for number, step in enumerate(steps, first):
        announce(number, step)
        print("\n" + textwrap.indent(step.code(), "        ") + "\n", flush=True)
        try:
            output = step.run(server)
        except Exception as error:
            raise StepFailed(f"Step {number} ({step.title}) raised {type(error).__name__}: {error}") from error
        print(_styled("\n".join(_printed(output)), "36"), flush=True)
        missing = [words for words in step.claims if words not in output]
        if missing:
            raise StepFailed(f"Step {number} ({step.title}) ran, but did not print: {', '.join(missing)}")


def announce(number: int, step: Step) -> None:
    """Print the title of a step and what it does."""
    print(_styled(f"\n{number:>2}. {step.title}", "1"))
    print(wrapped(inspect.getdoc(step.function) or ""), flush=True)


def wrapped(text: str) -> str:
    """Return a sentence, indented, in lines that fit."""
    return textwrap.fill(" ".join(text.split()), WIDTH, initial_indent="    ", subsequent_indent="    ")


def _printed(output: str) -> Iterator[str]:
    """Yield the lines that a step printed, marked, and folded if they are long."""
    for line in output.rstrip().splitlines():
        folded = textwrap.wrap(line, WIDTH, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)
        yield from (f"      | {part}" for part in folded or [""])


def _styled(text: str, style: str) -> str:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{style}m{text}\x1b[0m"
