"""The control plane at `/_sandbox`: one module for each resource."""
