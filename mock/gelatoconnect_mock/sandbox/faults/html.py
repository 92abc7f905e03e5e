"""``html``, ``html=502``: the web page of a server in between."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import ClassVar

from gelatoconnect_mock.sandbox.faults.replaced_body import ReplacedBody


@dataclass(frozen=True, slots=True)
class Html(ReplacedBody):
    """A web page, as load balancers and sign-in pages send."""

    name: ClassVar[str] = "html"
    content_type: ClassVar[bytes] = b"text/html; charset=utf-8"

    def body(self) -> bytes:
        """Return a page that names the status."""
        try:
            title = f"{self.status} {HTTPStatus(self.status).phrase}"
        except ValueError:
            title = str(self.status)
        page = f"<!doctype html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"
        return page.encode()
