"""Runs the engine's commands: the only place that waits, sends and receives."""
