"""Print the status of many orders with one search; without references, of the newest orders.

Run: python search.py your-order-ref-1 your-order-ref-2
Exit codes: 0 all are found, 1 some are not or the search failed, 2 the command line is wrong.
"""

import argparse
import sys

from gelatoconnect import GelatoConnect
from gelatoconnect.errors import GelatoConnectError


def main() -> int:
    """Search for the orders that the command line names; return the exit code."""
    parser = argparse.ArgumentParser(description="Print the status of orders.")
    parser.add_argument("references", nargs="*", help="your references; without one, the newest orders")
    parser.add_argument("--max", type=int, default=20, help="how many of the newest orders (%(default)s)")
    arguments = parser.parse_args()
    missing = set(arguments.references)
    try:
        with GelatoConnect() as client:  # settings from the environment
            # One search instead of a get for each order: the API counts requests. Pages are fetched as you iterate.
            if arguments.references:
                found = client.orders.search(order_reference_ids=arguments.references)
            else:
                found = client.orders.search(max_results=arguments.max)
            for order in found:
                print(order.order_reference_id, order.fulfillment_status, order.id)
                missing.discard(str(order.order_reference_id))
    except GelatoConnectError as error:
        print(error, file=sys.stderr)
        return 1
    for reference in sorted(missing):
        print(f"No order has the reference {reference}.", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
