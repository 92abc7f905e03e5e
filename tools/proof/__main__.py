"""Run every proof that contract, client and mocks agree, and write the results as one page of Markdown.

`python3 noxfile.py proof` does it. If a proof fails, it ends with 1 and leaves `docs/proofs-full.md` and
`docs/proofs.md` as they are. With `--check` it writes the page to `--page` and nothing into the checkout. Then it also
ends with 1 if one of the two committed pages differs. With `--only` it runs some of the proofs and prints them.
"""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tools.proof.page import PAGE, SUMMARY, held_against, page_of, quoting, summary
from tools.proof.sections.client import client
from tools.proof.sections.code_mutants import code_mutants
from tools.proof.sections.evidence import evidence
from tools.proof.sections.judges import judges
from tools.proof.sections.mutants import mutants
from tools.proof.sections.responses import responses
from tools.proof.sections.schemathesis import schemathesis
from tools.proof.sections.spoiled_responses import spoiled_responses
from tools.proof.sections.stories import stories

if TYPE_CHECKING:
    from collections.abc import Callable

    from tools.proof.sections.section import Section

# Schemathesis also takes the path of its program.
PROOFS: Final[dict[str, Callable[..., Section]]] = {
    one.__name__: one
    for one in (mutants, code_mutants, judges, client, spoiled_responses, responses, schemathesis, stories, evidence)
}


def main() -> int:
    """Run the proofs. Return 0 if every proof succeeds and no page differs."""
    names = list(PROOFS)
    parser = argparse.ArgumentParser(prog="python -m tools.proof", description="Run every proof and write the page.")
    parser.add_argument("--schemathesis", help="the schemathesis program")
    parser.add_argument("--check", action="store_true", help="write nothing into the checkout; fail if a page differs")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page goes (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="run these proofs only")
    options = parser.parse_args()
    if "schemathesis" in options.only and options.schemathesis is None:
        parser.error("name the program of Schemathesis, or leave its proof out by --only")
    taking: dict[str, Callable[[], Section]] = {**PROOFS, "schemathesis": partial(schemathesis, options.schemathesis)}
    sections = [timed(taking[name]) for name in names if name in options.only]
    failures = [failure for one in sections for failure in one.failures]
    page = page_of(sections)
    if options.only == names:
        failures += held_against(page, summary(sections)) if options.check else []
        if not failures and not options.check:
            SUMMARY.write_text(quoting(SUMMARY.read_text(encoding="utf-8"), summary(sections)), encoding="utf-8")
        if options.page != PAGE or not (failures or options.check):
            options.page.write_text(page, encoding="utf-8")
    print("\n".join([page, *(f"FAILED: {failure}" for failure in failures)]))
    return int(bool(failures))


def timed(take: Callable[[], Section]) -> Section:
    """Run one proof. Print its duration to standard error, since the page must not change with it."""
    began = time.perf_counter()
    taken = take()
    summary_line = " ".join(taken.lines) or taken.text.splitlines()[0]
    print(f"{summary_line} ({time.perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)
    return taken


if __name__ == "__main__":
    sys.exit(main())
