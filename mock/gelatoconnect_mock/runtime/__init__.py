"""runtime: say what this room is for."""
