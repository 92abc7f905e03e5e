"""HTTP messages and error responses, as plain data. Imports nothing else of the sandbox."""
