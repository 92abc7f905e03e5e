"""What npm installs and some tests run: Prism, which is installed here when it is missing, and Redocly.

Without them such tests are skipped, and say what is missing. In CI they fail.
"""

import os
import shutil
import threading
from functools import cache

import pytest
import releases
from gelatoconnect_mock.prism.install import installed_prism
from gelatoconnect_mock.prism.node import find_node
from gelatoconnect_mock.runtime.errors import UserError


def require_prism() -> None:
    """Skip the test unless Prism is installed or can be."""
    if reason := _reason_without_prism():
        _give_up(f"needs Prism: {reason}")


def require_redocly() -> None:
    """Skip the test unless Redocly is installed."""
    if shutil.which("node") is None:
        _give_up("needs Redocly: no node is on PATH")
    if not releases.REDOCLY.exists():
        _give_up("needs Redocly: run `npm ci` in openapi/lint, or `python3 noxfile.py lint_contract`")


@cache
def _reason_without_prism() -> str:
    try:
        find_node()
        installed_prism(stopping=threading.Event(), say=lambda _line: None)
    except UserError as error:
        return str(error)
    return ""


def _give_up(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)
