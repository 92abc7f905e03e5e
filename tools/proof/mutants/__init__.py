"""The contract with one change each, and the share of these mutants that the corpus notices."""
