"""One SSL context for every client of the process: making one costs as much as dozens of requests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import httpx

from gelatoconnect.errors import ConfigError

if TYPE_CHECKING:
    import ssl


@cache
def shared_ssl_context() -> ssl.SSLContext:
    """Return the context, made on first use, with the certificates and environment variables httpx honours.

    Raises ConfigError where those name certificates that cannot be read.
    """
    try:
        return httpx.create_ssl_context()
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        raise ConfigError(
            f"the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read ({type(error).__name__}); "
            "nothing was sent. Correct the variable, or unset it"
        ) from None
