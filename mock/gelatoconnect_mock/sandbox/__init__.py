"""The sandbox: the API of the contract with state, time and faults, for rehearsing the whole life of an order.

`server.server.SandboxServer` serves it at a socket; `gelatoconnect-mock sandbox` is its command.
"""
