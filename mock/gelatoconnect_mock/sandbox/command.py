"""``gelatoconnect-mock sandbox``: the sandbox for a person at a terminal, a container, or a program that starts it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gelatoconnect_mock.command_line import announce, port, ready_line, variable
from gelatoconnect_mock.refusal import Refusal
from gelatoconnect_mock.speech import to_stderr
from gelatoconnect_mock.stop_signals import Stopped, stop_signals

if TYPE_CHECKING:
    from gelatoconnect_mock.command_line import Subcommands
    from gelatoconnect_mock.sandbox.server import SandboxServer
    from gelatoconnect_mock.sandbox.settings import Settings

_LOOPBACK: Final = ("127.0.0.1", "localhost", "::1")


def register(subcommands: Subcommands) -> None:
    """Add the ``sandbox`` subcommand to the command's parser."""
    parser = subcommands.add_parser(
        "sandbox",
        help="the API with state, time and faults",
        description="Serve the contract with state, time and faults at its production paths. Each option can also be "
        "given as a variable: GELATOCONNECT_MOCK_PORT for --port, and so on.",
    )
    add = parser.add_argument
    add("--host", default=variable("HOST", "127.0.0.1"), help="address to listen on (%(default)s)")
    add("--port", type=port, default=variable("PORT", "4010"), help="port; 0 picks a free one (%(default)s)")
    add(
        "--ready-json",
        action="store_true",
        help="print one line of JSON (url, port, pid) once it answers, for programs",
    )
    add(
        "--seed", type=_whole, default=variable("SEED", ""), metavar="N",
        help="the same ids in each run, the clock frozen at 2025-01-01, no rate limit unless given",
    )  # fmt: skip
    add(
        "--duplicates", choices=("conflict", "replay", "accept"), default=variable("DUPLICATES", "conflict"),
        help="what a repeated orderReferenceId gets (%(default)s)",
    )  # fmt: skip
    add(
        "--lifecycle", choices=("manual", "time", "reads", "instant"), default=variable("LIFECYCLE", "manual"),
        help="what moves an order on (%(default)s)",
    )  # fmt: skip
    add(
        "--step", type=_step, default=variable("STEP", ""), metavar="N",
        help="virtual seconds (--lifecycle time, 60) or reads (--lifecycle reads, 1) in each state",
    )  # fmt: skip
    add(
        "--rate-limit", type=_rate, default=variable("RATE_LIMIT", ""), metavar="off|N/SECONDS",
        help="requests in so many seconds for each key (100/1)",
    )  # fmt: skip
    add(
        "--state",
        type=Path,
        default=variable("STATE", "") or None,
        metavar="FILE",
        help="keep orders in this SQLite file",
    )
    add(
        "--key", action="append", type=_pair, default=None, metavar="K:S",
        help="accept this key and secret too; may be repeated (test-key:test-secret is always accepted)",
    )  # fmt: skip
    add(
        "--control-token", default=variable("CONTROL_TOKEN", "") or None, metavar="TOKEN",
        help="ask for this bearer token at /_sandbox; needed where --host is not this machine alone",
    )  # fmt: skip
    add(
        "--no-magic",
        action="store_true",
        default=variable("NO_MAGIC", "") not in {"", "0"},
        help="magic values are ordinary",
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> int:
    """Serve until a stop signal (0); where it cannot start, say why in one sentence (2)."""
    try:
        with stop_signals():
            from gelatoconnect_mock.sandbox.server import SandboxServer  # noqa: PLC0415 - no other command pays for it

            server = SandboxServer(_settings(arguments), port=arguments.port)
            server.run(
                lambda: announce(ready_line(server.url, server.port) if arguments.ready_json else _welcome(server))
            )
    except Stopped:
        return 0
    except Refusal as refusal:
        to_stderr(f"gelatoconnect-mock: {refusal}")
        return refusal.exit_code
    except BrokenPipeError:
        return 1
    return 0


def _settings(arguments: argparse.Namespace) -> Settings:
    from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, Settings  # noqa: PLC0415 - as above

    if arguments.host not in _LOOPBACK and arguments.control_token is None:
        raise Refusal(
            f"On {arguments.host} others could steer this sandbox: give --control-token, or listen on 127.0.0.1."
        )
    pairs = arguments.key or [_variable_pair(text) for text in variable("KEY", "").split(",") if text]
    limit = (
        arguments.rate_limit if arguments.rate_limit != "" else ("off" if arguments.seed is not None else (100, 1.0))
    )
    rules = Rules(
        duplicates=arguments.duplicates,
        lifecycle=arguments.lifecycle,
        step=arguments.step,
        rate_limit=None if limit == "off" else RateLimit(*limit),
    )
    return Settings(
        keys=dict(pairs), seed=arguments.seed, rules=rules, magic=not arguments.no_magic, state=arguments.state,
        control_token=arguments.control_token, host=arguments.host,
    )  # fmt: skip


def _whole(text: str) -> int | None:
    if text == "":
        return None
    if not text.isascii() or not text.isdigit():
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: give a whole number such as 1")
    return int(text)


def _step(text: str) -> float | None:
    if text == "":
        return None
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 1e9:  # noqa: PLR2004 - thirty years
        raise argparse.ArgumentTypeError(f"{text!r} is no step: give seconds or reads, more than 0")
    return number


def _rate(text: str) -> object:
    if text in {"", "off"}:
        return text
    count, slash, seconds = text.partition("/")
    try:
        limit = (int(count), float(seconds) if slash else 1.0)
    except ValueError:
        limit = (0, 0.0)
    if limit[0] < 1 or not 0 < limit[1] <= 1e9:  # noqa: PLR2004 - thirty years
        raise argparse.ArgumentTypeError(f"{text!r} is no rate: give off, or requests and seconds such as 100/1")
    return limit


def _pair(text: str) -> tuple[str, str]:
    from gelatoconnect_mock.sandbox.credentials import PairRefused, split  # noqa: PLC0415 - as above

    try:
        return split(text)
    except PairRefused as refused:
        raise argparse.ArgumentTypeError(str(refused)) from None


def _variable_pair(text: str) -> tuple[str, str]:
    try:
        return _pair(text)
    except argparse.ArgumentTypeError as error:
        raise Refusal(f"GELATOCONNECT_MOCK_KEY: {error}.") from None


def _welcome(server: SandboxServer) -> str:
    from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_SECRET  # noqa: PLC0415 - as above

    credentials = f"{DEFAULT_KEY}:{DEFAULT_SECRET}"
    return "\n".join(
        (
            "The GelatoConnect sandbox: the contract with state, time and faults.",
            f"  base URL     {server.url}   (any prefix will do)",
            f"  credentials  X-API-KEY: {credentials}",
            f"  try          curl -i -H 'X-API-KEY: {credentials}' {server.url}/your-order-ref-123",
            f"  control      {server.origin}/_sandbox",
            "  stop         Ctrl-C",
        )
    )
