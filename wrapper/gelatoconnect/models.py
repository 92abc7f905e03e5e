"""The models of the contract: what you may pass in, and what you get back.

They are generated, so their fields are the contract's own. A field that is not set is `UNSET`, which is not None: the
API tells absent from null, and so do the models.
"""

from gelatoconnect_api.models import *  # noqa: F403 - this module is a door: every model of the contract, and nothing else
from gelatoconnect_api.models import __all__ as _models
from gelatoconnect_api.types import UNSET, Unset

__all__ = [*_models, "UNSET", "Unset"]  # noqa: PLE0604  # pyright: ignore[reportUnsupportedDunderAll]
