"""Rules that rewrite what the generator writes, each in a module of its own that states it.

A rule cures one defect of the generator's output that the contract's shape cannot cure. It works on the generator's own
text, before anything formats it. A rule that finds nothing to rewrite stops the generation: then the generator has
learned it, and the rule must go.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rewriting import additional_properties, httpx2_imports, lazy_packages, named_fields, response_dates, unset_copies

if TYPE_CHECKING:
    from pathlib import Path

# The order matters in two places: `response_dates` looks for the line that `additional_properties` writes, and for one
# that `named_fields` rewrites.
RULES = (httpx2_imports, unset_copies, additional_properties, response_dates, named_fields, lazy_packages)


def rewrite(package: Path) -> None:
    """Apply every rule to a freshly generated package; raise RuleError if one does not fit."""
    for rule in RULES:
        rule.rewrite(package)
