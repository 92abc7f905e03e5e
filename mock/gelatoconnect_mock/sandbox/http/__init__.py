"""http: say what this room is for."""
