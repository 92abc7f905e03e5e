"""Submit an order from a JSON file and print its id.

Run: python submit.py order.json
Exit codes: 0 the order exists, 1 it was not submitted or its outcome is unknown, 2 the file cannot be used.
"""

import argparse
import json
import sys
from pathlib import Path

from gelatoconnect import GelatoConnect
from gelatoconnect.errors import GelatoConnectError


def main() -> int:
    """Submit the order that the command line names; return the exit code."""
    parser = argparse.ArgumentParser(description="Submit an order and print its id.")
    parser.add_argument("order", type=Path, help="a JSON file in the API's field names")
    path = parser.parse_args().order
    try:
        # The reference is part of the file. One made from the clock would make each run a new order.
        order = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"{path}: {error}", file=sys.stderr)
        return 2
    try:
        with GelatoConnect() as client:  # settings from the environment
            submitted = client.orders.submit(order)
    except GelatoConnectError as error:
        # The text says what happened, what it means for the order, and what to do.
        print(error, file=sys.stderr)
        return 1
    if submitted.recovered:
        # Not an error: the response was lost, or the order was submitted before. The order exists once.
        print("The order was found by its reference.", file=sys.stderr)
    print(submitted.id)  # store it: every other call is best given this id
    return 0


if __name__ == "__main__":
    sys.exit(main())
