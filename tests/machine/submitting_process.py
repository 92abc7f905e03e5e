"""A program that submits the orders of its record and prints each id. Tests kill it on purpose.

Arguments: the base URL, and the references without an id. It prints a line for each order: the reference and its id.
"""

from __future__ import annotations

import sys

from gelatoconnect import GelatoConnect, GelatoConnectError, Options

from tests.samples import sample_order


def main(url: str, references: list[str]) -> None:
    """Submit an order for each reference."""
    options = Options(deadline=30.0, requests_per_second=None)
    with GelatoConnect(api_key="key", api_secret="secret", base_url=url, options=options) as client:
        for reference in references:
            try:
                submitted = client.orders.submit(sample_order(reference))
            except GelatoConnectError as error:
                sys.stderr.write(f"{reference}: {error}\n")
            else:
                sys.stdout.write(f"{reference} {submitted.id}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
