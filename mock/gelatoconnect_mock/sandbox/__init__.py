"""The sandbox: the API of the contract with state, time and faults, for rehearsing the whole life of an order.

`gelatoconnect_mock.sandbox.server.SandboxServer` runs it at a socket; `gelatoconnect-mock sandbox` is its command.
"""
