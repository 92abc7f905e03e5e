"""Runs the ``gelatoconnect-mock`` command for ``python -m gelatoconnect_mock``."""

import sys

from gelatoconnect_mock.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
