# ruff: noqa: T201 - a program that speaks
"""Takes every proof that contract, client and mocks agree, and writes what came of it as one page of Markdown.

`python3 noxfile.py proof` does it. Where a gate is missed it ends with 1 and leaves the page and docs/proofs.md as they
are. With `--check` it writes the page where `--page` says and nothing in the checkout, and ends with 1 also where the
committed page or docs/proofs.md says otherwise. With `--only` it takes some of the proofs, and prints them.
"""

from __future__ import annotations

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.proof.sections.client import client
from tests.proof.sections.evidence import evidence
from tests.proof.sections.judges import judges
from tests.proof.sections.mutants import mutants
from tests.proof.sections.responses import responses
from tests.proof.sections.sandbox_answers import sandbox_answers
from tests.proof.sections.schemathesis import schemathesis
from tests.proof.sections.stories import stories

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.proof.sections.section import Section

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
PAGE: Final = HERE / "README.md"
SUMMARY: Final = ROOT / "docs" / "proofs.md"
BEGIN, END = "<!-- proof: begin (written by tests/proof/proof.py) -->", "<!-- proof: end -->"
HEADING: Final = """# What is proved, and how far

Written by `python3 noxfile.py proof`, which takes every proof anew and fails where one is missed. The programs and
their corpus are in this folder."""
# Schemathesis also takes the path of its program.
PROOFS: Final[dict[str, Callable[..., Section]]] = {
    one.__name__: one for one in (mutants, judges, client, sandbox_answers, responses, schemathesis, stories, evidence)
}


def main() -> int:
    """Take the proofs and return 0 where every gate holds and nothing differs."""
    names = list(PROOFS)
    parser = argparse.ArgumentParser(description="Take every proof and write the page.")
    parser.add_argument("--schemathesis", help="the schemathesis program")
    parser.add_argument("--check", action="store_true", help="write nothing into the checkout; fail where it differs")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page goes (%(default)s)")
    parser.add_argument("--only", nargs="+", choices=names, default=names, help="take these proofs alone")
    options = parser.parse_args()
    if "schemathesis" in options.only and options.schemathesis is None:
        parser.error("name the program of Schemathesis, or leave its proof out by --only")
    taking: dict[str, Callable[[], Section]] = {**PROOFS, "schemathesis": partial(schemathesis, options.schemathesis)}
    sections = [timed(taking[name]) for name in names if name in options.only]
    failures = [failure for one in sections for failure in one.failures]
    page = "\n\n".join([HEADING, summary(sections), *(one.text for one in sections)]) + "\n"
    if options.only == names:
        failures += held_against(page, summary(sections)) if options.check else []
        if not failures and not options.check:
            SUMMARY.write_text(quoting(SUMMARY.read_text(encoding="utf-8"), summary(sections)), encoding="utf-8")
        if options.page != PAGE or not (failures or options.check):
            options.page.write_text(page, encoding="utf-8")
    print("\n".join([page, *(f"FAILED: {failure}" for failure in failures)]))
    return int(bool(failures))


def held_against(page: str, lines: str) -> list[str]:
    """Return which of the committed files does not say what was found."""
    readme = SUMMARY.read_text(encoding="utf-8")
    return [
        f"{path.relative_to(ROOT)} does not say what was found; run: python3 noxfile.py proof"
        for path, text in ((PAGE, page), (SUMMARY, quoting(readme, lines)))
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]


def timed(take: Callable[[], Section]) -> Section:
    """Take one proof, and say how long it took where it does not get into the page."""
    began = time.perf_counter()
    taken = take()
    told = " ".join(taken.lines) or taken.text.splitlines()[0]
    print(f"{told} ({time.perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)
    return taken


def summary(sections: list[Section]) -> str:
    """Return the lines of each proof."""
    return "\n".join(f"* {line}" for one in sections for line in one.lines)


def quoting(readme: str, lines: str) -> str:
    """Return docs/proofs.md with these lines between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
