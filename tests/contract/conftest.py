"""Lets the tests of this folder import the programs beside the contract, and those that generate from it."""

import sys
from pathlib import Path

OPENAPI = Path(__file__).resolve().parents[2] / "openapi"
sys.path[:0] = [str(OPENAPI), str(OPENAPI / "generator")]
