"""api: say what this room is for."""
