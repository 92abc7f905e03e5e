"""Lets ``python -m gelatoconnect_mock`` do what the ``gelatoconnect-mock`` command does."""

import sys

from gelatoconnect_mock.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
