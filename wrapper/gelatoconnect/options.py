"""Every knob of the client in one frozen place."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final, Literal

from gelatoconnect.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable

    from gelatoconnect.history import CallInfo, Ended, Event, Started

__all__ = ["CLIENT_DEFAULT", "ClientDefault", "Options"]


class ClientDefault(Enum):
    """The type of `CLIENT_DEFAULT`: "use what the client was built with", which None cannot say."""

    CLIENT_DEFAULT = "the client's own setting"


LOOK_UP_SECONDS_WITHOUT_DEADLINE: Final = 60.0
CLIENT_DEFAULT: Final = ClientDefault.CLIENT_DEFAULT


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How calls behave. All times are seconds.

    `deadline` bounds a whole call: attempts, waits and pacing. Digesting a very large answer, and a slow hook, come on
    top. None means no bound in time, at most 10 requests of each operation, no single wait of more than an hour,
    and 60 s for an order in doubt.
    `connect_timeout` bounds the making of one connection; `read_timeout` one attempt from its first byte to the last
    byte of its answer, not the gap between bytes.
    `requests_per_second` is the even pace at which requests with one key leave this process (the API allows 100 a
    second for each key, all processes together); None switches pacing off. A call waits for its turn no longer than
    leaves time for an answer: half of what is left of its deadline, 5 s at most.
    `max_connections` is how many requests of one client may be under way at once; further ones wait.
    `preflight` says what happens to a body that breaks the contract: "refuse" it, "warn" and send it, or "off": for
    connectors with a template of their own, whose bodies differ.

    Three options say what is known of the server, or want more caution; the page on submitting once spells them out.
    `resubmit_after`: so many seconds after an attempt ended, the server has finished or dropped it *and* shows the
    order to look-ups; an order absent then is submitted again. Below the deadline.
    `server_refuses_duplicates`: the server answers 409 to a reference it knows; an absent order is submitted again.
    `look_before_submit`: search for the reference before submitting, for a server that accepts a reference twice. It
    prevents sequential repeats, at the price of one request; two submitters at once can still make two orders.
    `hook` is told of every event of every call, with the call it belongs to: fit for a span per call. What it raises is
    logged and ignored.

    Raises ConfigError for a value that cannot work.
    """

    deadline: float | None = 30.0
    connect_timeout: float = 5.0
    read_timeout: float = 15.0
    requests_per_second: float | None = 95.0
    max_connections: int = 100
    preflight: Literal["refuse", "warn", "off"] = "refuse"
    resubmit_after: float | None = None
    server_refuses_duplicates: bool = False
    look_before_submit: bool = False
    hook: Callable[[CallInfo, Event | Started | Ended], None] | None = None

    def __post_init__(self) -> None:
        for name in ("deadline", "connect_timeout", "read_timeout", "requests_per_second"):
            value = getattr(self, name)
            if value is None and name in {"deadline", "requests_per_second"}:
                continue
            check_amount(f"Options.{name}", value)
        if (
            isinstance(self.max_connections, bool)
            or not isinstance(self.max_connections, int)
            or self.max_connections < 1
        ):
            raise ConfigError(
                f"Options.max_connections must be a whole number of at least 1; it is {self.max_connections!r}"
            )
        if self.resubmit_after is not None:
            check_amount("Options.resubmit_after", self.resubmit_after)
            self.check_quiet_period(self.deadline)
        for name in ("server_refuses_duplicates", "look_before_submit"):
            # A truthy string, such as "no" from an environment variable, would promise what nobody promised.
            if not isinstance(getattr(self, name), bool):
                raise ConfigError(f"Options.{name} must be True or False; it is {getattr(self, name)!r}")
        if self.hook is not None and not callable(self.hook):
            raise ConfigError("Options.hook must be a function of a call and an event, or None")
        if self.preflight not in ("refuse", "warn", "off"):
            raise ConfigError(f'Options.preflight must be "refuse", "warn" or "off"; it is {self.preflight!r}')

    def check_quiet_period(self, deadline: float | None) -> None:
        """Raise ConfigError where `resubmit_after` leaves no time to submit again before the deadline."""
        if self.resubmit_after is None:
            return
        if deadline is None and self.resubmit_after >= LOOK_UP_SECONDS_WITHOUT_DEADLINE:
            raise ConfigError(
                f"Options.resubmit_after ({self.resubmit_after:g} s) must be below the "
                f"{LOOK_UP_SECONDS_WITHOUT_DEADLINE:g} s of look-ups there are without a deadline: "
                "set a longer deadline, or leave resubmit_after out"
            )
        if deadline is not None and self.resubmit_after >= deadline:
            raise ConfigError(
                f"Options.resubmit_after ({self.resubmit_after:g} s) must be below the deadline ({deadline:g} s): "
                "raise the deadline, or leave resubmit_after out"
            )


def checked_options(options: object) -> Options:
    """Return the options a client was given, or the defaults; raise ConfigError for what are none."""
    if options is None:
        return Options()
    if not isinstance(options, Options):
        raise ConfigError(f"options must be an Options, such as Options(deadline=10), not {type(options).__name__}")
    return options


def check_amount(name: str, value: object) -> None:
    """Raise ConfigError unless `value` is a number above 0 and at most 2,592,000: 30 days, where it is seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MOST:
        raise ConfigError(f"{name} must be a number above 0 and at most {_MOST:,}; it is {value!r}")


_MOST = 30 * 24 * 3600
