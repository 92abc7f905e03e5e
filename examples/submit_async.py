"""Submit many orders at the same time, one JSON file each.

Run: python submit_async.py order.json more.json
Exit codes: 0 all orders exist, 1 some do not, 2 the command line is wrong.
"""

import argparse
import asyncio
import json
import sys
from pathlib import Path

from gelatoconnect import AsyncGelatoConnect
from gelatoconnect.errors import GelatoConnectError


async def submit(client: AsyncGelatoConnect, path: Path) -> bool:
    """Submit the order in a file and print its id; return False if that fails, so that the others go on."""
    try:
        order = json.loads(await asyncio.to_thread(path.read_text, "utf-8"))
        submitted = await client.orders.submit(order)
    except (OSError, ValueError, GelatoConnectError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return False
    print(f"{path}: {submitted.id}")
    return True


async def submit_all(paths: list[Path]) -> int:
    """Submit the orders in all files; return the exit code."""
    # One client for all: it keeps the connections open and all orders together below the rate limit.
    async with AsyncGelatoConnect() as client:  # settings from the environment
        successes = await asyncio.gather(*(submit(client, path) for path in paths))
    return 0 if all(successes) else 1


def main() -> int:
    """Submit the orders that the command line names; return the exit code."""
    parser = argparse.ArgumentParser(description="Submit orders at the same time and print their ids.")
    parser.add_argument("orders", type=Path, nargs="+", help="JSON files in the API's field names")
    try:
        return asyncio.run(submit_all(parser.parse_args().orders))
    except GelatoConnectError as error:  # a setting is missing
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
