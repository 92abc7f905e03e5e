"""A program that submits the orders of its own record and writes each id down as it learns it: made to be killed.

Arguments: the base URL, and the references still without an id. Each line it prints is a reference and an id.
"""

from __future__ import annotations

import sys

from gelatoconnect import GelatoConnect, GelatoConnectError, Options

from tests.machine.one_order import order


def main(url: str, references: list[str]) -> None:
    options = Options(deadline=3.0, requests_per_second=None)
    with GelatoConnect(api_key="key", api_secret="secret", base_url=url, options=options) as connect:
        for reference in references:
            try:
                submitted = connect.orders.submit(order(reference, 1))
            except GelatoConnectError as error:
                sys.stderr.write(f"{reference}: {error}\n")
            else:
                sys.stdout.write(f"{reference} {submitted.id}\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
