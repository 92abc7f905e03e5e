"""The program that proves contract, client and mocks agree, and writes `docs/proofs-full.md`.

`python -m tools.proof` runs it. Start reading in `__main__`; `sections` holds one proof a file. The rest is by idea:

* `contract`: the committed contract, its schemas and examples.
* `corpus`: the bodies that are judged, all made from seeds by one change each.
* `mutants`: the contract with one change each, and how many of them the corpus notices.
* `judges`: the validators of a body, and where they disagree.
* `responses`: the responses that the sandbox gives, as they are and spoiled.
* `lifecycle`: a model of the sandbox's orders, and random stories that compare both.

The tests that show that a proof can fail are in `tests/proof`.
"""
