"""The control plane at ``/_sandbox``: reads and changes the state of a sandbox, one resource a file."""
