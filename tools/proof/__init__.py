"""The program that proves contract, client and mocks agree, and writes `docs/proofs-full.md`.

`python -m tools.proof` runs it. Start reading in `__main__`; `sections` holds one proof a file. The rest is by idea:

* `contract`: the committed contract, its schemas and examples.
* `corpus`: the bodies to validate, each made from a seed by one change.
* `mutants`: contracts with one change each, and how many of them the corpus kills.
* `judges`: the validators of a body, and where they disagree.
* `responses`: the responses of the sandbox, unchanged and spoiled.
* `lifecycle`: a model of the sandbox's orders, and random sequences of requests that compare both.

The tests that show that a proof can fail are in `tests/proof`.
"""
