"""The settings of a connection: credentials, URLs, and the environment variables they fall back to."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

import httpx2

from gelatoconnect._operations import OPERATIONS
from gelatoconnect.errors import ConfigError

DEFAULT_SERVER: Final = "https://api.partner-connect.io/api"
ID_PLACEHOLDER: Final = "{orderId}"

_PREFIX: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*", re.ASCII)
_BRACE: Final = re.compile(r"[{}]|%7[BD]", re.IGNORECASE)
_ORIGINS: Final = {
    "api_key": "it comes with the connector",
    "api_secret": "it comes with the connector too",
    "partner_prefix": "you got it at onboarding; base_url=... or endpoints=... replaces it",
}
_HEADER_TEXT: Final = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")


class Credential:
    """The API key and secret. The secret is in no repr, and the credential does not pickle."""

    __slots__ = ("_secret", "key")

    def __init__(self, key: str, secret: str) -> None:
        self.key = key
        self._secret = secret

    def header(self) -> str:
        """Return the value of `X-API-KEY`: `key:secret`."""
        return f"{self.key}:{self._secret}"

    def mask(self, text: str) -> str:
        """Return `text` without the secret, even if a server changed its case or its blanks."""
        return re.sub(r"\s+".join(map(re.escape, self._secret.split())), "***", text, flags=re.IGNORECASE)

    def __repr__(self) -> str:
        return "Credential(***)"

    def __reduce__(self) -> str:
        raise TypeError(
            "A GelatoConnect client does not pickle, because it holds a secret and sockets. Make one in each process."
        )


@dataclass(frozen=True, slots=True)
class Connection:
    """A server, the URLs on it, and the credential: all that a request needs besides itself."""

    credential: Credential
    customer_reference_id: str | None
    base_url: str | None
    endpoints: Mapping[str, str] = field(default_factory=dict)

    def require(self, operation: str) -> None:
        """Raise ConfigError if no URL is known for an operation."""
        if self.base_url is None and operation not in self.endpoints:
            raise ConfigError(
                f"No URL is known for {operation!r}. Add endpoints[{operation!r}], or pass partner_prefix or base_url."
            )

    def url_for(self, operation: str, path: str, order_id: str | None) -> str:
        """Return the full URL of an operation: the connector's own if it has one, else base URL and `path`.

        Raises ConfigError if neither is known.
        """
        endpoint = self.endpoints.get(operation)
        if endpoint is not None:
            return endpoint if order_id is None else endpoint.replace(ID_PLACEHOLDER, quote(order_id, safe=""))
        self.require(operation)
        return f"{self.base_url}{path}"


def resolve_connection(
    *,
    partner_prefix: str | None,
    api_key: str | None,
    api_secret: str | None,
    base_url: str | None,
    customer_reference_id: str | None,
    endpoints: Mapping[str, str] | None,
    environ: Mapping[str, str] = os.environ,
) -> Connection:
    """Return the connection for the arguments. Each falls back to its `GELATOCONNECT_` environment variable.

    Raises ConfigError, naming the argument or variable, for all that is missing at once, or for a wrong value.
    """
    if endpoints is not None and not isinstance(endpoints, Mapping):
        raise ConfigError("endpoints must be a dict of full URLs under the names of the methods.")
    key, secret = _setting("api_key", api_key, environ), _setting("api_secret", api_secret, environ)
    # An argument outranks the environment: a base URL left in a shell must not overrule a prefix given in code.
    base = _setting("base_url", base_url or None, {} if partner_prefix else environ)
    prefix = _setting("partner_prefix", partner_prefix or None, environ)
    _refuse_joined_key(key)
    _require(key, secret, *([] if base.value or endpoints else [prefix]))
    credential = Credential(header_text(key.source, key.value), header_text(secret.source, secret.value))
    own_urls = {name: _endpoint(name, url) for name, url in (endpoints or {}).items()}
    root = None
    if base.value:
        root = _base_url(base)
    elif prefix.value:
        root = f"{DEFAULT_SERVER}/{_partner_prefix(prefix)}"
    customer = _setting("customer_reference_id", customer_reference_id, environ)
    customer_id = None if customer.value is None else header_text(customer.source, customer.value)
    return Connection(credential, customer_id, root, own_urls)


def header_text(name: str, value: object) -> str:
    """Return `value` if an HTTP header can carry it. Raises ConfigError, without repeating it, if not."""
    if not isinstance(value, str) or not _HEADER_TEXT.fullmatch(value):
        raise ConfigError(
            f"{name} must be a non-empty string of printable ASCII characters, without a blank at either end."
        )
    return value


def is_loopback(host: str) -> bool:
    """Return True if `host` is this machine itself."""
    host = host.strip("[]")
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Setting(NamedTuple):
    """A setting: its name, its source (the argument or the variable), and its value."""

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
    """Raise ConfigError for all missing settings at once: one run shows what to set up."""
    missing = [one.name for one in settings if one.value is None or one.value == ""]
    if not missing:
        return
    names = " and ".join(filter(None, [", ".join(missing[:-1]), missing[-1]]))
    ways = "; ".join(f"pass {name}=... or set {_variable(name)} ({_ORIGINS[name]})" for name in missing)
    raise ConfigError(f"Missing settings: {names}. To fix this, {ways}.")


def _refuse_joined_key(key: _Setting) -> None:
    if isinstance(key.value, str) and ":" in key.value:
        raise ConfigError(
            f"{key.source} contains a colon. The client sends key:secret and a server splits it at the first colon, so "
            "pass the part before the colon as api_key and the part after it as api_secret."
        )


def _partner_prefix(prefix: _Setting) -> str:
    if not isinstance(prefix.value, str) or not _PREFIX.fullmatch(prefix.value):
        raise ConfigError(
            # Not repeated: it may be a credential in the wrong place.
            f"{prefix.source} must be the bare token given at onboarding, such as 'acme'. Pass a whole URL as base_url."
        )
    return prefix.value


def _base_url(base: _Setting) -> str:
    url = _url(base.source, base.value)
    if _BRACE.search(url):
        raise ConfigError(
            f"{base.source} has a placeholder in braces. Replace it with your own partner prefix, or pass "
            "partner_prefix and leave the URL out."
        )
    return url.rstrip("/")


def _endpoint(name: str, url: object) -> str:
    if name not in OPERATIONS:
        raise ConfigError(f"endpoints has no operation {name!r}. The operations are {', '.join(OPERATIONS)}.")
    checked = _url(f"endpoints[{name!r}]", url)
    takes_id = OPERATIONS[name].takes_id
    if takes_id is not (ID_PLACEHOLDER in checked):
        rule = "must contain" if takes_id else "must not contain"
        raise ConfigError(f"endpoints[{name!r}] {rule} the placeholder {ID_PLACEHOLDER}.")
    if _BRACE.search(checked.replace(ID_PLACEHOLDER, "")):
        raise ConfigError(
            f"endpoints[{name!r}] has an unknown placeholder. The client fills in only {ID_PLACEHOLDER}. Replace any "
            "other with your own value."
        )
    return checked


def _url(name: str, url: object) -> str:
    if not isinstance(url, str) or not url.isascii() or re.search(r"[\x00-\x20\x7f]", url):
        raise ConfigError(f"{name} must be a URL of printable ASCII characters without blanks.")
    try:
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
        # The HTTP library has rules of its own for internationalized hosts, and applies them only when it sends.
        _ = httpx2.URL(url).host
    except (ValueError, httpx2.InvalidURL):
        # The reason is not repeated: it quotes the text in place of the port, which may be a secret.
        raise ConfigError(f"{name} is not a URL. Check its host and port.") from None
    if parts.scheme not in {"http", "https"} or not host:
        raise ConfigError(f"{name} must be a whole URL that begins with https://.")
    if parts.username is not None or "?" in url or "#" in url:
        raise ConfigError(
            f"{name} must have no user name, query or fragment. The credential goes into the X-API-KEY header."
        )
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigError(
            f"{name} must begin with https://. Plain http would send the key and the orders unprotected, and the API "
            "refuses it. http is accepted only for a server on this machine."
        )
    return url
