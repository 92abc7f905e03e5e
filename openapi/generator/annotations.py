"""The keywords of the contract that inform its readers only. No validator uses them, every compiler drops them.

`format`, `x-advisory` and `x-expected` are not among them, because some validators use them.
"""

ANNOTATIONS = frozenset({"description", "examples", "x-evidence", "x-evidence-values"})
