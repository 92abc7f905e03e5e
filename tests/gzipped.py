"""Bodies in gzip that are the same in every run, so that they may stand in the name of a test."""

import gzip


def gzipped(content: bytes) -> bytes:
    """Compress without the time of day, which `gzip.compress` writes into the first bytes."""
    return gzip.compress(content, mtime=0)  # noqa: TID251 - the one place
