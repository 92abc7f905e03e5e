"""What is kept of Prism's output, to say afterwards why it ended: its last error and the last requests, no bodies."""

import re
from collections import deque
from dataclasses import dataclass, field

_KEPT_REQUESTS = 5
_LONGEST = 160
_REQUEST = re.compile(r"\[HTTP SERVER\]\s+(?P<method>[a-z]+)\s+(?P<path>\S+)\s.*Request received")
_REFUSED = re.compile(r"\[CLI\]\s+\S*\s*fatal\s+(?P<error>.+)")
_ERROR = re.compile(r"(?:Uncaught |Unhandled |fatal )?(?P<error>(?:\w*(?:Error|Exception)|listen E[A-Z]+)\b.*)")
_KNOWN_FAULT = "sl-violations"


@dataclass(slots=True)
class Trace:
    """The last requests (method and path only: a query or a body may hold personal data) and the last error.

    ``refused`` is true where Prism itself said that it could not start on what it was given.
    """

    requests: deque[str] = field(default_factory=lambda: deque(maxlen=_KEPT_REQUESTS))
    error: str = ""
    refused: bool = False

    def read(self, line: str) -> None:
        """Take note of one line of Prism's output."""
        if request := _REQUEST.search(line):
            path = request["path"].partition("?")[0]
            self.requests.append(_printable(f"{request['method'].upper()} {path}"))
        elif refusal := _REFUSED.search(line):
            self.refused, self.error = True, _printable(refusal["error"])
        elif error := _ERROR.match(line):
            self.error = _printable(error["error"])

    def account(self) -> str:
        """Return what Prism last said, as the middle of a sentence: its error, then the last requests."""
        error = self.error or "no error was printed"
        if _KNOWN_FAULT in error:
            error += " (a known fault of Prism: an invalid request with a property name outside Latin-1)"
        requests = ", ".join(self.requests) or "none was logged"
        return f"{error}; last requests: {requests}"


def _printable(text: str) -> str:
    """Keep what a request wrote into the log from moving a terminal's cursor."""
    return "".join(character if character.isprintable() else "?" for character in text)[:_LONGEST]
