"""The sandbox inside other people's tests: in-process transport, fixtures, contract violations."""
