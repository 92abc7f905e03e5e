"""Submit an order and decide what to do about each kind of error.

Run: python handle_errors.py order.json
Exit codes: 0 it exists, 2 correct the order, 3 correct the settings, 4 decide yourself, 5 look for it, 75 run again.
"""

import argparse
import json
import sys
from pathlib import Path

from gelatoconnect import GelatoConnect, errors


def main() -> int:
    """Submit the order that the command line names; return an exit code that says what to do next."""
    parser = argparse.ArgumentParser(description="Submit an order and say what to do about an error.")
    parser.add_argument("order", type=Path, help="a JSON file in the API's field names")
    path = parser.parse_args().order
    try:
        with GelatoConnect() as client:  # settings from the environment
            submitted = client.orders.submit(json.loads(path.read_text(encoding="utf-8")))
    except errors.InvalidRequest as error:  # nothing was sent; the text lists all violations at once
        return report(2, error)
    except errors.BadRequest as error:  # the API refused the order; nothing was created
        return report(2, error.message, *(f"{detail.reference}: {detail.message}" for detail in error.details))
    except (errors.ConfigError, errors.ConnectFailed, errors.Unauthorized, errors.Forbidden) as error:  # no retry helps
        return report(3, error)
    except errors.DuplicateReference as error:  # never resubmit under a new reference before you have read that order
        return report(4, f"read order {error.existing_id} first", error)
    except errors.OrderOutcomeUnknown as error:  # the order may exist: look for it before you submit it again
        return report(5, f"search for {error.order_reference_id} later", error)
    except (errors.DeadlineExceeded, errors.RateLimited) as error:  # no order was created
        return report(75, "run this again after a pause", error)
    except (OSError, ValueError) as error:  # no such file, or not JSON
        return report(2, error)
    except errors.GelatoConnectError as error:  # anything else; the history lists what the call did
        return report(4, error, *error.history)
    return report(0, submitted.id)


def report(exit_code: int, *lines: object) -> int:
    """Print the lines, on standard error if something is wrong; return the exit code."""
    print(*lines, sep="\n", file=sys.stderr if exit_code else sys.stdout)
    return exit_code


if __name__ == "__main__":
    sys.exit(main())
