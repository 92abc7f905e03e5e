"""The last error and the last requests in Prism's output, to explain why it ended."""

import re
from collections import deque
from dataclasses import dataclass, field

_MAX_REQUESTS = 5
_MAX_LENGTH = 160
_REQUEST = re.compile(r"\[HTTP SERVER\]\s+(?P<method>[a-z]+)\s+(?P<path>\S+)\s.*Request received")
_FATAL = re.compile(r"\[CLI\]\s+\S*\s*fatal\s+(?P<error>.+)")
_ERROR = re.compile(r"(?:Uncaught |Unhandled |fatal )?(?P<error>(?:\w*(?:Error|Exception)|listen E[A-Z]+)\b.*)")
_KNOWN_BUG = "sl-violations"


@dataclass(slots=True)
class Trace:
    """What Prism's output says about its end.

    Attributes:
        requests: The last requests: method and path. Queries and bodies may hold personal data.
        error: The last error.
        is_fatal: True if Prism reported that it cannot start with this contract.
    """

    requests: deque[str] = field(default_factory=lambda: deque(maxlen=_MAX_REQUESTS))
    error: str = ""
    is_fatal: bool = False

    def read(self, line: str) -> None:
        """Read one line of Prism's output."""
        if request := _REQUEST.search(line):
            path = request["path"].partition("?")[0]
            self.requests.append(_printable(f"{request['method'].upper()} {path}"))
        elif fatal := _FATAL.search(line):
            self.is_fatal, self.error = True, _printable(fatal["error"])
        elif error := _ERROR.match(line):
            self.error = _printable(error["error"])

    def summary(self) -> str:
        """Return the last error and the last requests, as the middle of a sentence."""
        error = self.error or "no error was printed"
        if _KNOWN_BUG in error:
            error += " (a known bug of Prism: an invalid request with a property name outside Latin-1)"
        requests = ", ".join(self.requests) or "none was logged"
        return f"{error}; last requests: {requests}"


def _printable(text: str) -> str:
    """Replace control characters: a request can put escape sequences into the log."""
    return "".join(character if character.isprintable() else "?" for character in text)[:_MAX_LENGTH]
