"""What a cancellation or Ctrl-C carries away from a submission that it ends: the name of the order that may exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from gelatoconnect.errors import GelatoConnectError

if TYPE_CHECKING:
    from gelatoconnect._calls.call import Call
    from gelatoconnect._calls.commands import Steps

T = TypeVar("T")


def naming(steps: Steps[T], reference: str, call: Call) -> Steps[T]:
    """Run the steps of a submission; an interruption goes through, with a note where it leaves an order in doubt.

    Whatever is no error of the library is one: what a signal handler raises is often an ordinary exception.
    """
    try:
        return (yield from steps)
    except GelatoConnectError:
        raise
    except BaseException as interruption:
        if call.may_be_done:
            interruption.add_note(
                f"gelatoconnect: order {reference!r} was being submitted and may exist; look for it with "
                f"search(order_reference_id={reference!r}) before submitting it again"
            )
        raise
