"""Where requests go, and with which credentials: arguments, environment, and the rules both must keep."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

import httpx

from gelatoconnect.errors import ConfigError

DEFAULT_SERVER: Final = "https://api.partner-connect.io/api"

# The method names under which a connector's own URLs are given, and whether an order id is part of each.
OPERATIONS: Final = {"submit": False, "get": True, "search": False, "cancel": True, "update_shipment": True}
ID_PLACEHOLDER: Final = "{orderId}"

_PREFIX = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*", re.ASCII)
_BRACE = re.compile(r"[{}]|%7[BD]", re.IGNORECASE)
_ORIGINS: Final = {
    "api_key": "it comes with the connector",
    "api_secret": "it comes with the connector too",
    "partner_prefix": "you were given it at onboarding; base_url=... or endpoints=... would do in its place",
}
_HEADER_TEXT = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


class Credential:
    """The key and the secret, in the form the API wants; the secret is in no repr, and it does not pickle."""

    __slots__ = ("_secret", "key")

    def __init__(self, key: str, secret: str) -> None:
        self.key = key
        self._secret = secret

    def header(self) -> str:
        """Return the value of `X-API-KEY`: `key:secret`."""
        return f"{self.key}:{self._secret}"

    def mask(self, text: str) -> str:
        """Return `text` without the secret, should a server repeat it, whatever it did to its case and its blanks."""
        return re.sub(r"\s+".join(map(re.escape, self._secret.split())), "***", text, flags=re.IGNORECASE)

    def __repr__(self) -> str:
        return "Credential(***)"

    def __reduce__(self) -> str:
        raise TypeError(
            "a GelatoConnect client does not pickle, since it holds a secret and sockets: make one in each process"
        )


@dataclass(frozen=True, slots=True)
class Connection:
    """A server, the paths on it, and the credential: everything a request needs besides itself."""

    credential: Credential
    customer_reference_id: str | None
    base_url: str | None
    endpoints: Mapping[str, str] = field(default_factory=dict)

    def require(self, method: str) -> None:
        """Raise ConfigError where no URL is known for an operation."""
        if self.base_url is None and method not in self.endpoints:
            raise ConfigError(
                f"no URL is known for {method!r}: add endpoints[{method!r}], or give partner_prefix or base_url"
            )

    def url_for(self, method: str, path: str, order_id: str | None) -> str:
        """Return the full URL of an operation: the connector's own where it has one, else base URL and `path`.

        Raises ConfigError where neither is known.
        """
        endpoint = self.endpoints.get(method)
        if endpoint is not None:
            return endpoint if order_id is None else endpoint.replace(ID_PLACEHOLDER, quote(order_id, safe=""))
        self.require(method)
        return f"{self.base_url}{path}"


def connect(
    *,
    partner_prefix: str | None,
    api_key: str | None,
    api_secret: str | None,
    base_url: str | None,
    customer_reference_id: str | None,
    endpoints: Mapping[str, str] | None,
    environ: Mapping[str, str] = os.environ,
) -> Connection:
    """Return the connection the arguments describe, each falling back to its `GELATOCONNECT_` environment variable.

    Raises ConfigError, naming the argument or the variable, for what cannot work, and for all that is missing at once.
    """
    if endpoints is not None and not isinstance(endpoints, Mapping):
        raise ConfigError("endpoints must be a dict of full URLs under the names of the methods")
    key, secret = _setting("api_key", api_key, environ), _setting("api_secret", api_secret, environ)
    # An argument outranks the environment: a prefix given in code is not overruled by a base URL left in a shell.
    base = _setting("base_url", base_url or None, {} if partner_prefix else environ)
    prefix = _setting("partner_prefix", partner_prefix or None, environ)
    _refuse_both_halves(key)
    _require(key, secret, *([] if base.value or endpoints else [prefix]))
    credential = Credential(header_text(key.source, key.value), header_text(secret.source, secret.value))
    own = {name: _endpoint(name, url) for name, url in (endpoints or {}).items()}
    root = None
    if base.value:
        root = _checked_base(base)
    elif prefix.value:
        root = f"{DEFAULT_SERVER}/{_checked_prefix(prefix)}"
    customer = _setting("customer_reference_id", customer_reference_id, environ)
    named = None if customer.value is None else header_text(customer.source, customer.value)
    return Connection(credential, named, root, own)


def header_text(name: str, value: object) -> str:
    """Return `value` where it can stand in an HTTP header; raise ConfigError, without repeating it, where it cannot."""
    if not isinstance(value, str) or not _HEADER_TEXT.fullmatch(value):
        raise ConfigError(
            f"{name} must be a non-empty string of printable ASCII characters, with no blank at either end"
        )
    return value


def is_loopback(host: str) -> bool:
    """Tell whether `host` is this machine itself."""
    host = host.strip("[]")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Setting(NamedTuple):
    """A setting as it was found: its name, where it came from (the argument or the variable), and what it is."""

    name: str
    source: str
    value: Any


def _variable(name: str) -> str:
    return f"GELATOCONNECT_{name.upper()}"


def _setting(name: str, argument: object, environ: Mapping[str, str]) -> _Setting:
    if argument is not None:
        return _Setting(name, name, argument)
    return _Setting(name, _variable(name), environ.get(_variable(name)) or None)


def _require(*settings: _Setting) -> None:
    """Refuse all that is missing at once: who sets up a client learns of it in one run."""
    missing = [one.name for one in settings if one.value is None or one.value == ""]
    if not missing:
        return
    names = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
    ways = "; ".join(f"pass {name}=... or set {_variable(name)} ({_ORIGINS[name]})" for name in missing)
    raise ConfigError(f"no {names}: {ways}")


def _refuse_both_halves(key: _Setting) -> None:
    if isinstance(key.value, str) and ":" in key.value:
        raise ConfigError(
            f"{key.source} must not contain a colon: the header is key:secret, split at the first colon, and this "
            "seems to hold both halves. Give the part before it as api_key and the part after it as api_secret"
        )


def _checked_prefix(prefix: _Setting) -> str:
    if not isinstance(prefix.value, str) or not _PREFIX.fullmatch(prefix.value):
        raise ConfigError(
            # Not repeated: it may be a credential in the wrong place.
            f"{prefix.source} must be the bare token given at onboarding, such as 'acme'. "
            "A whole URL goes into base_url"
        )
    return prefix.value


def _checked_base(base: _Setting) -> str:
    url = _checked_url(base.source, base.value)
    if _BRACE.search(url):
        raise ConfigError(
            f"{base.source} still holds a placeholder in braces: put your own partner prefix in its place, "
            "or pass it as partner_prefix and leave the URL out"
        )
    return url.rstrip("/")


def _endpoint(name: str, url: object) -> str:
    if name not in OPERATIONS:
        raise ConfigError(f"endpoints has no operation {name!r}; it takes {', '.join(OPERATIONS)}")
    checked = _checked_url(f"endpoints[{name!r}]", url)
    if OPERATIONS[name] is not (ID_PLACEHOLDER in checked):
        rule = "must contain" if OPERATIONS[name] else "must not contain"
        raise ConfigError(f"endpoints[{name!r}] {rule} the placeholder {ID_PLACEHOLDER}")
    if _BRACE.search(checked.replace(ID_PLACEHOLDER, "")):
        raise ConfigError(
            f"endpoints[{name!r}] holds a placeholder that is not known: only {ID_PLACEHOLDER} is filled in for each "
            "call, so put your own value in the place of any other"
        )
    return checked


def _checked_url(name: str, url: object) -> str:
    if not isinstance(url, str) or not url.isascii() or re.search(r"[\x00-\x20\x7f]", url):
        raise ConfigError(f"{name} must be a URL of printable ASCII characters without blanks")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        # httpx has rules of its own for internationalised hosts, and only looks at them when it sends.
        _ = httpx.URL(url).host
    except (ValueError, httpx.InvalidURL):
        # The reason is not repeated: it quotes what stands in the place of the port, which may be a secret.
        raise ConfigError(f"{name} is not a URL: check its host and port") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ConfigError(f"{name} must be a whole URL beginning with https://")
    if parts.username is not None or "?" in url or "#" in url:
        raise ConfigError(
            f"{name} must carry no user name, query or fragment; the credential goes into the X-API-KEY header"
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError(
            f"{name} must begin with https://: plain http would send the key and the orders unprotected, "
            "and the API refuses it. http is accepted for a server on this machine only"
        )
    return url
