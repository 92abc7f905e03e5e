"""Bodies on which a judge is known to be wrong, each with its bug report. None is in the corpus."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from tools.proof.corpus.seeds import seeds

if TYPE_CHECKING:
    from collections.abc import Mapping


class KnownDisagreement(NamedTuple):
    """A body on which a judge gives no verdict, or the wrong one.

    `known_as` names the bug report. `says` is its verdict in place of `accepted`: a wrong one, or the name of the
    exception that it raises.
    """

    name: str
    judge: str
    known_as: str
    operation: str
    body: Mapping[str, Any]
    accepted: bool
    says: bool | str


_ORDER: Final = seeds("submitOrder")["seed"]
_BY_NAME: Final = seeds("submitOrder")["nothingOptionalByName"]

KNOWN: Final = (
    KnownDisagreement(
        name="an invalid property with a name outside Latin-1 ends its process, since it copies the name into a header",
        judge="Prism",
        known_as="the same cause as in stoplightio/prism#1934, there by the text of a pattern",
        operation="submitOrder",
        body={**_BY_NAME, "items": [{**_BY_NAME["items"][0], "productVariant": {"€": 1}}]},
        accepted=False,
        says="RemoteDisconnected",
    ),
    KnownDisagreement(
        name="it fails on half a surrogate pair, which JSON and Python allow",
        judge="jsonschema-rs",
        known_as="reported in schemathesis/schemathesis#3573; no issue of jsonschema-rs was found",
        operation="submitOrder",
        body={**_ORDER, "orderReferenceId": "\ud800"},
        accepted=True,
        says="UnicodeEncodeError",
    ),
)
