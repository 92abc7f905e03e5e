"""Finds Node.js and judges its version before anything is installed for it."""

import re
import shutil
import subprocess
from pathlib import Path

from gelatoconnect_mock.runtime.errors import UserError

OLDEST_NODE = 20
_ANSWER_SECONDS = 20.0


def find_node() -> str:
    """Return the path of a Node.js that can run Prism.

    Raises UserError where none is on PATH, where it does not run, and where it is older than 20.
    """
    found = shutil.which("node")
    if found is None:
        raise UserError(
            f"Prism needs Node.js {OLDEST_NODE} or newer and no node is on PATH: install it from nodejs.org."
        )
    # PATH may hold relative folders, and Prism is started in another one.
    node = str(Path(found).absolute())
    try:
        answer = subprocess.run(  # noqa: S603 - the user's own node, found on their PATH
            [node, "--version"],
            capture_output=True,
            check=True,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=_ANSWER_SECONDS,
        ).stdout.strip()
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UserError(f"{node} does not run: install Node.js {OLDEST_NODE} or newer from nodejs.org.") from error
    version = re.match(r"v(\d+)\.", answer)
    if version is None or int(version[1]) < OLDEST_NODE:
        raise UserError(
            f"Prism needs Node.js {OLDEST_NODE} or newer and {node} is {answer[:40] or 'of no known version'}: "
            "install a newer one from nodejs.org."
        )
    return node
