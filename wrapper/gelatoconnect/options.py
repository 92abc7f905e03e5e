"""The settings: `Options` for a client, `RequestOptions` for one call."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from inspect import iscoroutinefunction
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from gelatoconnect.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from gelatoconnect.history import AttemptInfo, CallInfo, Ended, Event, Started

__all__ = ["CLIENT_DEFAULT", "ClientDefault", "DeadlineOverride", "Options", "RequestOptions"]


class ClientDefault(Enum):
    """The type of `CLIENT_DEFAULT`: "use the client's own setting", which None cannot say."""

    CLIENT_DEFAULT = "the client's own setting"


LOOKUP_SECONDS_WITHOUT_DEADLINE: Final = 60.0
CLIENT_DEFAULT: Final = ClientDefault.CLIENT_DEFAULT
DeadlineOverride: TypeAlias = float | ClientDefault | None
_MAX_NUMBER: Final = 30 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """The settings of a client. All times are seconds.

    Raises ConfigError for a value that cannot work.
    """

    deadline: float | None = 30.0
    """Bound of a whole call: attempts, waits, the rate limit and lookups. Parsing a very large response and a slow
    hook come on top. None means no bound in time, but at most 10 requests of each operation, no single wait of more
    than an hour, and 60 s of lookups for an order in doubt.
    """
    connect_timeout: float = 5.0
    """Bound of making one connection."""
    read_timeout: float = 15.0
    """Bound of one attempt, from its first byte to the last byte of its response. It is not the gap between bytes."""
    requests_per_second: float | None = 95.0
    """Rate limit for requests with one key from this process, evenly spaced. The API allows each key 100 a second, all
    processes together. None switches the limit off. A call waits for its slot only as long as time for a response
    remains: half of what is left of its deadline, 5 s at most.
    """
    max_connections: int = 100
    """Number of requests of one client in flight at once. Further ones wait."""
    preflight: Literal["refuse", "warn", "off"] = "refuse"
    """What happens to a body that violates the contract: "refuse" it, "warn" and send it, or "off". The last two are
    for connectors with a template of their own, whose bodies differ.
    """
    resubmit_after: float | None = None
    """A quiet period. So many seconds after an attempt ended, the server has finished or dropped it *and* shows the
    order to lookups. An order absent then is submitted again. Must be below the deadline.
    """
    server_refuses_duplicates: bool = False
    """Whether the server answers 409 to a reference it knows. An absent order is then submitted again."""
    look_before_submit: bool = False
    """Whether to search for the reference before submitting, for a server that accepts a reference twice. It prevents
    repeats one after another, at the price of one request. Two submitters at once can still make two orders.
    """
    hook: Callable[[CallInfo, Event | Started | Ended], None] | None = None
    """A function that gets every event of every call, with the call it belongs to: enough for a span per call. If it
    raises, the exception is logged and ignored.
    """

    through_http_client: bool = False
    """Whether each attempt passes `httpx2.Client.send`, for tools that hook that method, such as sentry-sdk."""
    before_send: Callable[[AttemptInfo], Mapping[str, str] | None] | None = None
    """A function that sees each attempt before it is sent, lookups included, and returns headers to add, or None.
    It cannot replace a header of the client's: `X-API-KEY`, `Host`, those that frame the body or end at the next hop.
    It runs in the call, also in that of the asynchronous client, so it must not block. If it raises, the attempt is
    not sent and the call ends in `BeforeSendFailed`. A submission whose earlier POST is in doubt ends in
    `OrderOutcomeUnknown` instead, unless a lookup finds the order.
    """

    def __post_init__(self) -> None:
        for name in ("deadline", "connect_timeout", "read_timeout", "requests_per_second"):
            value = getattr(self, name)
            if value is None and name in {"deadline", "requests_per_second"}:
                continue
            check_number(f"Options.{name}", value)
        if (
            isinstance(self.max_connections, bool)
            or not isinstance(self.max_connections, int)
            or self.max_connections < 1
        ):
            raise ConfigError(
                f"Options.max_connections must be a whole number of at least 1, not {self.max_connections!r}."
            )
        if self.resubmit_after is not None:
            check_number("Options.resubmit_after", self.resubmit_after)
            self.check_quiet_period(self.deadline)
        for name in ("server_refuses_duplicates", "look_before_submit", "through_http_client"):
            # A truthy string, such as "no" from an environment variable, would promise what nobody promised.
            if not isinstance(getattr(self, name), bool):
                raise ConfigError(f"Options.{name} must be True or False, not {getattr(self, name)!r}.")
        if self.hook is not None and not callable(self.hook):
            raise ConfigError("Options.hook must be a function of a call and an event, or None.")
        if self.before_send is not None and (not callable(self.before_send) or iscoroutinefunction(self.before_send)):
            raise ConfigError(
                "Options.before_send must be a plain function of an attempt, not a coroutine function, or None."
            )
        if self.preflight not in ("refuse", "warn", "off"):
            raise ConfigError(f'Options.preflight must be "refuse", "warn" or "off", not {self.preflight!r}.')

    def check_quiet_period(self, deadline: float | None) -> None:
        """Raise ConfigError if `resubmit_after` leaves no time to submit again before the deadline."""
        if self.resubmit_after is None:
            return
        if deadline is None and self.resubmit_after >= LOOKUP_SECONDS_WITHOUT_DEADLINE:
            raise ConfigError(
                f"Options.resubmit_after ({self.resubmit_after:g} s) must be below the "
                f"{LOOKUP_SECONDS_WITHOUT_DEADLINE:g} s of lookups that a call without a deadline gets. Set a longer "
                "deadline, or leave resubmit_after out."
            )
        if deadline is not None and self.resubmit_after >= deadline:
            raise ConfigError(
                f"Options.resubmit_after ({self.resubmit_after:g} s) must be below the deadline ({deadline:g} s). "
                "Raise the deadline, or leave resubmit_after out."
            )


@dataclass(frozen=True, slots=True)
class RequestOptions:
    """The settings of one call, which override the client's."""

    deadline: DeadlineOverride = CLIENT_DEFAULT
    """Seconds for this call, None for no bound, `CLIENT_DEFAULT` for the client's own."""
    customer_reference_id: str | None = None
    """The customer on whose behalf the call is made, None for the client's own."""


def checked_options(options: object) -> Options:
    """Return the options a client was given, or the defaults. Raises ConfigError for anything else."""
    if options is None:
        return Options()
    if not isinstance(options, Options):
        raise ConfigError(f"options must be an Options, such as Options(deadline=10), not {type(options).__name__}.")
    return options


def check_number(name: str, value: object) -> None:
    """Raise ConfigError unless `value` is a number above 0 and at most 2,592,000: 30 days, if it is seconds."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _MAX_NUMBER:
        raise ConfigError(f"{name} must be a number above 0 and at most {_MAX_NUMBER:,}, not {value!r}.")
