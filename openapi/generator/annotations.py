"""The keywords by which the contract speaks to its readers alone: no judge looks at them, all compilers drop them.

`format`, `x-advisory` and `x-expected` are not among them: some judges check them or use their words, and some do not.
"""

ANNOTATIONS = frozenset({"description", "examples", "x-evidence", "x-evidence-values"})
