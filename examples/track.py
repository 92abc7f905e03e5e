"""Wait until an order is shipped, then delivered, and print where to track it.

Run: python track.py your-order-ref-1
Exit codes: 0 delivered, 1 it cannot be read, 2 wrong command line, 3 it ended otherwise, 4 not delivered in time.
"""

import argparse
import sys

from gelatoconnect import GelatoConnect
from gelatoconnect.errors import DeadlineExceeded, GelatoConnectError, OrderEnded


def main() -> int:
    """Follow the order that the command line names; return the exit code."""
    parser = argparse.ArgumentParser(description="Wait until an order is delivered.")
    parser.add_argument("order", help="the order's id or your reference")
    parser.add_argument("--timeout", type=float, default=3600, help="seconds to wait for each status (%(default)s)")
    arguments = parser.parse_args()
    try:
        with GelatoConnect() as client:  # settings from the environment
            # An order never goes back, so each wait returns at once if the order is further on already.
            for status in ("in_production", "shipped", "delivered"):
                order = client.orders.wait_until(arguments.order, status, timeout=arguments.timeout)
                print(status, flush=True)
                if status == "shipped" and order.shipment:
                    for package in order.shipment.packages or []:
                        print("track at", package.tracking_url)
    except OrderEnded as error:  # failed, canceled or returned: waiting longer does not help
        print(f"The order is {error.status}.", file=sys.stderr)
        return 3
    except DeadlineExceeded as error:  # it is safe to start again
        print(error, file=sys.stderr)
        return 4
    except GelatoConnectError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
