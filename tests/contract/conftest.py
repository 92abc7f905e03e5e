"""Lets the tests of this folder import the programs beside the contract."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "openapi"))
