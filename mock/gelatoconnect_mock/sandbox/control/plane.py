"""Finds the resource of the control plane that a request is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gelatoconnect_mock.sandbox import answers

if TYPE_CHECKING:
    from gelatoconnect_mock.sandbox.desk import Desk
    from gelatoconnect_mock.sandbox.exchange import Answer, Request


class ControlPlane:
    """The control plane of one sandbox."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def answer(self, request: Request) -> Answer:
        """Answer a request below ``/_sandbox``."""
        return answers.error(404, f"No such path: {request.path.decode('latin-1')}.")
