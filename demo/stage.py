# ruff: noqa: INP001, T201 - scripts beside each other, not a package; a stage is there to be looked at
"""Shows steps: for each the lines of code that run, read from their own source, and what they printed.

A step says which words its output must hold, so that a tour that no longer shows what it promises fails.
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
    from collections.abc import Callable, Sequence

    import httpx

WIDTH: Final = 100
API_KEY: Final = "your-api-key"
API_SECRET: Final = "your-api-secret"  # noqa: S105 - Prism takes any


class Surprise(Exception):
    """A step did not do what the tour says it does; the text says which and how."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to show: the function that does it, and the words its output must hold.

    `given` is a function whose source is shown as well. `simulated` says, where something is, what is not real;
    `transport` makes it so. An asynchronous function gets an asynchronous client, with neither transport nor options.
    """

    title: str
    function: Callable[..., Any]
    tells: Sequence[str]
    given: Callable[..., object] | None = None
    simulated: str = ""
    transport: Callable[[], httpx.BaseTransport] | None = None
    options: Options | None = None

    def code(self) -> str:
        """Return the source as it stands in its file: `given` whole, of the function its body, without docstrings."""
        given = "" if self.given is None else f"{inspect.getsource(self.given)}\n"
        body = inspect.getsource(self.function).split('"""', maxsplit=2)[2]
        return given + textwrap.dedent(body.removeprefix("\n")).rstrip()

    def run(self, base_url: str) -> str:
        """Run the function with a client of its own for `base_url`; return what it printed."""
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            if inspect.iscoroutinefunction(self.function):
                asyncio.run(self._run_async(base_url))
            else:
                transport = None if self.transport is None else self.transport()
                with GelatoConnect(
                    api_key=API_KEY,
                    api_secret=API_SECRET,
                    base_url=base_url,
                    options=self.options,
                    transport=transport,
                ) as connect:
                    self.function(connect)
        return printed.getvalue()

    async def _run_async(self, base_url: str) -> None:
        async with AsyncGelatoConnect(api_key=API_KEY, api_secret=API_SECRET, base_url=base_url) as connect:
            await self.function(connect)


def perform(steps: Sequence[Step], base_url: str) -> None:
    """Show every step in order; raise Surprise at the first that fails or does not print what it should."""
    for number, step in enumerate(steps, 1):
        print(_bold(f"\n{number:>2}. {step.title}"))
        print(_lines(inspect.getdoc(step.function) or "", "    "))
        if step.simulated:
            print(_lines(f"Simulated: {step.simulated}", "    "))
        print("\n" + textwrap.indent(step.code(), "        ") + "\n", flush=True)
        try:
            output = step.run(base_url)
        except Exception as error:
            raise Surprise(f"Step {number} ({step.title}) met {type(error).__name__}: {error}") from error
        print(_dimmed(textwrap.indent(output.rstrip(), "      | ")), flush=True)
        missing = [words for words in step.tells if words not in output]
        if missing:
            raise Surprise(f"Step {number} ({step.title}) ran, but did not print: {', '.join(missing)}")


def _lines(text: str, indent: str) -> str:
    return textwrap.fill(" ".join(text.split()), WIDTH, initial_indent=indent, subsequent_indent=indent)


def _bold(text: str) -> str:
    return _styled(text, "1")


def _dimmed(text: str) -> str:
    return _styled(text, "36")


def _styled(text: str, style: str) -> str:
    if not sys.stdout.isatty() or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return f"\x1b[{style}m{text}\x1b[0m"
