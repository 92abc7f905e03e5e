"""contract: say what this room is for."""
