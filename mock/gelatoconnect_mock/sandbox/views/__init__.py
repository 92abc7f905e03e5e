"""What the API shows of an order, one part of it a file: what its client sent, and what the sandbox invents.

A new field of the shown order takes three places: the contract (then ``nox -s generate``), the file here that has the
object of the field (`order` has the top), and a test in ``tests/sandbox/views``. A required field that is missing here
makes every response that shows an order a 500.
"""
