"""The `gelatoconnect-mock` command: one module for each subcommand."""
