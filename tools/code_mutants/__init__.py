"""Mutants of the code: one small change each, and whether the tests of the module notice it.

`generate` makes the mutants of a file, `modules.toml` says which tests are a module's own, and `warm` runs them.
mutmut's operators are kept and its runner is not: its runner finds no test in this layout, and it changes neither
constants nor properties nor cached functions. cosmic-ray starts Python and pytest anew for every mutant.
"""
