# ruff: noqa: T201 - a program that speaks
"""Takes every proof that contract, client and mocks agree, and writes what came of it as one page of Markdown.

`python3 noxfile.py proof` does it. With `--check` it writes the page where `--page` says, and nothing in the checkout.
It ends with 1 where a gate is missed, and with `--check` where the committed page or the README says otherwise.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from proofs import Proof, agreement, client, machine, mutation, schemathesis

if TYPE_CHECKING:
    from collections.abc import Callable

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parents[1]
PAGE: Final = HERE / "README.md"
README: Final = ROOT / "README.md"
BEGIN, END = "<!-- proof: begin (written by tests/proof/proof.py) -->", "<!-- proof: end -->"
HEADING: Final = """# What is proved, and how far

Written by `python3 noxfile.py proof`, which takes every proof anew and fails where one is missed. The programs and
their corpus are in this folder."""


def main() -> int:
    """Take every proof, write the page, and return 0 where every gate holds and nothing differs."""
    parser = argparse.ArgumentParser(description="Take every proof and write the page.")
    parser.add_argument("--schemathesis", required=True, help="the schemathesis program")
    parser.add_argument("--check", action="store_true", help="write nothing into the checkout; fail where it differs")
    parser.add_argument("--page", type=Path, default=PAGE, help="where the page goes (%(default)s)")
    options = parser.parse_args()
    proofs = [timed(one) for one in (mutation, agreement, client, lambda: schemathesis(options.schemathesis), machine)]
    failures = [failure for one in proofs for failure in one.failures]
    page = "\n\n".join([HEADING, summary(proofs), *(one.section for one in proofs)]) + "\n"
    readme = quoting(README.read_text(encoding="utf-8"), summary(proofs))
    if options.check:
        failures += [
            f"{path.relative_to(ROOT)} does not say what was found; run: python3 noxfile.py proof"
            for path, text in ((PAGE, page), (README, readme))
            if not path.is_file() or path.read_text(encoding="utf-8") != text
        ]
    else:
        README.write_text(readme, encoding="utf-8")
    if not options.check or options.page != PAGE:
        options.page.write_text(page, encoding="utf-8")
    print("\n".join([page, *(f"FAILED: {failure}" for failure in failures)]))
    return int(bool(failures))


def timed(take: Callable[[], Proof]) -> Proof:
    """Take one proof, and say how long it took where it does not get into the page."""
    began = time.perf_counter()
    taken = take()
    print(f"{taken.line} ({time.perf_counter() - began:.0f} s)", file=sys.stderr, flush=True)
    return taken


def summary(proofs: list[Proof]) -> str:
    """Return a line for each proof."""
    return "\n".join(f"* {one.line}" for one in proofs)


def quoting(readme: str, lines: str) -> str:
    """Return the README with these lines between its marks."""
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n{lines}\n\n{END}{after}"


if __name__ == "__main__":
    sys.exit(main())
