"""The control plane at ``/_sandbox``: looks into a sandbox and steers it, one resource a file."""
