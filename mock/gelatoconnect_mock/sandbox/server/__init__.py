"""server: say what this room is for."""
