"""storage: say what this room is for."""
