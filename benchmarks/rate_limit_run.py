"""How fast several threads submit through one client to a server with the documented rate limit."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from typing import Any, Final
from urllib.request import urlopen
from uuid import uuid4

from gelatoconnect import GelatoConnect
from limited_server import limited_server
from tables import Table, verdict

THREADS: Final = 8
MIN_PER_SECOND: Final = 93.0
SUBMISSIONS: Final = 2_000
_HEADING: Final = (
    "| submissions | threads | seconds | a second | 429 | budget: 93 a second, no 429 |\n|--:|--:|--:|--:|--:|---|"
)


@dataclass(frozen=True, slots=True)
class LimitedRun:
    """A run of submissions under the default rate limit. `refused` counts the 429 responses of the server."""

    submissions: int
    seconds: float
    refused: int

    @property
    def per_second(self) -> float:
        """Orders accepted a second."""
        return self.submissions / self.seconds

    def kept(self) -> bool:
        """Return True if 93 orders a second or more were accepted, without a 429."""
        return self.refused == 0 and self.per_second >= MIN_PER_SECOND

    def row(self) -> str:
        """Return the row of a Markdown table."""
        cells = [f"{self.submissions:,}", THREADS, f"{self.seconds:.2f}", f"{self.per_second:.1f}", self.refused]
        return f"| {' | '.join(map(str, cells))} | {verdict(self.kept())} |"


def run(submissions: int = SUBMISSIONS) -> LimitedRun:
    """Submit orders from several threads to a loopback server that enforces 100 requests a second."""
    with limited_server() as url, GelatoConnect(api_key=uuid4().hex, api_secret="secret", base_url=url) as client:  # noqa: S106 - no secret
        began = perf_counter()
        with ThreadPoolExecutor(THREADS) as threads:
            done = list(threads.map(lambda _: client.orders.submit(an_order()), range(submissions)))
        seconds = perf_counter() - began
        with urlopen(f"{url}/counts") as answer:  # noqa: S310 - the loopback server above
            counts = json.load(answer)
    assert len({one.id for one in done}) == counts["admitted"] == submissions
    return LimitedRun(submissions, seconds, counts["refused"])


def table(submissions: int = SUBMISSIONS) -> Table:
    """Measure one run."""
    return Table(_HEADING, [run(submissions)])


def an_order() -> dict[str, Any]:
    """Return a small order with a new reference."""
    return {
        "orderReferenceId": uuid4().hex,
        "orderType": "order",
        "currency": "USD",
        "shippingAddress": {
            "country": "US",
            "firstName": "Ann",
            "lastName": "Other",
            "addressLine1": "1 Any Street",
            "city": "Anytown",
            "postCode": "10001",
            "state": "NY",
            "email": "ann@example.com",
        },
        "items": [
            {
                "itemReferenceId": "item-1",
                "productUid": "cards_a5",
                "quantity": 1,
                "files": [{"type": "default", "url": "https://example.com/file.pdf"}],
            }
        ],
    }


if __name__ == "__main__":
    print(table().markdown())
