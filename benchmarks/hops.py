"""Count the files and functions of the library that one warm, accepted `submit` runs through."""

from __future__ import annotations

import itertools
import sys
from typing import TYPE_CHECKING, Any

import gelatoconnect
import httpx2
from gelatoconnect import GelatoConnect
from order_server import example

if TYPE_CHECKING:
    from types import FrameType


def main() -> None:
    """Print the number of files, of calls, and of changes from one file to another."""
    order = example("SubmitSeed")
    accepted = {**example("SubmittedSeed"), "orderReferenceId": order["orderReferenceId"]}
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=accepted))
    files: list[str] = []

    def note(frame: FrameType, event: str, _: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(gelatoconnect.__path__[0]):
            files.append(frame.f_code.co_filename)

    with GelatoConnect("acme", "key", "secret", transport=transport) as client:
        client.orders.submit(order)
        sys.setprofile(note)
        client.orders.submit(order)
        sys.setprofile(None)
    changes = sum(one != other for one, other in itertools.pairwise(files))
    print(f"{len(set(files))} files, {len(files)} calls, {changes} changes of file")


if __name__ == "__main__":
    main()
