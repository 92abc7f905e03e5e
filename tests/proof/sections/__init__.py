"""The page of proofs, a section a file: each takes its proof, and says what came of it."""
