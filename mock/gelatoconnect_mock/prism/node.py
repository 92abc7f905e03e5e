"""Finds Node.js and checks its version, before anything is installed for it."""

import re
import shutil
import subprocess
from pathlib import Path

from gelatoconnect_mock.runtime.errors import UserError

MIN_NODE = 20
_VERSION_TIMEOUT = 20.0


def find_node() -> str:
    """Return the path of a Node.js that can run Prism.

    Raises:
        UserError: PATH has no node, or node does not run or is older than 20.
    """
    on_path = shutil.which("node")
    if on_path is None:
        raise UserError(f"Prism needs Node.js {MIN_NODE} or newer and no node is on PATH: install it from nodejs.org.")
    # PATH may have relative folders, and Prism starts in another folder.
    node = str(Path(on_path).absolute())
    try:
        output = subprocess.run(  # noqa: S603 - the user's own node, found on their PATH
            [node, "--version"],
            capture_output=True,
            check=True,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=_VERSION_TIMEOUT,
        ).stdout.strip()
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        raise UserError(f"{node} does not run: install Node.js {MIN_NODE} or newer from nodejs.org.") from error
    version = re.match(r"v(\d+)\.", output)
    if version is None or int(version[1]) < MIN_NODE:
        raise UserError(
            f"Prism needs Node.js {MIN_NODE} or newer and {node} is {output[:40] or 'of no known version'}: "
            "install a newer one from nodejs.org."
        )
    return node
