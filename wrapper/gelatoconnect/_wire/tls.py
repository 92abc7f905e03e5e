"""One SSL context for every client of the process: making one costs as much as dozens of requests."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    import ssl


@cache
def shared_ssl_context() -> ssl.SSLContext:
    """Return the context, made on first use, with the certificates and environment variables httpx honours."""
    return httpx.create_ssl_context()
