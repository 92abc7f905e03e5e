"""Finds the files that drive the mocks: beside the code in an installed wheel, in their own folders in a checkout."""

from pathlib import Path

from gelatoconnect_mock.runtime.errors import UserError

_PACKAGE = Path(__file__).resolve().parents[1]
_CHECKOUT = _PACKAGE.parent.parent


def shipped(name: str, *, in_checkout: str) -> Path:
    """Return the path of a shipped file or folder.

    ``name`` is its place below ``_shipped`` in the wheel, ``in_checkout`` its place below a checkout's root.
    Raises UserError where neither exists.
    """
    for candidate in (_PACKAGE / "_shipped" / name, _CHECKOUT / in_checkout):
        if candidate.exists():
            return candidate
    raise UserError(
        f"{in_checkout} is missing from this installation: install gelatoconnect[mock] again, "
        "or run from a complete checkout."
    )
