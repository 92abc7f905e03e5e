"""testing: say what this room is for."""
