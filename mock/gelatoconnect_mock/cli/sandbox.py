"""``gelatoconnect-mock sandbox``: the sandbox at a terminal, in a container, or started by a program."""

from __future__ import annotations

import argparse
import logging
import math
import re
import shlex
from typing import TYPE_CHECKING, Any, Final

from gelatoconnect_mock.cli.options import (
    HOST,
    MAX_PORT,
    PORT,
    READY_JSON,
    Option,
    add_subcommand,
    is_whole,
    one_of,
    read_options,
    read_path,
    read_switch,
)
from gelatoconnect_mock.runtime.console import announce, ready_line
from gelatoconnect_mock.runtime.errors import UserError
from gelatoconnect_mock.runtime.network import is_loopback, require_free_port
from gelatoconnect_mock.runtime.secret_values import MIN_LENGTH

if TYPE_CHECKING:
    from gelatoconnect_mock.cli.options import Subcommands
    from gelatoconnect_mock.sandbox.server.server import SandboxServer
    from gelatoconnect_mock.sandbox.settings import Settings

_MAX_SECONDS: Final = 1e9
_ORIGIN: Final = re.compile(r"(?P<scheme>[a-z][a-z0-9+.-]*)://([a-z0-9._-]+|\[[0-9a-f:.]+\])(:(?P<port>[0-9]{1,5}))?")
_DEFAULT_PORTS: Final = {"http": "80", "https": "443"}
_MAX_LAG: Final = 86_400.0
_STDERR: Final = 2


def register(subcommands: Subcommands) -> None:
    """Add the ``sandbox`` subcommand to the command's parser."""
    add_subcommand(
        subcommands,
        "sandbox",
        OPTIONS,
        run,
        summary="the API with state, time and faults",
        description="Serve the contract with state, time and faults at its production paths. Each option can also be "
        "given as a variable: GELATOCONNECT_MOCK_PORT for --port, GELATOCONNECT_MOCK_NO_MAGIC=1 for --no-magic, "
        "GELATOCONNECT_MOCK_KEY=k1:s1,k2:s2 for several --key.",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until a stop signal and return 0; raise UserError if the sandbox cannot start."""
    from gelatoconnect_mock.runtime.line_writer import LineHandler, LineWriter  # noqa: PLC0415 - for this command alone
    from gelatoconnect_mock.sandbox.server.parent import is_stranger, require_known_parent  # noqa: PLC0415 - as above
    from gelatoconnect_mock.sandbox.server.server import SandboxServer  # noqa: PLC0415 - as above

    values = read_options(arguments, OPTIONS)
    if values["exit_with_parent"]:
        require_known_parent()
        if is_stranger(arguments.parent):
            return 0
    settings, writer = _settings(values), LineWriter(_STDERR)
    logging.getLogger("gelatoconnect_mock.sandbox").addHandler(LineHandler(writer))
    access_log = writer.write if values["access_log"] else None
    server = SandboxServer(settings, port=values["port"], access_log=access_log)
    try:
        server.run(
            lambda: announce(ready_line(server.url, server.port) if values["ready_json"] else _welcome(server)),
            parent=arguments.parent if values["exit_with_parent"] else None,
        )
    finally:
        writer.close()
    return 0


def _settings(values: dict[str, Any]) -> Settings:
    from gelatoconnect_mock.sandbox.settings import RateLimit, Rules, Settings  # noqa: PLC0415 - as above

    host, seed, limit = values["host"], values["seed"], values["rate_limit"]
    missing = [flag for flag, field in (("--control-token", "control_token"), ("--key", "key")) if not values[field]]
    if missing and not is_loopback(host):
        require_free_port(host, 0)  # a token or a key would not help a host that cannot be listened on
        raise UserError(
            f"On {host} others could use this sandbox: give {' and '.join(missing)}, or listen on 127.0.0.1."
        )
    if values["lifecycle"] == "reads" and values["step"] is not None and values["step"] % 1:
        raise UserError(f"A step of {values['step']:g} reads cannot be: give --step a whole number.")
    limits: dict[str, Any] = {}  # a limit that nobody set is not the same as one of 100/1
    if isinstance(limit, tuple):
        limits = {"rate_limit": RateLimit(*limit)}
    elif limit == "off" or seed is not None:
        limits = {"rate_limit": None}
    rules = Rules(duplicates=values["duplicates"], lifecycle=values["lifecycle"], step=values["step"],
        visibility_lag=values["visibility_lag"], **limits)  # fmt: skip
    return Settings(
        keys=values["key"], seed=seed, rules=rules, magic=not values["no_magic"], state=values["state"],
        control_token=values["control_token"], host=host, cors=values["cors"],
    )  # fmt: skip


def _welcome(server: SandboxServer) -> str:
    from gelatoconnect_mock.sandbox.settings import DEFAULT_KEY, DEFAULT_SECRET  # noqa: PLC0415 - as above

    key = server.sandbox.credentials.default_key
    url, name = shlex.quote(server.url), shlex.quote(key)
    if key == DEFAULT_KEY:  # its secret is in every documentation
        pair, header = f"{key}:{DEFAULT_SECRET}", f"'X-API-KEY: {key}:{DEFAULT_SECRET}'"
        last = f"  export GELATOCONNECT_API_SECRET={DEFAULT_SECRET}"
    else:
        pair, header = f"{key}:<secret>", '"X-API-KEY: $GELATOCONNECT_API_KEY:$GELATOCONNECT_API_SECRET"'
        last = "  and GELATOCONNECT_API_SECRET, the secret that was given with --key"
    return "\n".join(
        (
            "The GelatoConnect sandbox: the contract with state, time and faults.",
            f"  base URL     {server.url}   (any prefix will do)",
            f"  credentials  X-API-KEY: {pair}",
            f"  try          curl -i -H {header} {shlex.quote(f'{server.url}/your-order-ref-123')}",
            f"  control      {server.origin}/_sandbox",
            "  stop         Ctrl-C",
            "For the gelatoconnect library:",
            f"  export GELATOCONNECT_BASE_URL={url}",
            f"  export GELATOCONNECT_API_KEY={name}",
            last,
        )
    )


def _read_seed(text: str) -> int | None:
    if text and not is_whole(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no seed: give a whole number such as 1")
    return int(text) if text else None


def _read_step(text: str) -> float | None:
    if not text:
        return None
    number = _number(text)
    if not 0 < number <= _MAX_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no step: give seconds or reads, more than 0")
    return number


def _read_lag(text: str) -> float:
    number = _number(text or "0")
    if not 0 <= number <= _MAX_LAG:
        raise argparse.ArgumentTypeError(f"{text!r} is no lag: give seconds from 0 to {_MAX_LAG:.0f}")
    return number


def _read_rate(text: str) -> tuple[int, float] | str:
    """Read a rate limit: requests and seconds, ``off``, or an empty text, which leaves it to the seed."""
    if text in {"", "off"}:
        return text
    count, slash, seconds = text.partition("/")
    per_seconds = _number(seconds) if slash else 1.0
    if not is_whole(count) or int(count) < 1 or not 0 < per_seconds <= _MAX_SECONDS:
        raise argparse.ArgumentTypeError(f"{text!r} is no rate: give off, or requests and seconds such as 100/1")
    return int(count), per_seconds


def _read_token(text: str) -> str:
    if not text:
        raise argparse.ArgumentTypeError("an empty token keeps nobody out: give another, or leave the flag out")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise argparse.ArgumentTypeError("a token is plain ASCII without blanks: give another")
    if len(text) < MIN_LENGTH:
        raise argparse.ArgumentTypeError(f"a token has at least {MIN_LENGTH} characters: give a longer one")
    return text


def _read_pairs(text: str) -> dict[str, str]:
    from gelatoconnect_mock.sandbox.api.credentials import Credentials, InvalidPair, split  # noqa: PLC0415 - for this command alone

    pairs = text.split(",") if text else []
    try:
        # The sandbox refuses two secrets for one key too, but only here the message can name the flag.
        known = Credentials({})
        for pair in pairs:
            known.accept(pair)
        return dict(map(split, pairs))
    except InvalidPair as invalid:
        raise argparse.ArgumentTypeError(str(invalid)) from None


def _read_origins(text: str) -> tuple[str, ...]:
    """Read a list of origins as browsers send them, in lower case and without a default port; ``off`` is none."""
    if text in {"*", "off"}:
        return ("*",) if text == "*" else ()
    return tuple(map(_read_origin, text.split(",")))


def _read_origin(text: str) -> str:
    origin = text.strip().lower()
    match = _ORIGIN.fullmatch(origin)
    if (match is None or int(match["port"] or 0) > MAX_PORT) and origin != "null":
        raise argparse.ArgumentTypeError(
            f"{text!r} is no origin: give scheme, host and port as in http://localhost:3000, without the slash at the "
            "end; or * or off alone"
        )
    if match is not None and _DEFAULT_PORTS.get(match["scheme"]) == match["port"]:
        return origin.removesuffix(f":{match['port']}")
    return origin


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


OPTIONS: Final = (
    HOST,
    PORT,
    READY_JSON,
    Option(
        "--seed", "", _read_seed, "N",
        "the same ids in each run, the clock frozen at 2025-01-01, no rate limit unless given",
    ),
    Option(
        "--duplicates", "conflict", one_of("conflict", "replay", "accept"), "conflict|replay|accept",
        "what a repeated orderReferenceId gets",
    ),
    Option(
        "--lifecycle", "manual", one_of("manual", "time", "reads", "instant"), "manual|time|reads|instant",
        "what moves an order on",
    ),
    Option(
        "--step", "", _read_step, "N",
        "virtual seconds (--lifecycle time, 60) or reads (--lifecycle reads, 1) in each state",
    ),
    Option("--rate-limit", "", _read_rate, "off|N/SECONDS", "requests in so many seconds for each key (100/1)"),
    Option(
        "--visibility-lag", "0", _read_lag, "SECONDS",
        "virtual seconds until search and get show a stored order; a duplicate is seen at once",
    ),
    Option(
        "--state", "", read_path, "FILE",
        "keep orders in this SQLite file: what a response confirmed survives the process, if not a power failure",
    ),
    Option(
        "--key", "", _read_pairs, "K:S",
        "accept this key and secret too; may be repeated (on loopback test-key:test-secret is accepted without)",
        is_repeatable=True,
    ),
    Option(
        "--control-token", None, _read_token, "TOKEN",
        "ask for this bearer token at /_sandbox; needed where --host is not this machine alone",
    ),
    Option(
        "--cors", "*", _read_origins, "ORIGIN",
        "let web pages of this origin alone use the API, as http://localhost:3000; may be repeated; off is none",
        is_repeatable=True,
    ),
    Option("--no-magic", "", read_switch, "", "magic values are ordinary"),
    Option(
        "--access-log", "", read_switch, "",
        "write a line to standard error for each request: method, path, status, milliseconds, id, failing field",
    ),
    Option("--exit-with-parent", "", read_switch, "", "end when the process that started this one is gone"),
)  # fmt: skip
