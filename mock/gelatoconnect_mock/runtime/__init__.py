"""What every mock needs from the machine: errors, files, network, console, signals, version."""
