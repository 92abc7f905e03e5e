"""The contract in Python: validates bodies before they are sent and responses after they arrive.

`schema` compiles the contract's schemas into checks, `messages` puts a violation into words, `body` prepares what a
call sends, and `redaction` keeps secrets and personal data out of texts.
"""
