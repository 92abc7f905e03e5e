"""The sections of the page of proofs. Each takes its proof and reports the result."""
