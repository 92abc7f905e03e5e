"""cli: say what this room is for."""
